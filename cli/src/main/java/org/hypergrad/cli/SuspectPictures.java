package org.hypergrad.cli;

import java.util.ArrayList;
import java.util.List;
import org.hypergrad.solvers.CleaningQuality;

/**
 * The section of a report that shows what data cleaning found: how weights are distributed, and the
 * suspects, as pictures where rows are images and as a table elsewhere.
 */
final class SuspectPictures {

  private static final int MOST_PICTURES = 120;
  private static final int MOST_LINES = 100;

  private final Suspects suspects;
  private final TrainingRows read;

  SuspectPictures(Suspects suspects, TrainingRows read) {
    this.suspects = suspects;
    this.read = read;
  }

  /** Adds the section to a page. */
  void addTo(ReportPage page) {
    page.heading("What was found", caption());
    page.html(new WeightHistogram(suspects).html());
    List<Suspects.Row> sorted = suspects.sorted();
    Parts.ImageSize size = read.images();
    int shown = Math.min(sorted.size(), size == null ? MOST_LINES : MOST_PICTURES);
    if (shown == 0) {
      return;
    }
    page.heading(
        "The suspects",
        "%s, the lightest first, with the given label → the likely one; a list of all is in suspects.csv."
            .formatted(
                shown == sorted.size()
                    ? "All %,d".formatted(shown)
                    : "%,d of %,d".formatted(shown, sorted.size())));
    List<Suspects.Row> first = sorted.subList(0, shown);
    if (size == null) {
      page.table(table(first));
    } else {
      page.html(pictures(first, size));
    }
  }

  private String caption() {
    String found =
        "%,d of %,d training rows are suspects: their weight σ(x) ended below its start."
            .formatted(suspects.count(), suspects.rows().size());
    CleaningQuality quality = suspects.quality();
    return quality == null
        ? found
        : "%s Of %,d labels that were made wrong on purpose %,d are among them (precision %.3f, recall %.3f)."
            .formatted(
                found, quality.wrong(), quality.found(), quality.precision(), quality.recall());
  }

  private String pictures(List<Suspects.Row> rows, Parts.ImageSize size) {
    StringBuilder html = new StringBuilder("<div class=\"pictures\">\n");
    for (Suspects.Row row : rows) {
      String hint =
          "row %d, weight %.3g: given %s, likely %s%s"
              .formatted(row.number(), row.weight(), given(row), likely(row), truth(row));
      html.append(
          "<figure%s title=\"%s\"><img src=\"%s\" alt=\"%s\"><figcaption>%s → %s</figcaption></figure>\n"
              .formatted(
                  suspects.planted() && !row.isWrong() ? " class=\"right\"" : "",
                  Html.escape(hint),
                  GrayPng.dataAddress(read.pixels(row.number() - 1), size.height(), size.width()),
                  Html.escape(hint),
                  Html.escape(given(row)),
                  Html.escape(likely(row))));
    }
    html.append("</div>\n");
    if (suspects.planted()) {
      html.append("<p class=\"note\">Dashed frames: the given label was right.</p>\n");
    }
    return html.toString();
  }

  private List<List<String>> table(List<Suspects.Row> rows) {
    List<List<String>> table = new ArrayList<>();
    List<String> headings =
        new ArrayList<>(List.of("row", "given label", "likely label", "weight"));
    if (suspects.planted()) {
      headings.add("original label");
    }
    table.add(headings);
    for (Suspects.Row row : rows) {
      List<String> line =
          new ArrayList<>(
              List.of(
                  Integer.toString(row.number()),
                  given(row),
                  likely(row),
                  "%.3g".formatted(row.weight())));
      if (suspects.planted()) {
        line.add(suspects.classes().label(row.original()));
      }
      table.add(line);
    }
    return table;
  }

  private String given(Suspects.Row row) {
    return suspects.classes().label(row.given());
  }

  private String likely(Suspects.Row row) {
    return suspects.classes().label(row.likely());
  }

  private String truth(Suspects.Row row) {
    return suspects.planted() ? ", originally " + suspects.classes().label(row.original()) : "";
  }
}
