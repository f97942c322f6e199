package org.hypergrad.kernels.simd;

/**
 * Row-compressed rows in the most compact of six formats that loses nothing, since what decides is
 * how few bytes an entry takes. Forward, products are left as the lanes of a vector, which {@link
 * Lanes} sums a group of rows at a time. Immutable and thread-safe; scratch is the caller's.
 *
 * <p>One class a format, so that the compiler sees one type in each loop.
 */
abstract class SparseRows {

  /**
   * Adds to lanes[place…], a vector of {@link Lanes#COUNT}, numbers whose sum is a_row · z.
   *
   * @param places scratch, length {@link Gather#COUNT}
   */
  abstract void addDot(int row, double[] z, double[] lanes, int place, int[] places);

  /** The same of a_row · z to {@code lanes} and of a_row · v to {@code otherLanes}. */
  abstract void addDotTwo(
      int row,
      double[] z,
      double[] v,
      double[] lanes,
      double[] otherLanes,
      int place,
      int[] places);

  /** out ← out + alpha a_row. */
  abstract void axpy(int row, double alpha, double[] out);

  /** out ← out + alpha a_row and other ← other + beta a_row. */
  abstract void axpyTwo(int row, double alpha, double[] out, double beta, double[] other);

  /** Bytes held. */
  abstract long bytes();

  /** What it is, for reports. */
  abstract String describe();
}
