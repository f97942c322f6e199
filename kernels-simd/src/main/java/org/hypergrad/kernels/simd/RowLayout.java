package org.hypergrad.kernels.simd;

import java.util.Locale;
import org.hypergrad.kernels.Rows;
import org.jspecify.annotations.Nullable;

/**
 * How rows lie in memory, and the two halves of every kernel on a group of them: forward, from a
 * vector to one margin a row, and backward, from one coefficient a row to a vector. A group is
 * small enough to stay in the cache between its forward and its backward pass.
 *
 * <p>A layout may keep the vectors of the operation under way in a form of its own: an operation
 * {@linkplain #load loads} its vectors, goes through its groups, and {@linkplain #store stores} the
 * sums. Of the rows of a selection, those at places {@code from} to {@code from + count − 1} are
 * meant, {@code count} at most {@link #groupRows()}. Not thread-safe.
 */
abstract class RowLayout {

  private static final double[] NONE = new double[0];

  /** The vectors of the operation under way; of length zero where it has none. */
  double[] z = NONE;

  double[] v = NONE;
  double[] sum = NONE;
  double[] other = NONE;

  static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", 1e-6 * bytes);
  }

  /** The most rows of a group; a multiple of the lane count. */
  abstract int groupRows();

  /** The same rows, with vectors of its own, for another thread. */
  abstract RowLayout twin();

  /** Entries that a pass over a row goes through, on average. */
  abstract double entriesARow();

  /** What this layout is and how many bytes it takes, for reports. */
  abstract String describe();

  /**
   * Begins an operation.
   *
   * @param newZ input, length p
   * @param newV second input, or null
   * @param newSum output, or null if nothing is summed; need not be clear
   * @param newOther second output, or null
   * @param rows how many rows the operation goes through in all
   */
  final void load(
      double[] newZ,
      double @Nullable [] newV,
      double @Nullable [] newSum,
      double @Nullable [] newOther,
      int rows) {
    z = newZ;
    v = newV == null ? NONE : newV;
    sum = newSum == null ? NONE : newSum;
    other = newOther == null ? NONE : newOther;
    prepare(rows);
  }

  /** Hook of {@link #load}: brings inputs into the layout's own form and clears sums. */
  abstract void prepare(int rows);

  /** out[k] ← a_row · z. */
  abstract void margins(Rows rows, int from, int count, double[] out);

  /** outZ[k] ← a_row · z and outV[k] ← a_row · v. */
  abstract void marginsTwo(Rows rows, int from, int count, double[] outZ, double[] outV);

  /** sum ← sum + Σ alpha[k] a_row. */
  abstract void accumulate(Rows rows, int from, int count, double[] alpha);

  /** sum ← sum + Σ alpha[k] a_row and other ← other + Σ beta[k] a_row. */
  abstract void accumulateTwo(Rows rows, int from, int count, double[] alpha, double[] beta);

  /** {@link #accumulate} of one group, then {@link #margins} of the next. */
  void accumulateThenMargins(
      Rows rows, int from, int count, double[] alpha, int next, int nextCount, double[] out) {
    accumulate(rows, from, count, alpha);
    margins(rows, next, nextCount, out);
  }

  /** Ends an operation: the outputs that were loaded hold the sums. */
  abstract void store();
}
