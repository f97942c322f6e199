package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That courses leave next to no instruction of the PTX unexecuted, kernel by kernel. */
class PtxCoverageTest {

  private static final int LEAST_PERCENT = 95;

  /** So that a kernel cannot stay out by not being loaded. */
  private static final int KERNELS = 45;

  private static final Pattern LINE =
      Pattern.compile("(\\w+): (\\d+) of (\\d+) PTX instructions executed;.*");

  @TempDir Path folder;

  @BeforeEach
  void assumeEmulated() {
    assumeTrue(FakeCuda.isHere(), "only the driver of tests counts what is executed");
  }

  private Map<String, Integer> percentages(Class<?>... courses) throws IOException {
    Path counts = folder.resolve("coverage");
    String output =
        ChildReport.run(
            CoverageMain.class,
            Map.of("FAKECUDA_COVERAGE", counts.toString()),
            Arrays.stream(courses).map(Class::getName).toArray(String[]::new));
    assertThat(output).contains("diagnoses: []");
    Map<String, Integer> percentages = new TreeMap<>();
    for (String line : Files.readAllLines(counts)) {
      Matcher matcher = LINE.matcher(line);
      assertThat(matcher.matches()).as(line).isTrue();
      percentages.put(
          matcher.group(1),
          100 * Integer.parseInt(matcher.group(2)) / Integer.parseInt(matcher.group(3)));
    }
    return percentages;
  }

  @Test
  void everyKernel() throws IOException {
    assertThat(
            percentages(
                VectorsCourse.class, LogisticCourse.class, ClassesCourse.class, StepsCourse.class))
        .hasSize(KERNELS)
        .allSatisfy((kernel, percent) ->
            assertThat(percent).as(kernel).isGreaterThanOrEqualTo(LEAST_PERCENT));
  }
}
