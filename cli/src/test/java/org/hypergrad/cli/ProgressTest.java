package org.hypergrad.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.hypergrad.solvers.Budget;
import org.hypergrad.solvers.TracePoint;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Progress progress(boolean interactive, Budget budget) {
    PrintStream stream = new PrintStream(err, true, UTF_8);
    return new Progress(new Terminal(stream, stream, interactive), "saba", budget);
  }

  private static TracePoint point(double seconds, double h) {
    return new TracePoint(seconds, 1000, 64_000, h, 0.1, 0.05, 0.2);
  }

  @Test
  void elsewhereThanOnATerminalLinesComeAtMostOnceASecond() {
    try (Progress progress = progress(false, Budget.ofSeconds(10))) {
      for (int k = 0; k < 20; k++) {
        progress.evaluated(point(k, 0.5));
        progress.moved(1000, k, 10);
      }
    }
    assertThat(err.toString(UTF_8).lines()).hasSize(1);
    assertThat(err.toString(UTF_8))
        .contains("saba", "h = 0.5", "‖∇h‖ = 5.00e-02")
        .doesNotContain("\r");
  }

  @Test
  void onATerminalABarMovesAndGoes() throws InterruptedException {
    try (Progress progress = progress(true, Budget.ofSeconds(10))) {
      progress.evaluated(point(0, 0.25));
      progress.moved(123_456, 2.5, 40_000);
      Thread.sleep(500);
    }
    assertThat(err.toString(UTF_8)).contains("\r", "saba │███▌");
  }

  @Test
  void theLineSaysHowFarWhatAndHowLong() {
    ProgressLine seconds = new ProgressLine("soba", Budget.ofSeconds(10));
    seconds.show(new ProgressLine.State(123_456, 2.5, 40_000, 0.25));
    assertThat(seconds.render(null, 200))
        .isEqualTo("soba │███▌          │  25 %  2.5/10.0 s  h 0.2500000  40k it/s  0:08 left");
    ProgressLine iterations = new ProgressLine("sid", Budget.ofIterations(2_000_000));
    iterations.show(new ProgressLine.State(1_000_000, 100, 100, 0.25));
    assertThat(iterations.render(null, 200))
        .isEqualTo(
            "sid │███████       │  50 %  1,000,000/2,000,000  h 0.2500000  100 it/s  2:46 h left");
    assertThat(iterations.render(null, 10)).hasSize(10);
    ProgressLine nothing = new ProgressLine("sid", new Budget(0, 0, 1));
    assertThat(nothing.render(null, 200)).contains("sid │");
  }
}
