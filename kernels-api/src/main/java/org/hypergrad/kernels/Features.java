package org.hypergrad.kernels;

/**
 * A matrix of features, one row an example: a<sub>i</sub> ∈ R<sup>columns</sup>.
 *
 * <p>Instances are validated once when they are made, never change afterwards and may be shared
 * between threads. Rows are held in blocks of consecutive rows, so that the number of stored
 * entries may exceed what one Java array holds; nearly always there is one block.
 */
public sealed interface Features permits SparseFeatures, DenseFeatures {

  /** Number of rows, n. */
  int rows();

  /** Number of columns, the width. */
  int columns();

  /** Number of entries held: the non-zeros of sparse features, rows × columns of dense ones. */
  long storedEntries();

  /**
   * ‖a<sub>row</sub>‖², from which smoothness constants and step sizes are derived.
   *
   * @throws IndexOutOfBoundsException if {@code row} is not in [0, rows)
   */
  double rowSquaredNorm(int row);

  /**
   * The features of the given rows, in the given order, copied.
   *
   * @param rows row numbers in [0, rows), repeats allowed
   * @throws IndexOutOfBoundsException if a row number is out of range
   */
  Features selectRows(int[] rows);

  /**
   * Calls {@code visitor} with every stored entry of a row in ascending order of columns.
   *
   * @throws IndexOutOfBoundsException if {@code row} is not in [0, rows)
   */
  void forEachEntry(int row, EntryVisitor visitor);

  /** Receives the stored entries of a row. */
  @FunctionalInterface
  interface EntryVisitor {
    /** One stored entry: its column in [0, columns) and its value. */
    void entry(int column, double value);
  }
}
