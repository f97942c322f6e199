package org.hypergrad.cli;

import java.util.Locale;

/** Collects the elements of a picture; everything that goes in as text is escaped. */
final class Svg {

  private final StringBuilder body = new StringBuilder();
  private final double width;
  private final double height;
  private final String description;

  /**
   * An empty picture.
   *
   * @param description for those who cannot see it
   */
  Svg(double width, double height, String description) {
    this.width = width;
    this.height = height;
    this.description = description;
  }

  /** A straight line. */
  Svg line(String style, double x1, double y1, double x2, double y2) {
    body.append(
        String.format(
            Locale.ROOT,
            "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
            style,
            x1,
            y1,
            x2,
            y2));
    return this;
  }

  /** A rectangle with a text that shows when pointed at. */
  Svg box(String style, double x, double y, double boxWidth, double boxHeight, String hint) {
    body.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\">"
                + "<title>%s</title></rect>\n",
            style,
            x,
            y,
            boxWidth,
            boxHeight,
            Html.escape(hint)));
    return this;
  }

  /** A point with a text that shows when pointed at. */
  Svg dot(String style, double x, double y, double radius, String hint) {
    body.append(
        String.format(
            Locale.ROOT,
            "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>%s</title></circle>\n",
            style,
            x,
            y,
            radius,
            Html.escape(hint)));
    return this;
  }

  /**
   * Text.
   *
   * @param anchor start, middle or end
   */
  Svg text(String style, String anchor, double x, double y, String text) {
    body.append(
        String.format(
            Locale.ROOT,
            "<text class=\"%s\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
            style,
            anchor,
            x,
            y,
            Html.escape(text)));
    return this;
  }

  /** A line through points, given as x and y in turn. */
  Svg path(String style, double[] coordinates) {
    StringBuilder path = new StringBuilder();
    for (int k = 0; k < coordinates.length; k += 2) {
      path.append(k == 0 ? 'M' : 'L')
          .append(String.format(Locale.ROOT, "%.1f %.1f", coordinates[k], coordinates[k + 1]));
    }
    body.append(String.format(Locale.ROOT, "<path class=\"%s\" d=\"%s\"/>\n", style, path));
    return this;
  }

  /** The whole element. */
  String element() {
    return String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">\n",
            width,
            height,
            Html.escape(description))
        + body
        + "</svg>\n";
  }
}
