package org.hypergrad.kernels.cuda;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.SparseFeatures;

/** Data whose rows, or columns, are as long as said. */
final class CourseData {

  private CourseData() {}

  /**
   * Rows of the given lengths, their entries spread over the width; whole numbers, which floats
   * hold, or others.
   */
  static Dataset rowsOf(int columns, int classes, boolean whole, int... lengths) {
    SplittableRandom random = new SplittableRandom(5);
    SparseFeatures.Builder builder = new SparseFeatures.Builder(columns);
    for (int length : lengths) {
      int[] places = random.ints(0, columns).distinct().limit(length).sorted().toArray();
      for (int place : places) {
        builder.add(place, value(random, whole, length));
      }
      builder.endRow();
    }
    return labelled(builder.build(), classes, random);
  }

  /** The same with columns of the given lengths. */
  static Dataset columnsOf(int rows, int classes, boolean whole, int... lengths) {
    SplittableRandom random = new SplittableRandom(7);
    double[][] matrix = new double[rows][lengths.length];
    for (int j = 0; j < lengths.length; j++) {
      int[] places = random.ints(0, rows).distinct().limit(lengths[j]).toArray();
      for (int place : places) {
        matrix[place][j] = value(random, whole, lengths[j]);
      }
    }
    SparseFeatures.Builder builder = new SparseFeatures.Builder(lengths.length);
    for (double[] row : matrix) {
      for (int j = 0; j < row.length; j++) {
        if (row[j] != 0) {
          builder.add(j, row[j]);
        }
      }
      builder.endRow();
    }
    return labelled(builder.build(), classes, random);
  }

  /** Every entry there. */
  static Dataset dense(int rows, int columns, int classes, boolean whole) {
    int[] lengths = new int[rows];
    Arrays.fill(lengths, columns);
    return rowsOf(columns, classes, whole, lengths);
  }

  /** Of data cleaning where the penalty is fixed and has as many coordinates as there are rows. */
  static BilevelKernels kernels(Backend backend, Dataset inner, Dataset outer, Penalty penalty) {
    OpenOptions options = OpenOptions.defaults();
    LogisticKernels first = backend.logistic(inner, options);
    LogisticKernels second = backend.logistic(outer, options);
    return penalty.isFixed() && penalty.outerDimension() == inner.rows()
        ? backend.rowWeights(first, second, penalty)
        : backend.bilevel(first, second, penalty);
  }

  /** Never 0; small enough that margins stay near one. */
  private static double value(SplittableRandom random, boolean whole, int length) {
    if (whole) {
      return (1 + random.nextInt(7)) * (random.nextBoolean() ? 0x1p-6 : -0x1p-6);
    }
    return random.nextDouble(0.1, 1) / Math.sqrt(length);
  }

  private static Dataset labelled(SparseFeatures features, int classes, SplittableRandom random) {
    double[] map = new double[classes];
    Arrays.setAll(map, c -> c);
    double[] labels =
        random.ints(features.rows(), 0, classes).mapToDouble(c -> (double) c).toArray();
    return new Dataset(features, Labels.of(labels, map));
  }
}
