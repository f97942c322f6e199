package org.hypergrad.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The strengths that were learned and the weights under them, a row each: which features are free,
 * which are held back, and which are switched off.
 */
final class StrengthPicture {

  private static final int MOST_ROWS = 40;
  private static final int MOST_CURVE_POINTS = 400;

  /** A weight below this part of the largest one does not matter to any prediction. */
  private static final double OFF = 1e-3;

  private static final double ROW = 19;
  private static final double TOP = 44;
  private static final double NAMES = 205;
  private static final double STRENGTHS = 360;
  private static final double GAP = 40;
  private static final double WEIGHTS = 315;
  private static final double RIGHT = 20;

  private final List<String> names;
  private final double[] x;
  private final double[] weights;
  private final boolean norms;
  private final double box;
  private final double largest;

  /**
   * A picture of a model.
   *
   * @param theta its weights
   * @param names what every strength belongs to
   */
  StrengthPicture(Strengths strengths, double[] theta, List<String> names) {
    this.names = names;
    this.x = strengths.x();
    this.box = strengths.box();
    norms = !strengths.layout().isPerWeight();
    weights = strengths.layout().weights(theta);
    largest =
        IntStream.range(0, weights.length).mapToDouble(k -> Math.abs(weights[k])).max().orElse(0);
  }

  private boolean isOff(int k) {
    return Math.abs(weights[k]) <= OFF * largest;
  }

  /** One sentence on how many are switched off. */
  String caption() {
    long off = IntStream.range(0, x.length).filter(this::isOff).count();
    String shown =
        x.length > MOST_ROWS
            ? " The %d with the largest weights are shown, and below all strengths in order."
                .formatted(MOST_ROWS)
            : "";
    return "%,d of %,d %s switched off: %s below a thousandth of the largest.%s"
        .formatted(
            off,
            x.length,
            x.length == 1 ? "is" : "are",
            norms ? "the norm of the weights is" : "the weight is",
            shown);
  }

  /** The picture, and a curve of all strengths where there are too many for rows. */
  String html() {
    List<Integer> order =
        IntStream.range(0, x.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer k) -> -Math.abs(weights[k])))
            .limit(MOST_ROWS)
            .toList();
    double height = TOP + ROW * order.size() + 8;
    Svg svg =
        new Svg(NAMES + STRENGTHS + GAP + WEIGHTS + RIGHT, height, "Learned strengths and weights");
    Axis strengths = Axis.linearExactly(-box, box);
    axes(svg, strengths, height);
    for (int row = 0; row < order.size(); row++) {
      row(svg, strengths, TOP + ROW * (row + 0.5), order.get(row));
    }
    return svg.element() + (x.length > MOST_ROWS ? curve() : "");
  }

  private void axes(Svg svg, Axis strengths, double height) {
    svg.text(
        "head",
        "middle",
        NAMES + STRENGTHS / 2,
        14,
        "free ← x, the logarithm of the strength → held back");
    for (int quarter = -2; quarter <= 2; quarter++) {
      double value = quarter * box / 2;
      double at = NAMES + strengths.at(value) * STRENGTHS;
      svg.line("grid", at, TOP - 6, at, height - 6);
      svg.text("tick", "middle", at, TOP - 12, number(value));
    }
    double middle = NAMES + STRENGTHS + GAP + WEIGHTS / 2;
    svg.text("head", "middle", middle, 14, norms ? "norm of the weights" : "weight");
    svg.line("axis", middle, TOP - 6, middle, height - 6);
    for (int side = -1; side <= 1; side += 2) {
      svg.text(
          "tick",
          side < 0 ? "start" : "end",
          middle + side * WEIGHTS / 2,
          TOP - 12,
          number(side * largest));
    }
    svg.text("tick", "middle", middle, TOP - 12, "0");
  }

  private void row(Svg svg, Axis strengths, double y, int k) {
    String state = isOff(k) ? " off" : "";
    String hint =
        "%s: x = %s, strength e^x = %s, weight %s%s"
            .formatted(
                names.get(k),
                number(x[k]),
                number(Math.exp(x[k])),
                number(weights[k]),
                isOff(k) ? " (switched off)" : "");
    svg.text("name" + state, "end", NAMES - 12, y + 4, shortened(names.get(k)));
    svg.line("stem" + state, NAMES, y, NAMES + strengths.at(x[k]) * STRENGTHS, y);
    svg.dot("strength" + state, NAMES + strengths.at(x[k]) * STRENGTHS, y, 4, hint);
    double middle = NAMES + STRENGTHS + GAP + WEIGHTS / 2;
    double length = largest == 0 ? 0 : weights[k] / largest * WEIGHTS / 2;
    svg.box(
        (length < 0 ? "bar minus" : "bar plus") + state,
        Math.min(middle, middle + length),
        y - 5.5,
        Math.max(0.7, Math.abs(length)),
        11,
        hint);
  }

  private static String shortened(String name) {
    return name.length() <= 30 ? name : name.substring(0, 29) + "…";
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e6
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.3g", value);
  }

  private String curve() {
    double[] sorted = x.clone();
    Arrays.sort(sorted);
    int points = Math.min(MOST_CURVE_POINTS, sorted.length);
    List<Chart.Point> line = new ArrayList<>();
    for (int k = 0; k < points; k++) {
      int rank = (int) ((long) k * (sorted.length - 1) / Math.max(1, points - 1));
      line.add(new Chart.Point(rank + 1, sorted[rank], "x = " + number(sorted[rank])));
    }
    return "<div class=\"narrow\"><h3>All strengths in ascending order</h3>\n"
        + new Chart("All strengths in ascending order", "features, from the weakest penalty on")
            .add(new Chart.Line("s0", line))
            .plain()
        + "</div>";
  }
}
