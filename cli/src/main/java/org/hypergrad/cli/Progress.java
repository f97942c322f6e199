package org.hypergrad.cli;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.hypergrad.solvers.Budget;
import org.hypergrad.solvers.TracePoint;
import org.jspecify.annotations.Nullable;

/**
 * Shows how a run goes: a bar with rate, h and time left on a terminal, and elsewhere a line at an
 * evaluation, at most one a second.
 */
final class Progress implements AutoCloseable {

  private static final long NANOS_BETWEEN_LINES = 1_000_000_000;

  private final Terminal terminal;
  private final String name;
  private final ProgressLine line;
  private @Nullable ProgressBar bar;
  private double h = Double.NaN;
  private boolean said;
  private long lastLine;

  Progress(Terminal terminal, String name, Budget budget) {
    this.terminal = terminal;
    this.name = name;
    line = new ProgressLine(name, budget);
  }

  /** The run moved on. */
  void moved(long iterations, double seconds, double iterationsPerSecond) {
    line.show(new ProgressLine.State(iterations, seconds, iterationsPerSecond, h));
  }

  /** The value function was evaluated. */
  void evaluated(TracePoint point) {
    h = point.h();
    if (terminal.interactive()) {
      if (bar == null) {
        bar = start();
      }
      return;
    }
    long now = System.nanoTime();
    if (!said || now - lastLine >= NANOS_BETWEEN_LINES) {
      said = true;
      lastLine = now;
      terminal.say(
          "%-5s %8.2f s %,12d iterations   h = %.9f   projected ‖∇h‖ = %.2e"
              .formatted(
                  name, point.seconds(), point.iterations(), point.h(), point.projectedNorm()));
    }
  }

  private ProgressBar start() {
    return new ProgressBarBuilder()
        .setUpdateIntervalMillis(200)
        .setRenderer(line)
        .setConsumer(new ConsoleProgressBarConsumer(terminal.err()))
        .clearDisplayOnFinish()
        .build();
  }

  /** Something went wrong that does not end the run. */
  void warning(String message) {
    terminal.say(OneLine.of(message));
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
