package org.hypergrad.kernels;

/**
 * Features and labels of the same rows. Immutable and thread-safe; a backend opens it into a
 * resident handle.
 *
 * @param features n × columns
 * @param labels n
 */
public record Dataset(Features features, Labels labels) {

  /** Checks that there are as many labels as rows. */
  public Dataset {
    if (features.rows() != labels.rows()) {
      throw new IllegalArgumentException(
          "%d rows of features, %d labels".formatted(features.rows(), labels.rows()));
    }
  }

  /** Number of rows, n. */
  public int rows() {
    return features.rows();
  }

  /** Number of columns. */
  public int columns() {
    return features.columns();
  }

  /** The given rows in the given order, copied. */
  public Dataset selectRows(int[] rows) {
    return new Dataset(features.selectRows(rows), labels.selectRows(rows));
  }
}
