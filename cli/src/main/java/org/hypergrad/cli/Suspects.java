package org.hypergrad.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.Logistic;
import org.hypergrad.solvers.CleaningQuality;
import org.jspecify.annotations.Nullable;

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
   * @param start x that the run started from
   * @param x that it ended at
   */
  record Row(int number, int given, int likely, int original, double start, double x) {

    /** Whether the weight fell. */
    boolean isSuspect() {
      return x < start;
    }

    /** σ(x), what the row's loss is multiplied by, in (0, 1). */
    double weight() {
      return Logistic.probability(x);
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
              start[row],
              x[row]));
    }
    rows.sort(Comparator.comparingInt(Row::number));
    return new Suspects(rows, parts.classes(), read.planted());
  }

  /** The suspects, the lightest first. */
  List<Row> sorted() {
    return rows.stream()
        .filter(Row::isSuspect)
        .sorted(Comparator.comparingDouble(Row::x).thenComparingInt(Row::number))
        .toList();
  }

  /** How many suspects there are. */
  int count() {
    return (int) rows.stream().filter(Row::isSuspect).count();
  }

  /** How well wrong labels were found; null where they are not known. */
  @Nullable CleaningQuality quality() {
    return planted
        ? new CleaningQuality(
            count(),
            (int) rows.stream().filter(Row::isWrong).count(),
            (int) rows.stream().filter(row -> row.isSuspect() && row.isWrong()).count())
        : null;
  }

  /**
   * Rows as a table with a heading; the label in the file beside the one trained on, if planted.
   */
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
