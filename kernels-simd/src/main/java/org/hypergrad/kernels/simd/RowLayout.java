package org.hypergrad.kernels.simd;

import org.hypergrad.kernels.Rows;

/**
 * How rows lie in memory, and the two halves of every kernel on a group of them: forward, from a
 * vector to one margin a row, and backward, from one coefficient a row to a vector. A group is
 * small enough to stay in the cache between its forward and its backward pass.
 *
 * <p>A layout keeps the vectors of the operation under way in a form of its own: an operation loads
 * its inputs, which also clears the sums, goes through its groups, and stores the sums. Of the rows
 * of a selection, those at places {@code from} to {@code from + count − 1} are meant, {@code count}
 * at most {@link #groupRows()}. Not thread-safe.
 */
abstract class RowLayout {

  /** The most rows of a group; a multiple of the lane count. */
  abstract int groupRows();

  /** The same rows, with inputs and sums of its own, for another thread. */
  abstract RowLayout twin();

  /** Entries that a pass over a row goes through, on average. */
  abstract double entriesARow();

  /** What this layout is, for reports. */
  abstract String describe();

  /** Begins an operation on one vector, for so many rows in all. */
  abstract void load(double[] z, int rows);

  /** Begins an operation on two vectors, for so many rows in all. */
  abstract void load(double[] z, double[] v, int rows);

  /** out[k] ← a_row · z. */
  abstract void margins(Rows rows, int from, int count, double[] out);

  /** outZ[k] ← a_row · z and outV[k] ← a_row · v. */
  abstract void marginsTwo(Rows rows, int from, int count, double[] outZ, double[] outV);

  /** sum ← sum + Σ alpha[k] a_row. */
  abstract void accumulate(Rows rows, int from, int count, double[] alpha);

  /** sum ← sum + Σ alpha[k] a_row and other ← other + Σ beta[k] a_row. */
  abstract void accumulateTwo(Rows rows, int from, int count, double[] alpha, double[] beta);

  /** out ← sum. */
  abstract void store(double[] out);

  /** out ← sum and otherOut ← other. */
  abstract void store(double[] out, double[] otherOut);

  /** out ← out + sum. */
  abstract void addTo(double[] out);

  /** out ← out + sum and otherOut ← otherOut + other. */
  abstract void addTo(double[] out, double[] otherOut);
}
