package org.hypergrad.bench.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.SparseFeatures;

/**
 * Data of the same shape as a real file's: as many rows, columns and entries, columns as frequent
 * as Zipf's law has it and in no order, the same kind of values. The same bits every time.
 */
final class LookAlike {

  private final DataName name;
  private final int rows;
  private final int columns;
  private final long entries;
  private final SplittableRandom random;

  private LookAlike(DataName name, int rows, long entries, int divisor, long seed) {
    this.name = name;
    this.rows = Math.max(2, rows / divisor);
    // a small one keeps room for its rows, or the draw of distinct columns would not end
    long room = Math.max(1000, 16 * entries / rows);
    this.columns = (int) Math.min(name.columns(), Math.max(room, name.columns() / divisor));
    this.entries = entries / rows * this.rows + entries % rows * this.rows / rows;
    random = new SplittableRandom(seed);
  }

  static Dataset training(DataName name, int divisor) {
    return new LookAlike(name, name.rows(), name.entries(), divisor, 1).dataset();
  }

  static Dataset validation(DataName name, int divisor) {
    int rows = name.validationRows();
    return new LookAlike(name, rows, name.entries() * rows / name.rows(), divisor, 2).dataset();
  }

  private Dataset dataset() {
    Features features = name.isDense() ? dense() : sparse();
    double[] labels = new double[rows];
    Arrays.setAll(labels, row -> random.nextBoolean() ? 1 : -1);
    return new Dataset(features, Labels.of(labels, new double[] {-1, 1}));
  }

  private Features dense() {
    double[][] matrix = new double[rows][columns];
    for (double[] row : matrix) {
      Arrays.setAll(row, column -> random.nextDouble() - 0.5);
    }
    return DenseFeatures.copyOf(matrix);
  }

  private Features sparse() {
    int[] lengths = lengths();
    int[] shuffled = shuffledColumns();
    SparseFeatures.Builder builder = new SparseFeatures.Builder(columns);
    boolean[] taken = new boolean[columns];
    for (int length : lengths) {
      int[] row = new int[length];
      for (int k = 0; k < length; k++) {
        int column = shuffled[zipf()];
        while (taken[column]) {
          column = shuffled[zipf()];
        }
        taken[column] = true;
        row[k] = column;
      }
      Arrays.sort(row);
      for (int column : row) {
        taken[column] = false;
        builder.add(column, value());
      }
      builder.endRow();
    }
    return builder.build();
  }

  /** Row lengths between half the mean and one and a half times that, with the right sum. */
  private int[] lengths() {
    int[] lengths = new int[rows];
    double mean = (double) entries / rows;
    double spread = columns < 1000 ? 0 : mean; // short rows of narrow data are nearly equal
    long missing = entries;
    for (int row = 0; row < rows; row++) {
      lengths[row] = (int) (mean + spread * (random.nextDouble() - 0.5));
      missing -= lengths[row];
    }
    for (int row = 0; missing != 0; row = (row + 1) % rows) {
      int one = missing > 0 ? 1 : -1;
      lengths[row] += one;
      missing -= one;
    }
    return lengths;
  }

  private int[] shuffledColumns() {
    int[] shuffled = new int[columns];
    for (int k = 0; k < columns; k++) {
      int other = random.nextInt(k + 1);
      shuffled[k] = shuffled[other];
      shuffled[other] = k;
    }
    return shuffled;
  }

  /** A rank in [0, columns) with a density that falls like 1/(rank + 1). */
  private int zipf() {
    return (int) Math.pow(columns + 1, random.nextDouble()) - 1;
  }

  private double value() {
    return switch (name.kindOfValues()) {
      case ONES -> 1;
      case COUNTS -> Math.floor(1 / (1 - 0.9 * random.nextDouble()));
      case REAL -> random.nextDouble();
    };
  }
}
