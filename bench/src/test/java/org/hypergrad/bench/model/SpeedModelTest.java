package org.hypergrad.bench.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hypergrad.bench.data.Source;
import org.hypergrad.bench.report.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the CUDA kernels ask of memory, counted on the emulated device. */
class SpeedModelTest {

  /** Words as frequent as imdb's, on a twelfth of its rows and columns. */
  private static final Source WORDS = new Source(null, 12);

  private static final double LEAST_EFFICIENCY = 0.8;

  @TempDir Path folder;

  @Test
  void indicesAndValuesAreReadInWholeSectors() throws IOException {
    Path driver = EmulatedJvm.driverOfEnvironment();
    assumeTrue(driver != null, EmulatedJvm.VARIABLE + " names no emulated driver");

    Streams words =
        Streams.count(new Emulation(Objects.requireNonNull(driver), WORDS), Task.Data.WORDS);

    assertThat(words.efficiencies())
        .containsKeys(
            "GRADIENT sparseProductOfFloats INDICES",
            "BOTH sparseProductsOfFloats VALUES",
            "BOTH longProductsOfFloats VALUES",
            "SAGA batchSumOfFloats INDICES")
        .allSatisfy((stream, efficiency) ->
            assertThat(efficiency).as(stream).isBetween(LEAST_EFFICIENCY, 1.0));
    assertThatNothingIsCountedTwice(words);
    assertThatTablesAreWhole(words);
  }

  /** An entry is an index, a value and a number of a vector, whatever is left out to count them. */
  private static void assertThatNothingIsCountedTwice(Streams words) {
    Streams.Loads indices = ofGradient(words, PtxLoads.Role.INDICES);
    assertThat(ofGradient(words, PtxLoads.Role.VALUES)).isEqualTo(indices);
    Streams.Loads vector = ofGradient(words, PtxLoads.Role.VECTOR);
    assertThat(vector.requests()).isEqualTo(indices.requests());
    assertThat(vector.bytes()).isEqualTo(2 * indices.bytes());
  }

  private static Streams.Loads ofGradient(Streams words, PtxLoads.Role role) {
    return words.loads(Task.GRADIENT, "sparseProductOfFloats", role);
  }

  private void assertThatTablesAreWhole(Streams words) throws IOException {
    Path file = folder.resolve("document.md");
    Files.writeString(
        file,
        "<!-- begin short set -->\n| gradient | imdb | simd | 6,856 | 55 % |\n<!-- end short set -->");

    Map<String, String> measured = SpeedModel.measured(new Document(file));

    assertThat(SpeedModel.predictions(List.of(words), measured).lines())
        .hasSize(2 + words.whole().size())
        .anyMatch(line -> line.matches("\\| gradient \\| imdb \\| 4 .* to .* to .* 6,856 \\|"));
    assertThat(SpeedModel.streams(words, words).lines())
        .anyMatch(line -> line.matches("\\| gradient, imdb \\| sparseProductOfFloats .*"));
  }
}
