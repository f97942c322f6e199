package org.hypergrad.datasets;

import java.util.Arrays;
import org.hypergrad.kernels.Features;

/**
 * Mean and standard deviation of every column, zeros that are not stored included.
 *
 * <p>Columns are first mapped to [0, 1] by their least and greatest value and the mean is taken off
 * before squaring, so nothing is lost to a large mean, nothing over- or underflows, and a constant
 * column is known exactly.
 */
final class ColumnStatistics {

  private final Features features;
  private final double[] least;
  private final double[] greatest;
  private final double[] mean;
  private final double[] deviation;

  /**
   * Passes over the features three times.
   *
   * @throws IllegalArgumentException if there is no row, or a column reaches over more than the
   *     largest double
   */
  ColumnStatistics(Features features) {
    if (features.rows() == 0) {
      throw new IllegalArgumentException("there are no rows to take statistics of");
    }
    int columns = features.columns();
    this.features = features;
    this.least = new double[columns];
    this.greatest = new double[columns];
    this.mean = new double[columns];
    this.deviation = new double[columns];
    measure();
  }

  private void measure() {
    int[] stored = findRanges();
    double[] unitMean = unitMeans(stored);
    double[] unitVariance = unitVariances(stored, unitMean);
    for (int j = 0; j < mean.length; j++) {
      double range = greatest[j] - least[j];
      mean[j] = least[j] + range * unitMean[j];
      deviation[j] = range * Math.sqrt(unitVariance[j]);
    }
  }

  /** Sets least and greatest; returns how many entries each column stores. */
  private int[] findRanges() {
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    Arrays.fill(greatest, Double.NEGATIVE_INFINITY);
    int[] stored = new int[least.length];
    forEachEntry((column, value) -> {
      stored[column]++;
      least[column] = Math.min(least[column], value);
      greatest[column] = Math.max(greatest[column], value);
    });
    for (int j = 0; j < stored.length; j++) {
      if (stored[j] < features.rows()) {
        least[j] = Math.min(least[j], 0);
        greatest[j] = Math.max(greatest[j], 0);
      }
      if (!Double.isFinite(greatest[j] - least[j])) {
        throw new IllegalArgumentException(
            "column %d reaches from %s to %s, too far to standardise"
                .formatted(j, least[j], greatest[j]));
      }
    }
    return stored;
  }

  private double[] unitMeans(int[] stored) {
    double[] sum = new double[stored.length];
    forEachEntry((column, value) -> sum[column] += unit(column, value));
    for (int j = 0; j < sum.length; j++) {
      sum[j] = (sum[j] + (features.rows() - stored[j]) * unit(j, 0)) / features.rows();
    }
    return sum;
  }

  private double[] unitVariances(int[] stored, double[] unitMean) {
    double[] sum = new double[stored.length];
    forEachEntry((column, value) -> {
      double distance = unit(column, value) - unitMean[column];
      sum[column] += distance * distance;
    });
    for (int j = 0; j < sum.length; j++) {
      double distance = unit(j, 0) - unitMean[j];
      sum[j] = (sum[j] + (features.rows() - stored[j]) * distance * distance) / features.rows();
    }
    return sum;
  }

  /** The value's place between the least and the greatest of its column; 0 in a constant one. */
  private double unit(int column, double value) {
    double range = greatest[column] - least[column];
    return range == 0 ? 0 : (value - least[column]) / range;
  }

  private void forEachEntry(Features.EntryVisitor visitor) {
    for (int row = 0; row < features.rows(); row++) {
      features.forEachEntry(row, visitor);
    }
  }

  /** Mean of every column; the live array. */
  double[] mean() {
    return mean;
  }

  /** Standard deviation (of the rows, division by n) of every column; the live array. */
  double[] deviation() {
    return deviation;
  }
}
