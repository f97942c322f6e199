package org.hypergrad.kernels.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Property and environment variable for real, each in a JVM of its own. */
class ReportInChildJvmTest {

  private static final String NONSENSE =
      "no backend for 'nonsense' (%s): nonsense: no such backend, there are: scalar";

  private static List<String> lines(List<String> options, Map<String, String> environment) {
    return ChildJvm.with()
        .run(SelectionReport.class, options, environment, "scalar")
        .lines()
        .toList();
  }

  @Test
  void withoutEitherAutoIsChosen() {
    assertThat(lines(List.of(), Map.of()))
        .contains(
            "scalar   available",
            "chosen   scalar (default: auto)",
            "scalar: scalar, asked for",
            "no request: scalar");
  }

  @Test
  void aPropertyThatNamesNothingIsReportedAndBeatsTheEnvironment() {
    String message = NONSENSE.formatted("system property hypergrad.backend");
    assertThat(
            lines(List.of("-Dhypergrad.backend=nonsense"), Map.of("HYPERGRAD_BACKEND", "scalar")))
        .contains(
            "scalar   available",
            "chosen   none: " + message,
            "scalar: scalar, asked for",
            "no request: refused: " + message);
  }

  @Test
  void theEnvironmentIsReadWithoutAProperty() {
    String message = NONSENSE.formatted("environment variable HYPERGRAD_BACKEND");
    assertThat(lines(List.of(), Map.of("HYPERGRAD_BACKEND", "nonsense")))
        .contains(
            "scalar   available",
            "chosen   none: " + message,
            "scalar: scalar, asked for",
            "no request: refused: " + message);
    assertThat(lines(List.of(), Map.of("HYPERGRAD_BACKEND", "gpu,Scalar")))
        .contains(
            "chosen   scalar (environment variable HYPERGRAD_BACKEND: gpu,scalar)",
            "no request: scalar");
  }
}
