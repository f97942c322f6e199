package org.hypergrad.bench.peers;

import dev.ludovic.netlib.blas.BLAS;
import java.util.Arrays;
import org.hypergrad.bench.work.Operation;
import org.hypergrad.kernels.Dataset;

/**
 * What a gradient with k classes cannot do without, and nothing else: M = X Z and Xᵀ M by {@code
 * dgemm}, M of rows × k. No result of it is a gradient.
 */
public final class TwoProducts implements Operation {

  private final BLAS blas;
  private final int rows;
  private final int columns;
  private final int classes;
  private final double[] matrix;
  private final double[] z;
  private final double[] margins;
  private final double[] out;

  /** On the library of {@link Peer#NATIVE_BLAS}. */
  public TwoProducts(Dataset data) {
    blas = Netlib.calls();
    rows = data.rows();
    columns = data.columns();
    classes = data.labels().classes();
    matrix = new double[Math.multiplyExact(rows, columns)];
    for (int row = 0; row < rows; row++) {
      int start = row * columns;
      data.features().forEachEntry(row, (column, value) -> matrix[start + column] = value);
    }
    z = new double[columns * classes];
    Arrays.setAll(z, k -> 1.0 / (k + 1));
    margins = new double[rows * classes];
    out = new double[columns * classes];
  }

  @Override
  public double run() {
    // a matrix by rows is for BLAS its transpose by columns
    blas.dgemm(
        "N", "N", classes, rows, columns, 1, z, classes, matrix, columns, 0, margins, classes);
    blas.dgemm(
        "N", "T", classes, columns, rows, 1, margins, classes, matrix, columns, 0, out, classes);
    return out[0];
  }

  @Override
  public double[] result() {
    return out.clone();
  }

  @Override
  public void close() {}
}
