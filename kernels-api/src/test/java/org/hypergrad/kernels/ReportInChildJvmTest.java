package org.hypergrad.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Property and environment variable for real, each in a JVM of its own. */
class ReportInChildJvmTest {

  private static final String NONSENSE =
      "no backend for 'nonsense' (%s): nonsense: no such backend, there are: scalar";

  private static List<String> lines(List<String> options, Map<String, String> environment)
      throws IOException, InterruptedException {
    return ChildJvm.run(ReportMain.class, options, environment).lines().toList();
  }

  @Test
  void withoutEitherAutoIsChosen() throws IOException, InterruptedException {
    assertThat(lines(List.of(), Map.of()))
        .contains(
            "scalar   available",
            "chosen   scalar (default: auto)",
            "argument: scalar, asked for",
            "none: scalar");
  }

  @Test
  void aPropertyThatNamesNothingIsReportedAndBeatsTheEnvironment()
      throws IOException, InterruptedException {
    String message = NONSENSE.formatted("system property hypergrad.backend");
    assertThat(
            lines(List.of("-Dhypergrad.backend=nonsense"), Map.of("HYPERGRAD_BACKEND", "scalar")))
        .contains(
            "scalar   available",
            "chosen   none: " + message,
            "argument: scalar, asked for",
            "refused: " + message);
  }

  @Test
  void theEnvironmentIsReadWithoutAProperty() throws IOException, InterruptedException {
    String message = NONSENSE.formatted("environment variable HYPERGRAD_BACKEND");
    assertThat(lines(List.of(), Map.of("HYPERGRAD_BACKEND", "nonsense")))
        .contains(
            "scalar   available",
            "chosen   none: " + message,
            "argument: scalar, asked for",
            "refused: " + message);
    assertThat(lines(List.of(), Map.of("HYPERGRAD_BACKEND", "gpu,Scalar")))
        .contains(
            "chosen   scalar (environment variable HYPERGRAD_BACKEND: gpu,scalar)", "none: scalar");
  }
}
