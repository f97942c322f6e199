package org.hypergrad.kernels.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hypergrad.kernels.testkit.ChildJvm;
import org.hypergrad.kernels.testkit.SelectionReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is chosen, and every reason of a refusal, each in a JVM of its own. */
class SimdSelectionTest {

  private static final String NO_MODULE =
      "the module jdk.incubator.vector is not there: start Java with"
          + " --add-modules jdk.incubator.vector";
  private static final String INTERPRETED =
      "this Java only interprets (-Xint): vectors would be emulated";
  private static final String FIRST_COMPILER =
      "this Java uses its first compiler alone (TieredStopAtLevel): vectors would be emulated";

  private static List<String> lines(List<String> options) {
    return ChildJvm.with(SimdBackend.class)
        .run(SelectionReport.class, options, Map.of(), "simd", "simd,scalar", "neon")
        .lines()
        .toList();
  }

  private static void assertRefused(List<String> options, String reason) {
    String refusal = "no backend for 'simd' (asked for): simd: " + reason;
    assertThat(lines(options))
        .contains(
            "simd     refused: " + reason,
            "scalar   available",
            "chosen   scalar (default: auto)",
            "no request: scalar",
            "simd: refused: " + refusal,
            "simd,scalar: scalar, asked for",
            "required: all there");
    assertThat(lines(with(options, "-Dhypergrad.test.require=simd")))
        .contains("required: -Dhypergrad.test.require=simd, but " + refusal);
  }

  private static List<String> with(List<String> options, String more) {
    return Stream.concat(options.stream(), Stream.of(more)).toList();
  }

  @Test
  void withoutTheModule() {
    assertRefused(List.of(), NO_MODULE);
  }

  @Test
  void interpreted() {
    assertRefused(List.of(SimdHere.ADD_MODULE, "-Xint"), INTERPRETED);
  }

  @Test
  void underTheFirstCompilerAlone() {
    assertRefused(List.of(SimdHere.ADD_MODULE, "-XX:TieredStopAtLevel=1"), FIRST_COMPILER);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void beforeTheSecondCompiler(int level) {
    assertRefused(
        List.of(SimdHere.ADD_MODULE, "-XX:TieredStopAtLevel=4", "-XX:TieredStopAtLevel=" + level),
        "this Java stops before its second compiler (TieredStopAtLevel=%d): vectors would be emulated"
            .formatted(level));
  }

  @Test
  void withVectorsThatAreTooShort() {
    SimdHere.assumeAvailable();
    assertRefused(
        List.of(SimdHere.ADD_MODULE, "-XX:MaxVectorSize=8"),
        "this processor has vectors of 64 bits, 128 are needed");
  }

  @Test
  void available() {
    SimdHere.assumeAvailable();
    assertThat(lines(List.of(SimdHere.ADD_MODULE, "-Dhypergrad.test.require=simd")))
        .contains(
            "simd     available",
            "         vectors: %d bits, %d doubles"
                .formatted(SimdHere.bits(), SimdHere.bits() / 64),
            "chosen   simd (default: auto)",
            "no request: simd",
            "simd: simd, asked for",
            "simd,scalar: simd, asked for",
            "required: all there");
  }

  @Test
  void anUnknownName() {
    assertThat(lines(List.of(SimdHere.ADD_MODULE)))
        .contains(
            "neon: refused: no backend for 'neon' (asked for): neon: no such backend, there are:"
                + " simd, scalar");
  }
}
