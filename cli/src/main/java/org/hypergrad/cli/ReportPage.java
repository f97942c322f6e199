package org.hypergrad.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * One HTML page that needs nothing but itself: no network, no scripts. Texts are escaped here;
 * parts called html are taken as they are.
 */
final class ReportPage {

  private final String title;
  private final StringBuilder body = new StringBuilder();

  ReportPage(String title, String subtitle) {
    this.title = title;
    body.append(
        "<header><h1>%s</h1>\n<p>%s</p></header>\n"
            .formatted(Html.escape(title), Html.escape(subtitle)));
  }

  /** A remark that must not be overlooked. */
  ReportPage warning(String text) {
    body.append("<p class=\"warning\">%s</p>\n".formatted(Html.escape(text)));
    return this;
  }

  /** A heading with a sentence under it. */
  ReportPage heading(String text, String sentence) {
    body.append("<h2>%s</h2>\n".formatted(Html.escape(text)));
    if (!sentence.isEmpty()) {
      body.append("<p class=\"note\">%s</p>\n".formatted(Html.escape(sentence)));
    }
    return this;
  }

  /** A part that is HTML already. */
  ReportPage html(String html) {
    body.append(html);
    return this;
  }

  /** A few numbers in large letters: their names, values, and what they were before. */
  ReportPage cards(List<Card> cards) {
    body.append("<div class=\"cards\">\n");
    for (Card card : cards) {
      body.append(
          "<div><span>%s</span><strong>%s</strong><small>%s</small></div>\n"
              .formatted(
                  Html.escape(card.name()), Html.escape(card.value()), Html.escape(card.note())));
    }
    body.append("</div>\n");
    return this;
  }

  /** A number in large letters. */
  record Card(String name, String value, String note) {}

  /** A table of runs, its first row the heading; the first column shows the run's colour. */
  ReportPage runs(List<List<String>> rows) {
    return table(rows, true);
  }

  /** A table, its first row the heading. */
  ReportPage table(List<List<String>> rows) {
    return table(rows, false);
  }

  private ReportPage table(List<List<String>> rows, boolean coloured) {
    body.append("<div class=\"scroll\"><table>\n");
    for (int r = 0; r < rows.size(); r++) {
      body.append("<tr>");
      for (int c = 0; c < rows.get(r).size(); c++) {
        String tag = r == 0 ? "th" : "td";
        String key =
            coloured && r > 0 && c == 0 ? "<i class=\"key s%d\"></i>".formatted(r - 1) : "";
        body.append("<%s>%s%s</%s>".formatted(tag, key, Html.escape(rows.get(r).get(c)), tag));
      }
      body.append("</tr>\n");
    }
    body.append("</table></div>\n");
    return this;
  }

  /** Names and values. */
  ReportPage settings(Map<String, String> settings) {
    body.append("<dl>\n");
    settings.forEach((name, value) ->
        body.append("<dt>%s</dt><dd>%s</dd>\n".formatted(Html.escape(name), Html.escape(value))));
    body.append("</dl>\n");
    return this;
  }

  /** The whole page. */
  String text() {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\
    """
        + Html.escape(title)
        + "</title>\n<style>\n"
        + style()
        + "</style>\n</head>\n<body>\n"
        + body
        + "</body>\n</html>\n";
  }

  private static String style() {
    try (InputStream stream = ReportPage.class.getResourceAsStream("report.css")) {
      if (stream == null) {
        throw new IllegalStateException("report.css is not in the jar");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
