package org.hypergrad.datasets;

import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.SparseFeatures;

/** A last column of ones, whose parameter is the intercept. Thread-safe. */
public final class Intercept {

  private Intercept() {}

  /**
   * The features with a column of ones behind the others; sparse stay sparse, dense stay dense.
   * Values of the result are held as doubles.
   *
   * @param features not changed
   * @throws IllegalArgumentException if there are 2<sup>31</sup> − 1 columns already
   */
  public static Features append(Features features) {
    int column = features.columns();
    if (column == Integer.MAX_VALUE) {
      throw new IllegalArgumentException("no room for an intercept behind 2^31 - 1 columns");
    }
    return features instanceof SparseFeatures ? sparse(features, column) : dense(features, column);
  }

  private static Features sparse(Features features, int column) {
    SparseFeatures.Builder builder = new SparseFeatures.Builder(column + 1);
    for (int row = 0; row < features.rows(); row++) {
      features.forEachEntry(row, builder::add);
      builder.add(column, 1);
      builder.endRow();
    }
    return builder.build();
  }

  private static Features dense(Features features, int column) {
    double[][] matrix = new double[features.rows()][column + 1];
    for (int row = 0; row < matrix.length; row++) {
      double[] target = matrix[row];
      features.forEachEntry(row, (j, value) -> target[j] = value);
      target[column] = 1;
    }
    return DenseFeatures.copyOf(matrix);
  }
}
