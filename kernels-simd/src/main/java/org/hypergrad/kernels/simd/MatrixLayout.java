package org.hypergrad.kernels.simd;

import java.util.Arrays;
import org.hypergrad.kernels.Rows;
import org.jspecify.annotations.Nullable;

/**
 * What {@link RowLayout} is for one margin a row, for k of them: forward, from matrices of columns
 * × k to k margins a row and matrix, and backward.
 *
 * <p>An operation on two matrices handles them as one of 2k outputs: those of the first before
 * those of the second, then padding up to the width, of which nothing is read. Inputs are brought
 * into this form and sums out of it, which is little beside a group of rows. Not thread-safe.
 */
abstract class MatrixLayout {

  private static final double[] NONE = new double[0];

  final int columns;
  final int outputs;

  /** Inputs and sums of the operation under way, and how many numbers of a row belong to them. */
  double[] input = NONE;

  double[] sums = NONE;
  int inputWidth;
  int sumWidth;

  private double[] sum = NONE;
  private double[] other = NONE;

  /** For matrices of columns × outputs. */
  MatrixLayout(int columns, int outputs) {
    this.columns = columns;
    this.outputs = outputs;
  }

  /** The most rows of a group. */
  abstract int groupRows();

  /** The same rows, with matrices of its own, for another thread. */
  abstract MatrixLayout twin();

  /** Entries that a pass over a row goes through, on average. */
  abstract double entriesARow();

  /** What this layout is and how many bytes it takes, for reports. */
  abstract String describe();

  /** So many outputs with the padding that a matrix of them has. */
  abstract int width(int count);

  /** Columns of the matrices, rounded up to what rows are padded to. */
  abstract int paddedColumns();

  /** Brings a matrix into {@link #input}, whose outputs from {@code first} on it becomes. */
  abstract void put(double[] matrix, int first);

  /** Brings the outputs from {@code first} on out of {@link #sums}. */
  abstract void take(int first, double[] matrix);

  /** out (count × inputWidth) ← A input, for the rows at places {@code from} on. */
  abstract void margins(Rows rows, int from, int count, double[] out);

  /** sums ← sums + Aᵀ coefficients, which are count × sumWidth. */
  abstract void accumulate(Rows rows, int from, int count, double[] coefficients);

  /** Called when an operation begins. */
  abstract void forget();

  /** The largest width there is. */
  final int largestWidth() {
    return width(2 * outputs);
  }

  /**
   * Begins an operation.
   *
   * @param z input, length columns × outputs
   * @param v second input, or null
   * @param newSum output, or null if nothing is summed; need not be clear
   * @param newOther second output, or null
   */
  final void load(
      double[] z, double @Nullable [] v, double @Nullable [] newSum, double @Nullable [] newOther) {
    forget();
    sum = newSum == null ? NONE : newSum;
    other = newOther == null ? NONE : newOther;
    inputWidth = width(v == null ? outputs : 2 * outputs);
    sumWidth = newSum == null ? 0 : width(newOther == null ? outputs : 2 * outputs);
    input = atLeast(input, paddedColumns() * inputWidth);
    sums = atLeast(sums, paddedColumns() * sumWidth);
    put(z, 0);
    if (v != null) {
      put(v, outputs);
    }
    Arrays.fill(sums, 0, paddedColumns() * sumWidth, 0);
  }

  private static double[] atLeast(double[] array, int length) {
    return array.length >= length ? array : new double[length];
  }

  /** Ends an operation: the outputs that were loaded hold the sums. */
  final void store() {
    if (sum.length > 0) {
      take(0, sum);
    }
    if (other.length > 0) {
      take(outputs, other);
    }
  }
}
