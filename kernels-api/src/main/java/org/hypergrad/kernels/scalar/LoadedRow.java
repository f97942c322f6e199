package org.hypergrad.kernels.scalar;

import java.util.Arrays;

/**
 * The entries of one row, copied out of their storage, and its products with matrices of columns ×
 * k that are held feature by feature: the element of column j and output c is j·k + c.
 */
final class LoadedRow {

  private final int outputs;
  private int[] columns = new int[16];
  private double[] values = new double[16];
  private int count;

  /** A row without entries, for matrices of k columns. */
  LoadedRow(int outputs) {
    this.outputs = outputs;
  }

  void clear() {
    count = 0;
  }

  void add(int column, double value) {
    if (count == columns.length) {
      columns = Arrays.copyOf(columns, 2 * count);
      values = Arrays.copyOf(values, 2 * count);
    }
    columns[count] = column;
    values[count] = value;
    count++;
  }

  /** out ← Zᵀa, of length k. */
  void dotAll(double[] z, double[] out) {
    Arrays.fill(out, 0);
    for (int e = 0; e < count; e++) {
      int at = columns[e] * outputs;
      for (int c = 0; c < outputs; c++) {
        out[c] += values[e] * z[at + c];
      }
    }
  }

  /** Out ← Out + factor · a alphaᵀ, with alpha of length k. */
  void axpyAll(double factor, double[] alpha, double[] out) {
    for (int e = 0; e < count; e++) {
      int at = columns[e] * outputs;
      for (int c = 0; c < outputs; c++) {
        out[at + c] += factor * alpha[c] * values[e];
      }
    }
  }

  /** Out ← Out + factor · (a∘a) alphaᵀ, with alpha of length k. */
  void axpyAllSquares(double factor, double[] alpha, double[] out) {
    for (int e = 0; e < count; e++) {
      int at = columns[e] * outputs;
      for (int c = 0; c < outputs; c++) {
        out[at + c] += factor * alpha[c] * values[e] * values[e];
      }
    }
  }
}
