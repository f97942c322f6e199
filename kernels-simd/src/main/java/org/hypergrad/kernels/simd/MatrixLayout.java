package org.hypergrad.kernels.simd;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
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
  private final DenseProducts widths;

  /** Inputs and sums of the operation under way, feature by feature, and their widths. */
  double[] input = NONE;

  double[] sums = NONE;
  int inputWidth;
  int sumWidth;

  private double[] sum = NONE;
  private double[] other = NONE;

  /** For matrices of columns × outputs, padded to the widths that suit {@code widths}. */
  MatrixLayout(int columns, int outputs, DenseProducts widths) {
    this.columns = columns;
    this.outputs = outputs;
    this.widths = widths;
  }

  /** The most rows of a group. */
  abstract int groupRows();

  /** The same rows, with matrices of its own, for another thread. */
  abstract MatrixLayout twin();

  /** Entries that a pass over a row goes through, on average. */
  abstract double entriesARow();

  /** What this layout is and how many bytes it takes, for reports. */
  abstract String describe();

  /** The factor of what is held to the values. */
  abstract double unit();

  /** Columns of the matrices, rounded up to what rows are padded to. */
  abstract int paddedColumns();

  /** out (count × inputWidth) ← A input, for the rows at places {@code from} on. */
  abstract void margins(Rows rows, int from, int count, double[] out);

  /** sums ← sums + Aᵀ coefficients, which are count × sumWidth. */
  abstract void accumulate(Rows rows, int from, int count, double[] coefficients);

  /** Called when an operation begins. */
  abstract void forget();

  /** The largest width there is. */
  final int largestWidth() {
    return widths.padded(2 * outputs);
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
    inputWidth = widths.padded(v == null ? outputs : 2 * outputs);
    sumWidth = newSum == null ? 0 : widths.padded(newOther == null ? outputs : 2 * outputs);
    input = atLeast(input, paddedColumns() * inputWidth);
    sums = atLeast(sums, paddedColumns() * sumWidth);
    for (int j = 0; j < columns; j++) {
      copyRow(z, j * outputs, input, j * inputWidth);
      if (v != null) {
        copyRow(v, j * outputs, input, j * inputWidth + outputs);
      }
    }
    Arrays.fill(input, columns * inputWidth, paddedColumns() * inputWidth, 0);
    Arrays.fill(sums, 0, paddedColumns() * sumWidth, 0);
  }

  private static double[] atLeast(double[] array, int length) {
    return array.length >= length ? array : new double[length];
  }

  /** Ends an operation: the outputs that were loaded hold the sums. */
  final void store() {
    copyOut(sum, 0);
    copyOut(other, outputs);
  }

  private void copyOut(double[] out, int offset) {
    if (out.length > 0) {
      for (int j = 0; j < columns; j++) {
        copyRow(sums, j * sumWidth + offset, out, j * outputs);
      }
    }
  }

  /**
   * Copies the k numbers of a row times the unit, in whole vectors where there is room: what they
   * write beyond is padding, or is overwritten by what comes next.
   */
  private void copyRow(double[] from, int source, double[] to, int target) {
    int whole = Lanes.padded(outputs);
    double unit = unit();
    if (source + whole <= from.length && target + whole <= to.length) {
      for (int c = 0; c < whole; c += Lanes.COUNT) {
        DoubleVector part = DoubleVector.fromArray(Lanes.DOUBLES, from, source + c);
        part.mul(unit).intoArray(to, target + c);
      }
      return;
    }
    for (int c = 0; c < outputs; c++) {
      to[target + c] = unit * from[source + c];
    }
  }
}
