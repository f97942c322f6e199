package org.hypergrad.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** A chart of lines over solver time, as a picture that stands in a page without scripts. */
final class Chart {

  private static final double WIDTH = 520;
  private static final double HEIGHT = 300;
  private static final double LEFT = 62;
  private static final double RIGHT = 14;
  private static final double TOP = 12;
  private static final double BOTTOM = 44;

  /** A point of a line, with what shows when it is pointed at. */
  record Point(double x, double y, String hint) {}

  /**
   * A line through points.
   *
   * @param style class that gives its colour, such as {@code s0}
   */
  record Line(String style, List<Point> points) {}

  private final String title;
  private final String below;
  private final List<Line> lines = new ArrayList<>();

  /**
   * An empty chart.
   *
   * @param below what the horizontal axis shows
   */
  Chart(String title, String below) {
    this.title = title;
    this.below = below;
  }

  /** Adds a line. */
  Chart add(Line line) {
    lines.add(line);
    return this;
  }

  /** The chart over a logarithmic axis of time, its values on a logarithmic axis too. */
  String logarithmic() {
    double[] ys = points().mapToDouble(Point::y).filter(y -> y > 0).toArray();
    if (ys.length == 0) {
      return "<p class=\"note\">Nothing above zero to draw.</p>\n";
    }
    return draw(
        time(),
        Axis.logarithmic(
            DoubleStream.of(ys).min().getAsDouble(), DoubleStream.of(ys).max().getAsDouble()));
  }

  /** The chart over a logarithmic axis of time, its values on a linear axis. */
  String linear() {
    return draw(time(), values());
  }

  /** The chart on two linear axes. */
  String plain() {
    double[] xs = points().mapToDouble(Point::x).toArray();
    return draw(
        Axis.linearExactly(
            DoubleStream.of(xs).min().orElse(0), DoubleStream.of(xs).max().orElse(1)),
        values());
  }

  private Stream<Point> points() {
    return lines.stream()
        .flatMap(line -> line.points().stream())
        .filter(point -> Double.isFinite(point.y()));
  }

  private Axis values() {
    double[] ys = points().mapToDouble(Point::y).toArray();
    return Axis.linear(DoubleStream.of(ys).min().orElse(0), DoubleStream.of(ys).max().orElse(1));
  }

  private Axis time() {
    double[] xs = points().mapToDouble(Point::x).filter(x -> x > 0).toArray();
    return xs.length == 0
        ? Axis.linear(0, 1)
        : Axis.time(
            DoubleStream.of(xs).min().getAsDouble(), DoubleStream.of(xs).max().getAsDouble());
  }

  private static double across(Axis axis, double x) {
    return LEFT + axis.at(x) * (WIDTH - LEFT - RIGHT);
  }

  private static double up(Axis axis, double y) {
    return HEIGHT - BOTTOM - axis.at(y) * (HEIGHT - TOP - BOTTOM);
  }

  private String draw(Axis horizontal, Axis vertical) {
    Svg svg = new Svg(WIDTH, HEIGHT, title);
    for (Axis.Tick tick : vertical.ticks()) {
      double y = HEIGHT - BOTTOM - tick.position() * (HEIGHT - TOP - BOTTOM);
      svg.line("grid", LEFT, y, WIDTH - RIGHT, y);
      svg.text("tick", "end", LEFT - 7, y + 4, tick.label());
    }
    for (Axis.Tick tick : horizontal.ticks()) {
      double x = LEFT + tick.position() * (WIDTH - LEFT - RIGHT);
      svg.line("grid", x, TOP, x, HEIGHT - BOTTOM);
      svg.text("tick", "middle", x, HEIGHT - BOTTOM + 17, tick.label());
    }
    svg.line("axis", LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM);
    svg.text("tick", "middle", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, below);
    for (Line line : lines) {
      draw(svg, line, horizontal, vertical);
    }
    return svg.element();
  }

  private static void draw(Svg svg, Line line, Axis horizontal, Axis vertical) {
    List<Point> shown =
        line.points().stream()
            .filter(point -> horizontal.holds(point.x()) && vertical.holds(point.y()))
            .toList();
    double[] coordinates = new double[2 * shown.size()];
    for (int k = 0; k < shown.size(); k++) {
      coordinates[2 * k] = across(horizontal, shown.get(k).x());
      coordinates[2 * k + 1] = up(vertical, shown.get(k).y());
    }
    if (shown.size() > 1) {
      svg.path("line " + line.style(), coordinates);
    }
    boolean crowded = shown.size() > 100;
    for (int k = 0; k < shown.size(); k++) {
      if (!crowded || k == 0 || k == shown.size() - 1) {
        svg.dot(
            "dot " + line.style(),
            coordinates[2 * k],
            coordinates[2 * k + 1],
            2.6,
            shown.get(k).hint());
      }
    }
  }

  /** What shows when a point is pointed at. */
  static String hint(String name, double seconds, String value) {
    return String.format(Locale.ROOT, "%s after %.3g s: %s", name, seconds, value);
  }
}
