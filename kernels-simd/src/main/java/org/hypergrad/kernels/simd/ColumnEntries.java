package org.hypergrad.kernels.simd;

import org.hypergrad.kernels.Features;

/**
 * Which of at most 2^16 consecutive rows have an entry in a column, column by column. Immutable and
 * thread-safe.
 *
 * @param rowCount how many rows
 * @param starts where the entries of each column begin, and where the last end
 * @param rows the row of every entry, counted from the first, upwards within a column
 */
record ColumnEntries(int rowCount, int[] starts, char[] rows) {

  /** Those of the rows {@code from} to {@code to − 1} of a matrix. */
  static ColumnEntries of(Features features, int from, int to) {
    int[] starts = new int[features.columns() + 1];
    for (int row = from; row < to; row++) {
      features.forEachEntry(row, (column, value) -> starts[column + 1]++);
    }
    for (int column = 0; column < features.columns(); column++) {
      starts[column + 1] = Math.addExact(starts[column], starts[column + 1]);
    }
    int[] next = starts.clone();
    char[] rows = new char[starts[features.columns()]];
    for (int row = from; row < to; row++) {
      char number = (char) (row - from);
      features.forEachEntry(row, (column, value) -> rows[next[column]++] = number);
    }
    return new ColumnEntries(to - from, starts, rows);
  }

  int columns() {
    return starts.length - 1;
  }

  int count() {
    return rows.length;
  }

  int count(int column) {
    return starts[column + 1] - starts[column];
  }
}
