package org.hypergrad.kernels;

import org.jspecify.annotations.Nullable;

/**
 * The different rows of a selection and how often each occurs, in the order of their first
 * occurrence. Reused from selection to selection; costs what the selection costs.
 */
final class DistinctRows {

  private final int n;
  private int[] rowNumbers = new int[0];
  private int[] times = new int[0];

  /**
   * Where a row stands in rowNumbers, if it does: what an earlier selection left proves nothing.
   */
  private final int[] placeOf;

  private int count;
  private Rows rows;

  /** The first {@code count} of rowNumbers by that count: made once, as batches are many. */
  private @Nullable Rows[] firstRows = new Rows[1];

  /** For the rows of a dataset of n rows. */
  DistinctRows(int n) {
    this.n = n;
    placeOf = new int[n];
    rows = Rows.range(0, 0);
  }

  /** Looks through a selection. */
  void of(Rows selection) {
    Rows selected = selection.within(n);
    int length = selected.count();
    if (times.length < length) {
      rowNumbers = new int[length];
      times = new int[length];
      firstRows = new Rows[length + 1];
    }
    count = 0;
    for (int k = 0; k < length; k++) {
      int row = selected.row(k);
      int place = placeOf[row];
      if (place < count && rowNumbers[place] == row) {
        times[place]++;
      } else {
        placeOf[row] = count;
        rowNumbers[count] = row;
        times[count++] = 1;
      }
    }
    rows = selected.isList() ? firstRows() : selected;
  }

  private Rows firstRows() {
    Rows first = firstRows[count];
    if (first == null) {
      first = Rows.list(rowNumbers, 0, count);
      firstRows[count] = first;
    }
    return first;
  }

  /** The different rows, valid until the next selection. */
  Rows rows() {
    return rows;
  }

  /** Number of different rows. */
  int count() {
    return count;
  }

  /** How often the k-th of them occurs in the selection. */
  int times(int k) {
    return times[k];
  }
}
