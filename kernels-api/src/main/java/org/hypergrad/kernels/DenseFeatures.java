package org.hypergrad.kernels;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Dense features, row by row: entry (i, j) of a block is at position i · columns + j.
 *
 * <p>Values are held as doubles, or as floats where 32 bits are enough.
 */
public final class DenseFeatures implements Features {

  private final int rows;
  private final int columns;
  private final int rowsPerBlock;
  private final double @Nullable [][] doubles;
  private final float @Nullable [][] floats;

  private DenseFeatures(
      int rows,
      int columns,
      int rowsPerBlock,
      double @Nullable [][] doubles,
      float @Nullable [][] floats) {
    this.rows = rows;
    this.columns = columns;
    this.rowsPerBlock = rowsPerBlock;
    this.doubles = doubles;
    this.floats = floats;
  }

  /**
   * Copies and validates a row-major matrix.
   *
   * @param values finite, length rows × columns
   * @throws IllegalArgumentException naming the row, column and value that is wrong
   */
  public static DenseFeatures copyOf(int rows, int columns, double[] values) {
    checkLength(rows, columns, values.length);
    for (int k = 0; k < values.length; k++) {
      checkFinite(values[k], k / columns, k % columns);
    }
    return new DenseFeatures(
        rows, columns, Math.max(rows, 1), new double[][] {values.clone()}, null);
  }

  /** As {@link #copyOf(int, int, double[])}, with values held in 32 bits. */
  public static DenseFeatures copyOf(int rows, int columns, float[] values) {
    checkLength(rows, columns, values.length);
    for (int k = 0; k < values.length; k++) {
      checkFinite(values[k], k / columns, k % columns);
    }
    return new DenseFeatures(
        rows, columns, Math.max(rows, 1), null, new float[][] {values.clone()});
  }

  /** Copies and validates an array of rows, all of the same length. */
  public static DenseFeatures copyOf(double[][] matrix) {
    int columns = matrix.length == 0 ? 0 : matrix[0].length;
    int rowsPerBlock = rowsPerBlock(columns, SparseFeatures.BLOCK_LIMIT);
    return copyOf(matrix, columns, rowsPerBlock);
  }

  /**
   * Copies and validates an array of rows into blocks of so many rows each, the last with what is
   * left: for tests of features in several blocks, and where memory is too scattered for long
   * arrays.
   *
   * @param columns length of every row
   * @param rowsPerBlock at least 1; the entries of a block must fit an array
   * @throws IllegalArgumentException if a number is out of range, a row has another length or a
   *     value is not finite
   */
  public static DenseFeatures copyOf(double[][] matrix, int columns, int rowsPerBlock) {
    long blockEntries = Math.min(rowsPerBlock, matrix.length) * (long) columns;
    if (columns < 0 || rowsPerBlock < 1 || blockEntries > SparseFeatures.BLOCK_LIMIT) {
      throw new IllegalArgumentException(
          "blocks of %d rows of %d columns".formatted(rowsPerBlock, columns));
    }
    int blocks = Math.ceilDiv(matrix.length, rowsPerBlock);
    double[][] copy = new double[blocks][];
    for (int b = 0; b < blocks; b++) {
      int first = b * rowsPerBlock;
      int count = Math.min(rowsPerBlock, matrix.length - first);
      copy[b] = new double[count * columns];
      for (int r = 0; r < count; r++) {
        double[] row = matrix[first + r];
        if (row.length != columns) {
          throw new IllegalArgumentException(
              "row %d has %d columns, %d are expected".formatted(first + r, row.length, columns));
        }
        for (int j = 0; j < columns; j++) {
          checkFinite(row[j], first + r, j);
        }
        System.arraycopy(row, 0, copy[b], r * columns, columns);
      }
    }
    return new DenseFeatures(matrix.length, columns, rowsPerBlock, copy, null);
  }

  private static int rowsPerBlock(int columns, int limit) {
    return columns == 0 ? limit : Math.max(1, limit / columns);
  }

  private static void checkLength(int rows, int columns, int length) {
    if (rows < 0 || columns < 0 || (long) rows * columns != length) {
      throw new IllegalArgumentException(
          "%d rows of %d columns need %d values, there are %d"
              .formatted(rows, columns, (long) rows * columns, length));
    }
  }

  private static void checkFinite(double value, int row, int column) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "row %d, column %d: %s is not a finite value".formatted(row, column, value));
    }
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public long storedEntries() {
    return (long) rows * columns;
  }

  /** Rows in every block but the last, which may have fewer: row i is in block i / this. */
  public int rowsPerBlock() {
    return rowsPerBlock;
  }

  /** True if values are held in 32 bits. */
  public boolean holdsFloats() {
    return floats != null;
  }

  /** The live blocks, for backends: not to be written. Null when values are held as floats. */
  public double @Nullable [][] doubleBlocks() {
    return doubles;
  }

  /** The live blocks, for backends: not to be written. Null when values are held as doubles. */
  public float @Nullable [][] floatBlocks() {
    return floats;
  }

  private double value(int row, int column) {
    int block = row / rowsPerBlock;
    int position = (row - block * rowsPerBlock) * columns + column;
    return doubles != null
        ? doubles[block][position]
        : Objects.requireNonNull(floats)[block][position];
  }

  @Override
  public double rowSquaredNorm(int row) {
    Objects.checkIndex(row, rows);
    double sum = 0;
    for (int j = 0; j < columns; j++) {
      sum += value(row, j) * value(row, j);
    }
    return sum;
  }

  @Override
  public void forEachEntry(int row, EntryVisitor visitor) {
    Objects.checkIndex(row, rows);
    for (int j = 0; j < columns; j++) {
      visitor.entry(j, value(row, j));
    }
  }

  @Override
  public DenseFeatures selectRows(int[] selected) {
    int perBlock = rowsPerBlock(columns, SparseFeatures.BLOCK_LIMIT);
    int blocks = Math.max(1, Math.ceilDiv(selected.length, perBlock));
    double[][] newDoubles = doubles == null ? null : new double[blocks][];
    float[][] newFloats = floats == null ? null : new float[blocks][];
    for (int b = 0; b < blocks; b++) {
      int first = b * perBlock;
      int count = Math.min(perBlock, selected.length - first);
      Object target;
      if (newDoubles != null) {
        target = newDoubles[b] = new double[count * columns];
      } else {
        target = Objects.requireNonNull(newFloats)[b] = new float[count * columns];
      }
      for (int r = 0; r < count; r++) {
        int row = Objects.checkIndex(selected[first + r], rows);
        Object source =
            doubles != null
                ? doubles[row / rowsPerBlock]
                : Objects.requireNonNull(floats)[row / rowsPerBlock];
        System.arraycopy(source, row % rowsPerBlock * columns, target, r * columns, columns);
      }
    }
    return new DenseFeatures(selected.length, columns, perBlock, newDoubles, newFloats);
  }
}
