package org.hypergrad.kernels.simd;

import java.util.Arrays;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SparseFeatures;

/**
 * Sparse rows, the columns that occur most kept dense and the rest compact.
 *
 * <p>In counts of words a few dozen columns hold a quarter of all entries; kept as short dense rows
 * they are vector code, and what is left misses the cache less.
 */
final class SparseLayout extends RowLayout {

  private static final int L = Lanes.COUNT;

  private static final int GROUP_ROWS = 256;

  private final int rowCount;
  private final int[] hotColumns;
  private final int stride;
  private final ValueForm form;
  private final DenseRows hot;
  private final SparseRows rest;
  private final long restEntries;

  private final double[] lanes = new double[GROUP_ROWS * L];
  private final double[] otherLanes = new double[GROUP_ROWS * L];

  /** The hot columns' part of the vectors of the operation under way, in units. */
  private final double[] hotZ;

  private final double[] hotV;
  private final double[] hotSum;
  private final double[] hotOther;

  private final int[] places = new int[Gather.COUNT];

  /**
   * The rows of a matrix.
   *
   * @param hotColumns which columns are kept dense, a multiple of the lane count of them
   * @param blockLimit entries that one array may hold
   */
  SparseLayout(SparseFeatures features, ValueForm form, int[] hotColumns, int blockLimit) {
    this.hotColumns = hotColumns;
    this.form = form;
    rowCount = features.rows();
    stride = hotColumns.length;
    boolean floats = form.kind() == ValueForm.Kind.FLOATS;
    hot = DenseRows.zeros(rowCount, stride, floats, blockLimit);
    int[] hotPlace = new int[features.columns()];
    Arrays.fill(hotPlace, -1);
    for (int h = 0; h < stride; h++) {
      hotPlace[hotColumns[h]] = h;
    }
    SparseRowsBuilder builder =
        new SparseRowsBuilder(
            form, rowCount, features.columns(), features.storedEntries(), blockLimit);
    long restCount = 0;
    int[] counts = new int[1];
    for (int row = 0; row < rowCount; row++) {
      counts[0] = 0;
      features.forEachEntry(row, (column, value) -> counts[0] += hotPlace[column] < 0 ? 1 : 0);
      builder.beginRow(counts[0]);
      int number = row;
      features.forEachEntry(
          row,
          (column, value) -> {
            if (hotPlace[column] >= 0) {
              hot.set(number, hotPlace[column], value, form);
            } else {
              builder.add(column, value);
            }
          });
      builder.endRow();
      restCount += counts[0];
    }
    restEntries = restCount;
    rest = builder.build();
    hotZ = new double[stride];
    hotV = new double[stride];
    hotSum = new double[stride];
    hotOther = new double[stride];
  }

  /** Shares the rows of another layout. */
  private SparseLayout(SparseLayout shared) {
    rowCount = shared.rowCount;
    hotColumns = shared.hotColumns;
    stride = shared.stride;
    form = shared.form;
    hot = shared.hot.twin();
    rest = shared.rest;
    restEntries = shared.restEntries;
    hotZ = new double[stride];
    hotV = new double[stride];
    hotSum = new double[stride];
    hotOther = new double[stride];
  }

  @Override
  RowLayout twin() {
    return new SparseLayout(this);
  }

  @Override
  double entriesARow() {
    return stride / 2.0 + (double) restEntries / Math.max(1, rowCount);
  }

  @Override
  int groupRows() {
    return GROUP_ROWS;
  }

  @Override
  String describe() {
    String compact = "sparse rows, %s, %s".formatted(rest.describe(), megabytes(rest.bytes()));
    return stride == 0
        ? compact
        : "%s; %d frequent columns dense, %s".formatted(compact, stride, megabytes(hot.bytes()));
  }

  @Override
  void prepare(int rows) {
    hot.forget();
    gatherHot(z, hotZ);
    gatherHot(v, hotV);
    Arrays.fill(hotSum, 0);
    Arrays.fill(hotOther, 0);
    Arrays.fill(sum, 0);
    Arrays.fill(other, 0);
  }

  private void gatherHot(double[] from, double[] to) {
    if (from.length == 0) {
      return;
    }
    for (int h = 0; h < stride; h++) {
      to[h] = form.unit() * from[hotColumns[h]];
    }
  }

  @Override
  void store() {
    scatterHot(hotSum, sum);
    scatterHot(hotOther, other);
  }

  private void scatterHot(double[] from, double[] to) {
    if (to.length == 0) {
      return;
    }
    for (int h = 0; h < stride; h++) {
      to[hotColumns[h]] = form.unit() * from[h];
    }
  }

  @Override
  void margins(Rows rows, int from, int count, double[] out) {
    if (stride > 0) {
      hot.open(rows, from, count);
      DenseLoops.margins(hot.array, hot.start, stride, count, hotZ, lanes, 0);
    } else {
      Arrays.fill(lanes, 0, count * L, 0);
    }
    for (int k = 0; k < count; k++) {
      rest.addDot(rows.row(from + k), z, lanes, k * L, places);
    }
    Lanes.sum(lanes, count, out);
  }

  @Override
  void marginsTwo(Rows rows, int from, int count, double[] outZ, double[] outV) {
    if (stride > 0) {
      hot.open(rows, from, count);
      DenseLoops.marginsTwo(hot.array, hot.start, stride, count, hotZ, hotV, lanes, otherLanes);
    } else {
      Arrays.fill(lanes, 0, count * L, 0);
      Arrays.fill(otherLanes, 0, count * L, 0);
    }
    for (int k = 0; k < count; k++) {
      rest.addDotTwo(rows.row(from + k), z, v, lanes, otherLanes, k * L, places);
    }
    Lanes.sum(lanes, count, outZ);
    Lanes.sum(otherLanes, count, outV);
  }

  @Override
  void accumulate(Rows rows, int from, int count, double[] alpha) {
    for (int k = 0; k < count; k++) {
      rest.axpy(rows.row(from + k), alpha[k], sum);
    }
    if (stride > 0) {
      hot.open(rows, from, count);
      DenseLoops.accumulate(hot.array, hot.start, stride, count, alpha, 0, hotSum);
    }
  }

  @Override
  void accumulateTwo(Rows rows, int from, int count, double[] alpha, double[] beta) {
    for (int k = 0; k < count; k++) {
      rest.axpyTwo(rows.row(from + k), alpha[k], sum, beta[k], other);
    }
    if (stride > 0) {
      hot.open(rows, from, count);
      DenseLoops.accumulateTwo(hot.array, hot.start, stride, count, alpha, hotSum, beta, hotOther);
    }
  }
}
