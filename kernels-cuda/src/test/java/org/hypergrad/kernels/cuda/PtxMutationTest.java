package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every barrier is needed, and the tests would notice that it is gone. */
class PtxMutationTest {

  @BeforeEach
  void assumeEmulated() {
    assumeTrue(FakeCuda.isHere(), "only the driver of tests notices a race");
    CudaCheck.assumeAvailable();
  }

  private static void assertEachIsNoticed(String module, Class<? extends Runnable> course) {
    assertThat(ChildReport.run(MutationMain.class, Map.of(), module, course.getName()).lines())
        .as("lines of %s.ptx that could go", module)
        .contains("unnoticed: []");
  }

  /** Else the others would prove nothing. */
  @Test
  void whatIsNotSpoiltRunsThrough() throws IOException, ReflectiveOperationException {
    try (InputStream content = CudaDevice.class.getResourceAsStream("vectors.ptx")) {
      String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(PtxMutants.fails("vectors", text, VectorsCourse.class, 1)).isFalse();
    }
  }

  @Test
  void vectors() {
    assertEachIsNoticed("vectors", VectorsCourse.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"binary", "softmax", "densesum", "batch", "longlines"})
  void logistic(String module) {
    assertEachIsNoticed(module, LogisticCourse.class);
  }

  @Test
  void classes() {
    assertEachIsNoticed("classes", ClassesCourse.class);
  }

  @Test
  void steps() {
    assertEachIsNoticed("steps", StepsCourse.class);
  }
}
