package org.hypergrad.cli;

import java.util.Locale;
import me.tongfei.progressbar.ProgressBarRenderer;
import me.tongfei.progressbar.ProgressState;
import org.hypergrad.solvers.Budget;

/** The line that moves on a terminal: a bar, how far the run is, h, the rate and the time left. */
final class ProgressLine implements ProgressBarRenderer {

  private static final int BAR = 14;
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

  /** Where a run stands. */
  record State(long iterations, double seconds, double iterationsPerSecond, double h) {}

  private final String name;
  private final Budget budget;
  private volatile State state = new State(0, 0, 0, Double.NaN);

  ProgressLine(String name, Budget budget) {
    this.name = name;
    this.budget = budget;
  }

  /** Shows another state from the next drawing on. */
  void show(State now) {
    state = now;
  }

  /** Called by the thread that draws. */
  @Override
  public String render(ProgressState unused, int width) {
    State now = state;
    String line =
        String.format(
            Locale.ROOT,
            "%s %s %3.0f %%  %s  h %.7f  %s it/s  %s left",
            name,
            bar(fraction(now)),
            100 * fraction(now),
            budget.iterations() < Long.MAX_VALUE
                ? String.format(Locale.ROOT, "%,d/%,d", now.iterations(), budget.iterations())
                : String.format(Locale.ROOT, "%.1f/%.1f s", now.seconds(), budget.seconds()),
            now.h(),
            rate(now.iterationsPerSecond()),
            duration(secondsLeft(now)));
    return line.length() <= width ? line : line.substring(0, Math.max(0, width));
  }

  private double fraction(State now) {
    return Math.min(
        1,
        Math.max(
            now.seconds() / budget.seconds(), (double) now.iterations() / budget.iterations()));
  }

  private double secondsLeft(State now) {
    return Math.max(
        0,
        Math.min(
            budget.seconds() - now.seconds(),
            (budget.iterations() - now.iterations()) / now.iterationsPerSecond()));
  }

  private static String bar(double fraction) {
    int eighths = (int) Math.round(fraction * BAR * 8);
    StringBuilder bar = new StringBuilder("│");
    for (int cell = 0; cell < BAR; cell++) {
      int filled = Math.clamp(eighths - 8L * cell, 0, 8);
      bar.append(filled == 8 ? '█' : EIGHTHS.charAt(filled));
    }
    return bar.append('│').toString();
  }

  private static String rate(double perSecond) {
    return perSecond >= 1e4
        ? String.format(Locale.ROOT, "%.0fk", perSecond / 1e3)
        : String.format(Locale.ROOT, "%.0f", perSecond);
  }

  private static String duration(double seconds) {
    if (!Double.isFinite(seconds)) {
      return "?";
    }
    long whole = (long) Math.ceil(seconds);
    return whole < 3600
        ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d h", whole / 3600, whole / 60 % 60);
  }
}
