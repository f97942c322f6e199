package org.hypergrad.cli;

import java.util.List;
import java.util.function.Predicate;
import org.hypergrad.kernels.Logistic;

/** How the weights of training rows are distributed, and where they started. */
final class WeightHistogram {

  private static final int BINS = 40;
  private static final double WIDTH = 700;
  private static final double HEIGHT = 240;
  private static final double LEFT = 62;
  private static final double RIGHT = 14;
  private static final double TOP = 22;
  private static final double BOTTOM = 44;

  private final Suspects suspects;

  WeightHistogram(Suspects suspects) {
    this.suspects = suspects;
  }

  /** The picture; bars are split by the truth where that is known. */
  String html() {
    List<Suspects.Row> rows = suspects.rows();
    int[] wrong = count(row -> suspects.planted() && row.isWrong());
    int[] all = count(_ -> true);
    int highest = 1;
    for (int count : all) {
      highest = Math.max(highest, count);
    }
    Axis counts = Axis.linear(0, highest);
    Axis weights = Axis.linearExactly(0, 1);
    Svg svg = new Svg(WIDTH, HEIGHT, "Weights of the training rows");
    for (Axis.Tick tick : counts.ticks()) {
      svg.line("grid", LEFT, up(tick.position()), WIDTH - RIGHT, up(tick.position()));
      svg.text("tick", "end", LEFT - 7, up(tick.position()) + 4, tick.label());
    }
    for (Axis.Tick tick : weights.ticks()) {
      svg.text("tick", "middle", across(tick.position()), HEIGHT - BOTTOM + 17, tick.label());
    }
    for (int bin = 0; bin < BINS; bin++) {
      double top = counts.at(wrong[bin]);
      bar(svg, "bar minus", bin, 0, top, "%,d with a wrong label".formatted(wrong[bin]));
      String hint = suspects.planted() ? "%,d with a right label" : "%,d rows";
      bar(svg, "bar plus", bin, top, counts.at(all[bin]), hint.formatted(all[bin] - wrong[bin]));
    }
    svg.line("axis", LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM);
    if (!rows.isEmpty()) {
      double start = across(Logistic.probability(rows.getFirst().start()));
      if (rows.stream().allMatch(row -> row.start() == rows.getFirst().start())) {
        svg.line("axis", start, TOP - 4, start, HEIGHT - BOTTOM);
        svg.text("tick", "start", start + 5, TOP - 6, "start: suspects are left of it");
      }
    }
    svg.text(
        "tick",
        "middle",
        (LEFT + WIDTH - RIGHT) / 2,
        HEIGHT - 6,
        suspects.planted()
            ? "weight σ(x) of a row; labels planted wrong below, right ones above"
            : "weight σ(x) of a row");
    return "<div class=\"wide\">" + svg.element() + "</div>\n";
  }

  private int[] count(Predicate<Suspects.Row> which) {
    int[] counts = new int[BINS];
    for (Suspects.Row row : suspects.rows()) {
      if (which.test(row)) {
        counts[Math.min(BINS - 1, (int) (row.weight() * BINS))]++;
      }
    }
    return counts;
  }

  private static double across(double position) {
    return LEFT + position * (WIDTH - LEFT - RIGHT);
  }

  private static double up(double position) {
    return HEIGHT - BOTTOM - position * (HEIGHT - TOP - BOTTOM);
  }

  private static void bar(Svg svg, String style, int bin, double from, double to, String hint) {
    if (to > from) {
      double left = across((double) bin / BINS);
      double right = across((bin + 1.0) / BINS);
      svg.box(
          style,
          left + 0.5,
          up(to),
          right - left - 1,
          up(from) - up(to),
          "weight %.3f to %.3f: %s".formatted((double) bin / BINS, (bin + 1.0) / BINS, hint));
    }
  }
}
