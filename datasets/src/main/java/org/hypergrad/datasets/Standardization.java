package org.hypergrad.datasets;

import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.SparseFeatures;

/**
 * Brings columns to a common scale: every value becomes (value − shift) / scale, with a shift and a
 * scale for each column. Fitted on the training part, applied to all.
 *
 * <p>The scale is the standard deviation of the column (division by n, zeros that are not stored
 * included). A column without any spread gets scale 1. Dense features are centred as well: the
 * shift is the mean. Sparse features are not, so that zeros stay zeros and are not stored: shift 0.
 * {@link #fitCentred} centres them nevertheless, at the price of dense features.
 *
 * <p>Without centring, too, the scale is the standard deviation and not the root mean square: a
 * penalised weight then means the same as with centring, and with an intercept, which takes up the
 * shift, both give the very same model.
 *
 * <p>Immutable and thread-safe.
 */
public final class Standardization {

  private final double[] shift;
  private final double[] scale;
  private final int constantColumns;

  private Standardization(double[] shift, double[] scale, int constantColumns) {
    this.shift = shift;
    this.scale = scale;
    this.constantColumns = constantColumns;
    for (int j = 0; j < shift.length; j++) {
      if (!Double.isFinite(shift[j]) || !(scale[j] > 0 && Double.isFinite(scale[j]))) {
        throw new IllegalArgumentException(
            "column %d: shift %s and scale %s must be finite, the scale above 0"
                .formatted(j, shift[j], scale[j]));
      }
    }
  }

  /**
   * From the arrays of an earlier one, as kept in a model.
   *
   * @param shift one finite value a column; copied
   * @param scale one finite value above 0 a column; copied
   * @throws IllegalArgumentException if the arrays differ in length or a value is not as said
   */
  public static Standardization of(double[] shift, double[] scale) {
    if (shift.length != scale.length) {
      throw new IllegalArgumentException(
          "%d shifts, but %d scales".formatted(shift.length, scale.length));
    }
    return new Standardization(shift.clone(), scale.clone(), 0);
  }

  /**
   * Fits to the training part: dense features are centred and scaled, sparse ones only scaled.
   *
   * @throws IllegalArgumentException if there is no row, or the distance of two values of a column
   *     exceeds the largest double
   */
  public static Standardization fit(Features training) {
    return fit(training, !(training instanceof SparseFeatures));
  }

  /**
   * Fits to the training part with centring, also if it is sparse: what this is applied to becomes
   * dense. The result holds every zero, which sparse data with few entries cannot afford.
   *
   * @throws IllegalArgumentException as {@link #fit}
   */
  public static Standardization fitCentred(Features training) {
    return fit(training, true);
  }

  private static Standardization fit(Features training, boolean centred) {
    ColumnStatistics statistics = new ColumnStatistics(training);
    double[] scale = statistics.deviation();
    int constant = 0;
    for (int j = 0; j < scale.length; j++) {
      if (scale[j] == 0) {
        scale[j] = 1;
        constant++;
      }
    }
    double[] shift = centred ? statistics.mean() : new double[scale.length];
    return new Standardization(shift, scale, constant);
  }

  /** Number of columns. */
  public int columns() {
    return shift.length;
  }

  /**
   * Number of columns without any spread in the rows this was fitted to, which tell a model
   * nothing: with centring they become 0, otherwise they stay as they are. 0 if this was made from
   * arrays, which do not say.
   */
  public int constantColumns() {
    return constantColumns;
  }

  /** Whether any column is shifted: if none is, sparse features stay sparse. */
  public boolean centres() {
    for (double s : shift) {
      if (s != 0) {
        return true;
      }
    }
    return false;
  }

  /** What is subtracted from every column; a copy. */
  public double[] shift() {
    return shift.clone();
  }

  /** What every column is divided by afterwards; a copy. */
  public double[] scale() {
    return scale.clone();
  }

  /**
   * Standardises features. Sparse ones stay sparse if no shift differs from 0 and become dense
   * otherwise. Values of the result are held as doubles.
   *
   * @param features of the width this was fitted to; not changed
   * @throws IllegalArgumentException if the width is another, or a result exceeds the largest
   *     double
   */
  public Features apply(Features features) {
    if (features.columns() != columns()) {
      throw new IllegalArgumentException(
          "the features have %d columns, the standardisation was fitted to %d"
              .formatted(features.columns(), columns()));
    }
    return features instanceof SparseFeatures && !centres() ? scaled(features) : dense(features);
  }

  private Features scaled(Features features) {
    SparseFeatures.Builder builder = new SparseFeatures.Builder(columns());
    for (int row = 0; row < features.rows(); row++) {
      features.forEachEntry(row, (column, value) -> builder.add(column, value / scale[column]));
      builder.endRow();
    }
    return builder.build();
  }

  private Features dense(Features features) {
    double[][] matrix = new double[features.rows()][columns()];
    for (int row = 0; row < matrix.length; row++) {
      double[] target = matrix[row];
      features.forEachEntry(row, (column, value) -> target[column] = value);
      for (int j = 0; j < target.length; j++) {
        target[j] = (target[j] - shift[j]) / scale[j];
      }
    }
    return DenseFeatures.copyOf(matrix);
  }
}
