package org.hypergrad.bench.peers;

import dev.ludovic.netlib.blas.BLAS;
import org.hypergrad.kernels.Dataset;

/** Two calls of {@code dgemv} on a matrix by rows, which for BLAS is one by columns, transposed. */
final class Blas extends ProductPasses {

  private final BLAS blas;
  private final int rows;
  private final int columns;
  private final double[] matrix;

  Blas(Dataset data, BLAS blas) {
    super(data);
    this.blas = blas;
    rows = data.rows();
    columns = data.columns();
    matrix = new double[Math.multiplyExact(rows, columns)];
    for (int row = 0; row < rows; row++) {
      int start = row * columns;
      data.features().forEachEntry(row, (column, value) -> matrix[start + column] = value);
    }
  }

  @Override
  void times(double[] z, double[] out) {
    blas.dgemv("T", columns, rows, 1, matrix, columns, z, 1, 0, out, 1);
  }

  @Override
  void transposedTimes(double[] coefficients, double[] out) {
    blas.dgemv("N", columns, rows, 1, matrix, columns, coefficients, 1, 0, out, 1);
  }
}
