package org.hypergrad.kernels;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A few random rows with operands that fit them, for tests of what surrounds the kernels. What
 * kernels compute is tested with the table of cases, which lies in the testkit.
 */
record SmallData(double[][] matrix, int[] signs, double[] z, double[] v, double[] weights) {

  static SmallData of(int rows, int columns) {
    SplittableRandom random = new SplittableRandom(1_000L * rows + columns);
    return new SmallData(
        IntStream.range(0, rows)
            .mapToObj(row -> random.doubles(columns, -2, 2).toArray())
            .toArray(double[][]::new),
        IntStream.range(0, rows).map(row -> random.nextBoolean() ? 1 : -1).toArray(),
        random.doubles(columns, 0.1, 1.5).toArray(),
        random.doubles(columns, -1.5, -0.1).toArray(),
        random.doubles(rows, 0, 2).toArray());
  }

  int rows() {
    return matrix.length;
  }

  Dataset dense() {
    return new Dataset(DenseFeatures.copyOf(matrix), labels());
  }

  Dataset sparse() {
    SparseFeatures.Builder builder = new SparseFeatures.Builder(z.length);
    for (double[] row : matrix) {
      for (int j = 0; j < row.length; j++) {
        builder.add(j, row[j]);
      }
      builder.endRow();
    }
    return new Dataset(builder.build(), labels());
  }

  private Labels labels() {
    return Labels.of(IntStream.of(signs).asDoubleStream().toArray(), new double[] {-1, 1});
  }
}
