package org.hypergrad.bench.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Labels;

/**
 * Dense data of many classes, always generated: standardised features have no zeros, so that times
 * depend on the shape alone, which is that of a real data set.
 */
public enum ManyClasses {
  /** Standardised pixels, as for data cleaning. */
  MNIST("mnist's shape", 20_000, 5_000, 784, 10),
  /** Standardised measurements of forests. */
  COVTYPE("covtype's shape", 33_542, 8_385, 54, 7),
  /** Too many rows for any cache. */
  LARGE("46,000 × 784 × 10", 46_000, 0, 784, 10);

  private final String label;
  private final int rows;
  private final int validationRows;
  private final int columns;
  private final int classes;

  ManyClasses(String label, int rows, int validationRows, int columns, int classes) {
    this.label = label;
    this.rows = rows;
    this.validationRows = validationRows;
    this.columns = columns;
    this.classes = classes;
  }

  /** The name in tables. */
  public String label() {
    return label;
  }

  /** Number of classes. */
  public int classes() {
    return classes;
  }

  /**
   * Both parts of it.
   *
   * @param divisor by which the number of rows is divided: above 1 for tests
   */
  public Source.Parts parts(int divisor) {
    return new Source.Parts(
        data(rows / divisor, columns, classes, 1),
        data(validationRows / divisor, columns, classes, 2));
  }

  /** Data of any shape. */
  public static Dataset data(int n, int columns, int classes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[n * columns];
    Arrays.setAll(values, k -> random.nextGaussian());
    double[] labels = new double[n];
    Arrays.setAll(labels, row -> random.nextInt(classes));
    double[] map = new double[classes];
    Arrays.setAll(map, c -> c);
    return new Dataset(DenseFeatures.copyOf(n, columns, values), Labels.of(labels, map));
  }
}
