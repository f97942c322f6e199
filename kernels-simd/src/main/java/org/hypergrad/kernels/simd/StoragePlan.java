package org.hypergrad.kernels.simd;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.hypergrad.kernels.BackendRefusedException;
import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.SparseFeatures;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of a dataset lie in memory, decided by what they are: density, width, values. The
 * thresholds are measurements, see docs/performance.md; results do not depend on the choice beyond
 * rounding.
 *
 * <p>Dense rows where more than a quarter is non-zero. Else sparse rows, of which columns that a
 * quarter of the rows has are kept dense. Where the entries of every row are equal no value is held
 * and no column kept dense, for both would be more bytes than the entries; instead passes over all
 * rows get a second copy, by columns, of two bytes an entry.
 */
final class StoragePlan {

  /** Values that one array may hold: a little less than 2^31, for arrays have a header. */
  static final int BLOCK_LIMIT = Integer.MAX_VALUE - 8;

  private static final double DENSE = 0.25;
  private static final double HOT = 0.25;
  private static final int LEAST_COLUMNS_FOR_FLOATS = 128;

  /** More dense columns than this lost in every measurement. */
  private static final int MOST_HOT = 64;

  private final Features features;
  private final @Nullable SparseFeatures sparse;
  private final ValueForm form;
  private final int blockLimit;

  /**
   * Looks at a matrix.
   *
   * @param blockLimit values that one array may hold: {@link #BLOCK_LIMIT}, or less in tests
   */
  StoragePlan(Features features, int blockLimit) {
    this.features = features;
    this.blockLimit = blockLimit;
    sparse =
        features instanceof SparseFeatures candidate
                && staysSparse(candidate.rows(), candidate.columns(), candidate.storedEntries())
            ? candidate
            : null;
    if (sparse != null) {
      form = ValueForm.ofSparse(sparse);
    } else if (features.columns() < LEAST_COLUMNS_FOR_FLOATS) {
      // narrow rows fit the caches as doubles, and widening floats would cost more than it saves
      form = new ValueForm(ValueForm.Kind.DOUBLES, 1);
    } else {
      form = ValueForm.ofDense(features);
    }
  }

  /** Whether sparse rows are held as such. */
  static boolean staysSparse(int rows, int columns, long storedEntries) {
    return storedEntries < DENSE * rows * columns;
  }

  /** The rows laid out for one margin a row, for any selection of them. */
  RowLayout rows() {
    return sparse != null
        ? new SparseLayout(sparse, form, hotColumns(sparse), blockLimit)
        : new DenseLayout(DenseRows.of(features, form, blockLimit), form);
  }

  /**
   * The rows laid out for several margins a row.
   *
   * @throws BackendRefusedException if an array cannot hold two matrices of weights side by side
   */
  MatrixLayout matrixRows(int outputs, DenseProducts products) {
    long width = Lanes.padded(2 * outputs);
    if (Lanes.padded(features.columns()) * width > BLOCK_LIMIT) {
      throw new BackendRefusedException(
          "%d columns times %d classes, twice, are more than an array holds"
              .formatted(features.columns(), outputs));
    }
    return sparse != null
        ? new SparseMatrixLayout(sparse, outputs)
        : new DenseMatrixLayout(
            DenseRows.of(features, form, blockLimit), form, features.columns(), outputs, products);
  }

  /** A copy by columns of consecutive rows, for passes over just these; null if none pays. */
  @Nullable ColumnLayout columnCopy(int from, int to) {
    return form.kind() == ValueForm.Kind.ROW_CONSTANT ? new ColumnLayout(features, from, to) : null;
  }

  /** The columns that enough rows have, the most frequent first, in whole vectors of them. */
  private int[] hotColumns(SparseFeatures sparse) {
    if (form.kind() == ValueForm.Kind.ROW_CONSTANT) {
      return new int[0];
    }
    int[] counts = new int[sparse.columns()];
    for (int row = 0; row < sparse.rows(); row++) {
      sparse.forEachEntry(row, (column, value) -> counts[column]++);
    }
    int[] frequent =
        IntStream.range(0, counts.length)
            .filter(column -> counts[column] >= HOT * sparse.rows())
            .boxed()
            .sorted(Comparator.comparingInt((Integer column) -> -counts[column]))
            .mapToInt(Integer::intValue)
            .limit(MOST_HOT)
            .toArray();
    return Arrays.copyOf(frequent, frequent.length / Lanes.COUNT * Lanes.COUNT);
  }
}
