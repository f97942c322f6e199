package org.hypergrad.bench.quick;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rows of the short set, as text for people or as Markdown. */
public final class Table {

  private static final List<String> HEADER =
      List.of(
          "work",
          "data",
          "by",
          "µs",
          "spread",
          "nnz/ns",
          "× scalar",
          "GB/s",
          "of triad",
          "× peers");

  private final List<List<String>> lines = new ArrayList<>();

  Table(List<Row> rows) {
    for (Row row : rows) {
      lines.add(
          List.of(
              row.work(),
              row.data(),
              row.by(),
              microseconds(row.microseconds()),
              String.format(Locale.ROOT, "%.0f %%", 100 * row.spread()),
              number("%.3f", row.entriesPerNanosecond()),
              number("%.2f", row.overReference()),
              number("%.1f", row.gigabytes()),
              row.ofTriad() == 0 ? "" : "%.0f %%".formatted(100 * row.ofTriad()),
              row.overPeers()));
    }
  }

  private static String microseconds(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%,.0f", value);
  }

  private static String number(String format, double value) {
    return value == 0 ? "" : String.format(Locale.ROOT, format, value);
  }

  /** Columns in line, for a terminal. */
  public String text() {
    int[] widths = new int[HEADER.size()];
    for (int column = 0; column < widths.length; column++) {
      widths[column] = HEADER.get(column).length();
      for (List<String> line : lines) {
        widths[column] = Math.max(widths[column], line.get(column).length());
      }
    }
    StringBuilder text = new StringBuilder(line(HEADER, widths));
    String before = "";
    for (List<String> line : lines) {
      String work = line.get(0) + line.get(1);
      if (!work.equals(before)) {
        text.append('\n');
      }
      before = work;
      text.append(line(line, widths));
    }
    return text.toString();
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder text = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      boolean words = column < 3 || column == widths.length - 1;
      String pad = " ".repeat(widths[column] - cells.get(column).length());
      text.append(words ? cells.get(column) + pad : pad + cells.get(column)).append("  ");
    }
    return text.toString().stripTrailing() + "\n";
  }

  /** A table for documents. */
  public String markdown() {
    StringBuilder text = new StringBuilder("| " + String.join(" | ", HEADER) + " |\n");
    text.append("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n");
    for (List<String> line : lines) {
      text.append("| ").append(String.join(" | ", line)).append(" |\n");
    }
    return text.toString();
  }
}
