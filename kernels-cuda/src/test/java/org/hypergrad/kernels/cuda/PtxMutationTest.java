package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

  private static void assertEachIsNoticed(String module, Class<? extends Runnable> course)
      throws IOException, ReflectiveOperationException {
    List<Integer> lines = PtxMutants.orderedLines(module);
    assertThat(lines).isNotEmpty();
    for (int line : lines) {
      assertThat(PtxMutants.isNoticed(module, line, course))
          .as("%s.ptx without line %d", module, line + 1)
          .isTrue();
    }
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
  void vectors() throws IOException, ReflectiveOperationException {
    assertEachIsNoticed("vectors", VectorsCourse.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"binary", "softmax", "densesum", "batch", "longlines"})
  void logistic(String module) throws IOException, ReflectiveOperationException {
    assertEachIsNoticed(module, LogisticCourse.class);
  }

  @Test
  void steps() throws IOException, ReflectiveOperationException {
    assertEachIsNoticed("steps", StepsCourse.class);
  }
}
