package org.hypergrad.kernels.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The property by which tests insist on a backend. */
class RequiredBackendsTest {

  private static String required(String... options) {
    String output = ChildJvm.with().run(SelectionReport.class, List.of(options), Map.of());
    return output.substring(output.indexOf("required: "));
  }

  @Test
  void saysWhatIsMissingWithTheReport() {
    assertThat(required()).startsWith("required: all there");
    assertThat(required("-Dhypergrad.test.require=scalar")).startsWith("required: all there");
    assertThat(required("-Dhypergrad.test.require=scalar, gpu"))
        .startsWith(
            "required: -Dhypergrad.test.require=scalar, gpu, but no backend for 'gpu' (asked for):"
                + " gpu: no such backend, there are: scalar")
        .contains("scalar   available");
  }
}
