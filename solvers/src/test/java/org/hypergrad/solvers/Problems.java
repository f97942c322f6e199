package org.hypergrad.solvers;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.hypergrad.kernels.Backends;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.SparseFeatures;

/** Small random problems, and the arithmetic on arrays that tests need. */
final class Problems {

  private Problems() {}

  /** Gaussian features and noisy labels, so that no plane separates the classes. */
  static Dataset dense(long seed, int rows, int columns) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] features = new double[rows][];
    double[] labels = new double[rows];
    for (int i = 0; i < rows; i++) {
      features[i] = gaussians(random, columns);
      double margin = features[i][0] - features[i][columns - 1];
      labels[i] = margin + 2 * random.nextGaussian() > 0 ? 1 : -1;
    }
    return new Dataset(DenseFeatures.copyOf(features), Labels.of(labels, new double[] {-1, 1}));
  }

  /** About a third of the entries, row 1 and the last column without any, rows 2 and 3 equal. */
  static Dataset sparse(long seed, int rows, int columns) {
    SplittableRandom random = new SplittableRandom(seed);
    SparseFeatures.Builder features = new SparseFeatures.Builder(columns);
    double[] labels = new double[rows];
    double[] row = new double[columns];
    for (int i = 0; i < rows; i++) {
      if (i != 3) {
        for (int j = 0; j < columns; j++) {
          boolean present = i != 1 && j < columns - 1 && random.nextInt(3) == 0;
          row[j] = present ? random.nextGaussian() : 0;
        }
      }
      for (int j = 0; j < columns; j++) {
        if (row[j] != 0) {
          features.add(j, row[j]);
        }
      }
      features.endRow();
      labels[i] = row[0] + random.nextGaussian() > 0 ? 1 : -1;
    }
    return new Dataset(features.build(), Labels.of(labels, new double[] {-1, 1}));
  }

  /** Gaussian features and noisy labels of k classes, each with a direction of its own. */
  static Dataset classes(long seed, int rows, int columns, int k) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] features = new double[rows][];
    double[] labels = new double[rows];
    for (int i = 0; i < rows; i++) {
      features[i] = gaussians(random, columns);
      double most = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < k; c++) {
        double margin = features[i][c % columns] * (1 + c) + 2 * random.nextGaussian();
        if (margin > most) {
          most = margin;
          labels[i] = c;
        }
      }
    }
    double[] map = new double[k];
    Arrays.setAll(map, c -> c);
    return new Dataset(DenseFeatures.copyOf(features), Labels.of(labels, map));
  }

  /** Regularisation selection in the scalar backend. */
  static RegularizationSelection open(Dataset training, Dataset validation, Penalty penalty) {
    return RegularizationSelection.open(
        Backends.select("scalar"), training, validation, penalty, 12, OpenOptions.defaults());
  }

  /** Data cleaning in the scalar backend. */
  static DataCleaning cleaning(Dataset training, Dataset validation, double strength) {
    return DataCleaning.open(
        Backends.select("scalar"),
        training,
        validation,
        DataCleaning.penalty(training, strength),
        DataCleaning.DEFAULT_BOX,
        OpenOptions.defaults());
  }

  /** Dense random data with a number of inner and outer rows. */
  static RegularizationSelection regularization(
      long seed, int innerRows, int outerRows, Penalty penalty) {
    int columns = penalty.innerDimension();
    return open(dense(seed, innerRows, columns), dense(seed + 1000, outerRows, columns), penalty);
  }

  static double[] gaussians(SplittableRandom random, int length) {
    double[] values = new double[length];
    Arrays.setAll(values, k -> random.nextGaussian());
    return values;
  }

  static double[] gaussians(long seed, int length) {
    return gaussians(new SplittableRandom(seed), length);
  }

  static double[] filled(int length, double value) {
    double[] values = new double[length];
    Arrays.fill(values, value);
    return values;
  }

  static double norm(double[] a) {
    return Math.sqrt(Arrays.stream(a).map(value -> value * value).sum());
  }

  static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += (a[k] - b[k]) * (a[k] - b[k]);
    }
    return Math.sqrt(sum);
  }

  /** The rows of a dataset as dense arrays. */
  static double[][] matrix(Dataset data) {
    double[][] matrix = new double[data.rows()][data.columns()];
    for (int i = 0; i < matrix.length; i++) {
      double[] row = matrix[i];
      data.features().forEachEntry(i, (column, value) -> row[column] = value);
    }
    return matrix;
  }

  /** The slope of the least-squares line through points. */
  static double slope(double[] x, double[] y) {
    double meanX = Arrays.stream(x).average().orElseThrow();
    double meanY = Arrays.stream(y).average().orElseThrow();
    double products = 0;
    double squares = 0;
    for (int k = 0; k < x.length; k++) {
      products += (x[k] - meanX) * (y[k] - meanY);
      squares += (x[k] - meanX) * (x[k] - meanX);
    }
    return products / squares;
  }
}
