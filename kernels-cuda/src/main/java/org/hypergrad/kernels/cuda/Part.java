package org.hypergrad.kernels.cuda;

import java.util.Arrays;
import org.hypergrad.kernels.Rows;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a selection that one of several devices has.
 *
 * @param rows by their numbers there, without weights, in the order of the selection
 * @param first where the first of them stands in the selection
 * @param places where each of them stands, or null if they stand side by side
 */
record Part(Rows rows, int first, int @Nullable [] places) {

  /** Those of a selection within [from, to), which are rows 0, 1, … there. */
  static Part of(Rows selected, int from, int to) {
    int[] listed = selected.rowNumbers();
    if (listed == null) {
      int begin = Math.clamp(selected.from(), from, to);
      int end = Math.clamp(selected.to(), begin, to);
      return new Part(Rows.range(begin - from, end - from), begin - selected.from(), null);
    }
    int[] numbers = new int[selected.count()];
    int[] places = new int[selected.count()];
    int count = 0;
    for (int k = 0; k < selected.count(); k++) {
      int row = selected.row(k);
      if (row >= from && row < to) {
        numbers[count] = row - from;
        places[count++] = k;
      }
    }
    return new Part(Rows.list(Arrays.copyOf(numbers, count)), 0, places);
  }

  private int place(int k) {
    return places == null ? first + k : places[k];
  }

  /** What is there of so many numbers a row of the selection. */
  double[] gather(double[] all, int width) {
    double[] own = new double[rows.count() * width];
    for (int k = 0; k < rows.count(); k++) {
      System.arraycopy(all, place(k) * width, own, k * width, width);
    }
    return own;
  }

  /** Puts what is there where it belongs among so many numbers a row of the selection. */
  void scatter(double[] own, int width, double[] all) {
    for (int k = 0; k < rows.count(); k++) {
      System.arraycopy(own, k * width, all, place(k) * width, width);
    }
  }

  /** The elements of a selection's rows in vectors with so many numbers a row. */
  static Rows elements(Rows selected, int width) {
    if (width == 1) {
      return selected;
    }
    if (!selected.isList()) {
      return Rows.range(selected.from() * width, selected.to() * width);
    }
    int[] elements = new int[selected.count() * width];
    Arrays.setAll(elements, k -> selected.row(k / width) * width + k % width);
    return Rows.list(elements);
  }
}
