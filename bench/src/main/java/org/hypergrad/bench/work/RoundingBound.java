package org.hypergrad.bench.work;

import java.util.Arrays;
import org.hypergrad.kernels.Dataset;

/**
 * How far two right computations in doubles may be apart, whatever the order of their sums.
 *
 * <p>With u the unit roundoff, k entries in row i, S<sub>z</sub> = Σ<sub>j</sub> |a<sub>ij</sub>
 * z<sub>j</sub>| and S<sub>v</sub> alike: a margin is off by (k + 1) u S<sub>z</sub>; |residual| ≤
 * 1 and changes by at most ¼ of what the margin does; curvature ≤ ¼ and changes by less than 1/10
 * of it; pointwise functions add some units (16 taken); a sum over n rows adds n u times the sum of
 * its terms' sizes. Both computations may be off by that, hence twice.
 */
final class RoundingBound {

  private static final double UNIT = 0x1p-53;
  private static final int POINTWISE = 16;

  private RoundingBound() {}

  /** Of every number of a full pass at the {@link Points}, in the order of its result. */
  static double[] of(Passes.Kind kind, Dataset data) {
    return switch (kind) {
      case LOSS -> new double[] {ofLoss(data)};
      case GRADIENT -> ofSums(data, false);
      case HESSIAN_VECTOR, HESSIAN_VECTOR_FROM_MARGINS -> ofSums(data, true);
      case GRADIENT_AND_HESSIAN_VECTOR -> {
        double[] gradient = ofSums(data, false);
        double[] product = ofSums(data, true);
        double[] both = Arrays.copyOf(gradient, 2 * gradient.length);
        System.arraycopy(product, 0, both, gradient.length, product.length);
        yield both;
      }
    };
  }

  private static double ofLoss(Dataset data) {
    double[] z = Points.z(data.columns());
    double bound = 0;
    for (int row = 0; row < data.rows(); row++) {
      Row sizes = Row.of(data, row, z, z);
      bound += (data.rows() + POINTWISE) * (1 + sizes.alongZ) + (sizes.entries + 1) * sizes.alongZ;
    }
    return 2 * UNIT * bound;
  }

  private static double[] ofSums(Dataset data, boolean product) {
    double[] z = Points.z(data.columns());
    double[] v = Points.v(data.columns());
    double[] bounds = new double[data.columns()];
    double terms = data.rows() + POINTWISE;
    for (int row = 0; row < data.rows(); row++) {
      Row sizes = Row.of(data, row, z, v);
      double dot = sizes.entries + 1;
      double factor =
          product
              ? sizes.alongV * (terms / 4 + dot / 4 + dot * sizes.alongZ / 10)
              : terms + dot * sizes.alongZ / 4;
      data.features()
          .forEachEntry(
              row, (column, value) -> bounds[column] += 2 * UNIT * factor * Math.abs(value));
    }
    return bounds;
  }

  /**
   * Of the gradient with k classes, k numbers a column: a residual changes by at most what the
   * margins change, which is Σ |a| times the largest element of z.
   */
  static double[] ofGradient(Dataset data, int classes) {
    double[] z = Points.z(data.columns());
    Arrays.fill(z, Points.MOST);
    double[] bounds = new double[data.columns() * classes];
    double terms = data.rows() + POINTWISE;
    for (int row = 0; row < data.rows(); row++) {
      Row sizes = Row.of(data, row, z, z);
      double factor = 2 * UNIT * (terms + (sizes.entries + 1) * sizes.alongZ);
      data.features()
          .forEachEntry(
              row,
              (column, value) -> {
                for (int c = 0; c < classes; c++) {
                  bounds[column * classes + c] += factor * Math.abs(value);
                }
              });
    }
    return bounds;
  }

  /**
   * Of a mean over rows, and of a step of at most 1 along it that does not expand differences.
   *
   * @param terms rows in the mean
   * @param most the size of the largest element of z and v
   */
  static double ofStep(Dataset data, int terms, double most) {
    double largest = 0;
    double factor = 0;
    for (int row = 0; row < data.rows(); row++) {
      double[] sums = new double[3];
      data.features()
          .forEachEntry(
              row,
              (column, value) -> {
                sums[0] += Math.abs(value) * most;
                sums[1] = Math.max(sums[1], Math.abs(value));
                sums[2]++;
              });
      largest = Math.max(largest, sums[1]);
      double dot = sums[2] + 1;
      factor = Math.max(factor, (terms + POINTWISE + dot * sums[0]) * Math.max(1, sums[0]));
    }
    return 2 * UNIT * largest * factor;
  }

  /** Sizes of a row: entries, Σ |a z| and Σ |a v|. */
  private record Row(int entries, double alongZ, double alongV) {
    static Row of(Dataset data, int row, double[] z, double[] v) {
      double[] sums = new double[3];
      data.features()
          .forEachEntry(
              row,
              (column, value) -> {
                sums[0]++;
                sums[1] += Math.abs(value * z[column]);
                sums[2] += Math.abs(value * v[column]);
              });
      return new Row((int) sums[0], sums[1], sums[2]);
    }
  }
}
