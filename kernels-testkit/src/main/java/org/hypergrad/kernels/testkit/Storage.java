package org.hypergrad.kernels.testkit;

import java.util.stream.IntStream;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.SparseFeatures;

/** Every way features are held: the storages of the table of cases. */
enum Storage {
  SPARSE_DOUBLE,
  SPARSE_FLOAT,
  SPARSE_DOUBLE_BLOCKS,
  SPARSE_FLOAT_BLOCKS,
  DENSE_DOUBLE,
  DENSE_FLOAT,
  DENSE_DOUBLE_BLOCKS;

  boolean isSparse() {
    return this == SPARSE_DOUBLE
        || this == SPARSE_FLOAT
        || this == SPARSE_DOUBLE_BLOCKS
        || this == SPARSE_FLOAT_BLOCKS;
  }

  boolean asFloats() {
    return this == SPARSE_FLOAT || this == SPARSE_FLOAT_BLOCKS || this == DENSE_FLOAT;
  }

  Features store(double[][] matrix, int columns) {
    return switch (this) {
      case SPARSE_DOUBLE, SPARSE_FLOAT -> sparse(matrix, columns, Integer.MAX_VALUE);
      case SPARSE_DOUBLE_BLOCKS, SPARSE_FLOAT_BLOCKS ->
          sparse(matrix, columns, columns + 1); // a full row and one entry more
      case DENSE_DOUBLE -> DenseFeatures.copyOf(matrix.length, columns, rowMajor(matrix, columns));
      case DENSE_FLOAT -> {
        double[] values = rowMajor(matrix, columns);
        float[] floats = new float[values.length];
        IntStream.range(0, values.length).forEach(k -> floats[k] = (float) values[k]);
        yield DenseFeatures.copyOf(matrix.length, columns, floats);
      }
      case DENSE_DOUBLE_BLOCKS -> DenseFeatures.copyOf(matrix, columns, 2);
    };
  }

  /** Zeros are left out; −0.0 is stored. */
  private SparseFeatures sparse(double[][] matrix, int columns, int blockLimit) {
    SparseFeatures.Builder builder = new SparseFeatures.Builder(columns, asFloats(), blockLimit);
    for (double[] row : matrix) {
      for (int j = 0; j < columns; j++) {
        if (Double.doubleToRawLongBits(row[j]) != 0) {
          builder.add(j, row[j]);
        }
      }
      builder.endRow();
    }
    return builder.build();
  }

  private static double[] rowMajor(double[][] matrix, int columns) {
    double[] values = new double[matrix.length * columns];
    for (int i = 0; i < matrix.length; i++) {
      System.arraycopy(matrix[i], 0, values, i * columns, columns);
    }
    return values;
  }
}
