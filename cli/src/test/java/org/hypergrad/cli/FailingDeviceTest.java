package org.hypergrad.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A device that fails in the middle of a run. */
class FailingDeviceTest {

  @TempDir private Path temp;
  private Path train;
  private Path valid;

  @BeforeEach
  void writeData() throws IOException {
    train = SmallData.write(temp.resolve("train"), 1);
    valid = SmallData.write(temp.resolve("valid"), 2);
  }

  private Commands.Ran solve(String backend, String... more) {
    return Commands.line(
        "solve --train %s --valid %s --iterations 500 --json --backend %s %s"
            .formatted(train, valid, backend, String.join(" ", more)));
  }

  /**
   * The same iterates. h is that of an inner solution which starts where the last evaluation ended,
   * and when those are the clock decides.
   */
  private static void assertSameRun(Commands.Ran actual, Commands.Ran expected) {
    JsonNode result = actual.json();
    assertThat(result.get("backend").stringValue()).isEqualTo("scalar");
    assertThat(result.get("iterations").longValue()).isEqualTo(500);
    assertThat(result.get("h").doubleValue())
        .isCloseTo(expected.json().get("h").doubleValue(), within(1e-12));
  }

  @Test
  void theNextBackendGoesOnFromTheCheckpoint() {
    Commands.Ran alone = solve("scalar").succeeded();
    Commands.Ran ran = solve("frail,scalar", "--out", temp.resolve("out").toString()).succeeded();
    assertThat(ran.err())
        .contains(
            "backend frail (frail,scalar, asked for)",
            "hypergrad: frail failed: " + FrailBackend.FAILURE,
            "going on without it, from the last checkpoint",
            "backend scalar (frail,scalar, asked for; passed over frail: " + FrailBackend.FAILURE);
    assertSameRun(ran, alone);
  }

  /** An earlier run's, in the place of this one's, is none that this run has made. */
  @Test
  void theCheckpointOfAnEarlierRunIsPutAside() {
    String out = temp.resolve("again").toString();
    solve("scalar", "--seed 3", "--out", out).succeeded();
    Commands.Ran ran = solve("frail,scalar", "--out", out).succeeded();
    assertThat(ran.err()).contains("going on without it, from the last checkpoint");
    assertSameRun(ran, solve("scalar").succeeded());
  }

  @Test
  void orFromTheStartWhereThereIsNone() {
    Commands.Ran ran = solve("frail,scalar").succeeded();
    assertThat(ran.err()).contains("going on without it, from the start");
    assertSameRun(ran, solve("scalar").succeeded());
  }

  @Test
  void oneThatWasAskedForAloneFailsInOneLine() {
    Commands.Ran ran = solve("frail");
    assertThat(ran.code()).isEqualTo(ExitCode.FAILED);
    assertThat(ran.failure()).isEqualTo("hypergrad: " + FrailBackend.FAILURE);
  }
}
