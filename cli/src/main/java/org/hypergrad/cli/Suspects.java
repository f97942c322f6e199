package org.hypergrad.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hypergrad.kernels.Labels;

/**
 * What data cleaning says about training rows: a row is a suspect if its weight ended below its
 * start. The rule does not know which labels are wrong.
 *
 * @param rows all training rows, in the order of their file
 * @param classes that labels are of
 * @param planted whether it is known which labels are wrong
 */
record Suspects(List<Row> rows, Classes classes, boolean planted) {

  /** The rule, in words. */
  static final String RULE = "weight below its start";

  /**
   * A training row.
   *
   * @param number in its file, from 1
   * @param given class by the label that was trained on
   * @param likely class that the model predicts
   * @param original class by the label in the file
   * @param start weight that the run started from
   * @param weight that it ended at, in (0, 1)
   */
  record Row(int number, int given, int likely, int original, double start, double weight) {

    /** Whether the weight fell. */
    boolean isSuspect() {
      return weight < start;
    }

    /** Whether the label trained on is not the one in the file. */
    boolean isWrong() {
      return given != original;
    }
  }

  /** Copies the rows. */
  Suspects {
    rows = List.copyOf(rows);
  }

  /**
   * Looks at all training rows.
   *
   * @param parts rows as a run had them
   * @param read the same rows as they were read
   * @param x as the run ended, one a row
   * @param start as the run began, one a row
   */
  static Suspects find(
      Parts parts, TrainingRows read, double[] x, double[] start, Predictions predictions) {
    Labels labels = parts.training().labels();
    List<Row> rows = new ArrayList<>(x.length);
    for (int row = 0; row < x.length; row++) {
      int number = parts.trainingOrigin()[row];
      rows.add(
          new Row(
              number + 1,
              labels.classOf(row),
              predictions.classOf(row),
              read.classOf(number),
              weight(start[row]),
              weight(x[row])));
    }
    rows.sort(Comparator.comparingInt(Row::number));
    return new Suspects(rows, parts.classes(), read.planted());
  }

  /** σ(x), what a row's loss is multiplied by. */
  private static double weight(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** The suspects, the lightest first. */
  List<Row> sorted() {
    return rows.stream()
        .filter(Row::isSuspect)
        .sorted(Comparator.comparingDouble(Row::weight).thenComparingInt(Row::number))
        .toList();
  }

  /** How many suspects there are. */
  int count() {
    return (int) rows.stream().filter(Row::isSuspect).count();
  }

  /** How many labels were made wrong. */
  int wrong() {
    return (int) rows.stream().filter(Row::isWrong).count();
  }

  /** How many suspects have a label that was made wrong. */
  int found() {
    return (int) rows.stream().filter(row -> row.isSuspect() && row.isWrong()).count();
  }

  /** The part of suspects that are wrong; NaN if there are none or it is not known. */
  double precision() {
    return planted ? (double) found() / count() : Double.NaN;
  }

  /** The part of wrong labels that are suspects; NaN if there are none or it is not known. */
  double recall() {
    return planted ? (double) found() / wrong() : Double.NaN;
  }

  /** The harmonic mean of both; NaN if neither exists. */
  double f1() {
    return planted ? 2.0 * found() / (count() + wrong()) : Double.NaN;
  }

  /** Rows as a table with a heading; the label in the file beside the one trained on, if planted. */
  String csv(List<Row> chosen) {
    StringBuilder text = new StringBuilder("row,given_label,likely_label,weight");
    text.append(planted ? ",original_label\n" : "\n");
    for (Row row : chosen) {
      text.append(row.number())
          .append(',')
          .append(classes.label(row.given()))
          .append(',')
          .append(classes.label(row.likely()))
          .append(',')
          .append(row.weight());
      if (planted) {
        text.append(',').append(classes.label(row.original()));
      }
      text.append('\n');
    }
    return text.toString();
  }
}
