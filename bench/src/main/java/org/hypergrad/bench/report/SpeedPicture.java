package org.hypergrad.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Full passes as bars, non-zeros a nanosecond, longer is faster: an SVG picture that stands in a
 * document. Its texts are names of this module's own and numbers.
 */
final class SpeedPicture {

  private static final List<String> WORKS = List.of("gradient", "hessianVector");
  private static final int WIDTH = 760;
  private static final int LABELS = 190;
  private static final int NUMBERS = 60;
  private static final int BAR = 16;
  private static final int HEADING = 30;

  private final StringBuilder body = new StringBuilder();
  private int y;

  private SpeedPicture() {}

  /** The picture of some measurements; those of other works are left out. */
  static String of(List<Measurement> measurements) {
    Map<String, List<Measurement>> groups = new LinkedHashMap<>();
    for (Measurement one : measurements) {
      if (WORKS.contains(one.work()) && one.entries() > 0) {
        String name = "%s, %s".formatted(one.work(), one.data());
        groups.computeIfAbsent(name, group -> new ArrayList<>()).add(one);
      }
    }
    double fastest =
        groups.values().stream()
            .flatMap(List::stream)
            .mapToDouble(SpeedPicture::speed)
            .max()
            .orElse(1);
    SpeedPicture picture = new SpeedPicture();
    groups.forEach((name, ofGroup) -> {
      picture.heading(name);
      ofGroup.forEach(one -> picture.bar(one.by(), speed(one), fastest));
    });
    return picture.text();
  }

  private static double speed(Measurement one) {
    return one.entries() / (1000 * one.microseconds());
  }

  private void heading(String name) {
    y += HEADING;
    body.append(
        String.format(
            Locale.ROOT,
            "<text x=\"0\" y=\"%d\" font-weight=\"bold\">%s</text>\n",
            y - HEADING / 4,
            name));
  }

  private void bar(String by, double speed, double fastest) {
    double length = (WIDTH - LABELS - NUMBERS) * speed / fastest;
    String colour = by.startsWith("simd") ? "#1f6feb" : by.equals("scalar") ? "#7aa7e8" : "#b6b6b6";
    body.append(
        String.format(
            Locale.ROOT,
            """
            <text x="%d" y="%d" text-anchor="end">%s</text>
            <rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/>
            <text x="%.1f" y="%d">%.3f</text>
            """,
            LABELS - 8,
            y + BAR - 4,
            by,
            LABELS,
            y + 2,
            length,
            BAR - 4,
            colour,
            LABELS + length + 6,
            y + BAR - 4,
            speed));
    y += BAR;
  }

  private String text() {
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 0 %d %d" role="img"
     font-family="sans-serif" font-size="12">
    <title>Full passes, non-zeros a nanosecond: longer is faster</title>
    <rect x="-10" y="0" width="100%%" height="100%%" fill="#ffffff"/>
    %s</svg>
    """
        .formatted(WIDTH + 20, y + 10, body);
  }
}
