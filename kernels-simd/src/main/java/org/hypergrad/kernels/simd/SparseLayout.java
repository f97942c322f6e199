package org.hypergrad.kernels.simd;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SparseFeatures;

/**
 * Sparse rows, the columns that occur most kept dense and the rest compact.
 *
 * <p>In counts of words a few dozen columns hold a quarter of all entries; kept as short dense rows
 * they are vector code, and what is left misses the cache less. Values are held as floats where
 * nothing is lost, columns as 16 bits where the width allows.
 */
final class SparseLayout extends RowLayout {

  private static final int L = Lanes.COUNT;

  /** A column is worth keeping dense if at least this part of the rows has it. */
  private static final double HOT = 0.25;

  /** More dense columns than this lost again in every measurement (docs/performance.md). */
  private static final int MOST_HOT = 64;

  private static final int GROUP_ROWS = 256;

  private final int columns;
  private final int rowCount;
  private final int[] hotColumns;
  private final int stride;
  private final double[] hot;
  private final SparseRows rest;
  private final long restEntries;

  private final double[] lanes = new double[GROUP_ROWS * L];
  private final double[] otherLanes = new double[GROUP_ROWS * L];
  private final double[] pairLanes = new double[2 * GROUP_ROWS];

  /** Inputs and sums of the operation under way: hot columns apart, and the whole width. */
  private final double[] hotZ;

  private final double[] hotV;
  private final double[] hotSum;
  private final double[] hotOther;
  private double[] z = new double[0];
  private double[] v = new double[0];
  private final double[] sum;
  private double[] other = new double[0];

  /** Inputs and sums of an operation on two vectors, interleaved; used where it pays. */
  private double[] inputPairs = new double[0];

  private double[] sumPairs = new double[0];
  private boolean paired;

  /** Shares the rows of another layout, with inputs and sums of its own. */
  private SparseLayout(SparseLayout rows) {
    columns = rows.columns;
    rowCount = rows.rowCount;
    hotColumns = rows.hotColumns;
    stride = rows.stride;
    hot = rows.hot;
    rest = rows.rest;
    restEntries = rows.restEntries;
    hotZ = new double[stride];
    hotV = new double[stride];
    hotSum = new double[stride];
    hotOther = new double[stride];
    sum = new double[columns];
  }

  @Override
  RowLayout twin() {
    return new SparseLayout(this);
  }

  @Override
  double entriesARow() {
    return stride / 2.0 + (double) restEntries / Math.max(1, rowCount);
  }

  SparseLayout(SparseFeatures features) {
    columns = features.columns();
    hotColumns = hotColumns(features);
    stride = Lanes.padded(hotColumns.length);
    int rows = features.rows();
    rowCount = rows;
    int[] hotPlace = new int[columns];
    Arrays.fill(hotPlace, -1);
    for (int h = 0; h < hotColumns.length; h++) {
      hotPlace[hotColumns[h]] = h;
    }
    hot = new double[Math.multiplyExact(rows, stride)];
    Collector collector = new Collector(Math.toIntExact(features.storedEntries()));
    int[] starts = new int[rows + 1];
    for (int row = 0; row < rows; row++) {
      int start = row * stride;
      features.forEachEntry(
          row,
          (column, value) -> {
            if (hotPlace[column] >= 0) {
              hot[start + hotPlace[column]] = value;
            } else {
              collector.add(column, value);
            }
          });
      starts[row + 1] = collector.count;
    }
    restEntries = collector.count;
    rest =
        SparseRows.of(
            starts,
            Arrays.copyOf(collector.columns, collector.count),
            Arrays.copyOf(collector.values, collector.count),
            columns);
    hotZ = new double[stride];
    hotV = new double[stride];
    hotSum = new double[stride];
    hotOther = new double[stride];
    sum = new double[columns];
  }

  private static final class Collector {
    private final int[] columns;
    private final double[] values;
    private int count;

    Collector(int capacity) {
      columns = new int[capacity];
      values = new double[capacity];
    }

    void add(int column, double value) {
      columns[count] = column;
      values[count++] = value;
    }
  }

  /** The columns that enough rows have, the most frequent first, in whole vectors of them. */
  private static int[] hotColumns(SparseFeatures features) {
    int[] counts = new int[features.columns()];
    for (int row = 0; row < features.rows(); row++) {
      features.forEachEntry(row, (column, value) -> counts[column]++);
    }
    int[] frequent =
        IntStream.range(0, counts.length)
            .filter(column -> counts[column] >= HOT * features.rows())
            .boxed()
            .sorted(Comparator.comparingInt((Integer column) -> -counts[column]))
            .mapToInt(Integer::intValue)
            .limit(MOST_HOT)
            .toArray();
    return Arrays.copyOf(frequent, frequent.length / L * L);
  }

  @Override
  int groupRows() {
    return GROUP_ROWS;
  }

  @Override
  String describe() {
    return "sparse rows, %d hot columns dense, %d entries as %s"
        .formatted(hotColumns.length, restEntries, rest.getClass().getSimpleName());
  }

  @Override
  void load(double[] newZ, int rows) {
    z = newZ;
    gatherHot(newZ, hotZ);
    Arrays.fill(hotSum, 0);
    Arrays.fill(sum, 0);
  }

  private void gatherHot(double[] from, double[] to) {
    for (int h = 0; h < hotColumns.length; h++) {
      to[h] = from[hotColumns[h]];
    }
  }

  @Override
  void load(double[] newZ, double[] newV, int rows) {
    z = newZ;
    v = newV;
    gatherHot(newZ, hotZ);
    gatherHot(newV, hotV);
    Arrays.fill(hotSum, 0);
    Arrays.fill(hotOther, 0);
    Arrays.fill(sum, 0); // a product of two vectors may have one sum
    // interleaving is four passes over the width: worth it only for many entries
    paired = restEntries * (double) rows / Math.max(1, rowCount) > 8.0 * columns;
    if (!paired) {
      if (other.length < columns) {
        other = new double[columns];
      }
      Arrays.fill(other, 0);
      return;
    }
    if (inputPairs.length == 0) {
      inputPairs = new double[2 * columns];
      sumPairs = new double[2 * columns];
    }
    for (int j = 0; j < columns; j++) {
      inputPairs[2 * j] = newZ[j];
      inputPairs[2 * j + 1] = newV[j];
    }
    Arrays.fill(sumPairs, 0);
  }

  @Override
  void store(double[] out) {
    System.arraycopy(sum, 0, out, 0, columns);
    for (int h = 0; h < hotColumns.length; h++) {
      out[hotColumns[h]] = hotSum[h];
    }
  }

  @Override
  void store(double[] out, double[] otherOut) {
    if (paired) {
      for (int j = 0; j < columns; j++) {
        out[j] = sumPairs[2 * j];
        otherOut[j] = sumPairs[2 * j + 1];
      }
    } else {
      System.arraycopy(sum, 0, out, 0, columns);
      System.arraycopy(other, 0, otherOut, 0, columns);
    }
    for (int h = 0; h < hotColumns.length; h++) {
      out[hotColumns[h]] = hotSum[h];
      otherOut[hotColumns[h]] = hotOther[h];
    }
  }

  @Override
  void addTo(double[] out) {
    for (int j = 0; j < columns; j++) {
      out[j] += sum[j];
    }
    for (int h = 0; h < hotColumns.length; h++) {
      out[hotColumns[h]] += hotSum[h];
    }
  }

  @Override
  void addTo(double[] out, double[] otherOut) {
    for (int j = 0; j < columns; j++) {
      out[j] += paired ? sumPairs[2 * j] : sum[j];
      otherOut[j] += paired ? sumPairs[2 * j + 1] : other[j];
    }
    for (int h = 0; h < hotColumns.length; h++) {
      out[hotColumns[h]] += hotSum[h];
      otherOut[hotColumns[h]] += hotOther[h];
    }
  }

  @Override
  void margins(Rows rows, int from, int count, double[] out) {
    for (int k = 0; k < count; k++) {
      out[k] = rest.dot(rows.row(from + k), z);
    }
    if (stride > 0) {
      for (int k = 0; k < count; k++) {
        DenseLayout.dot(hot, rows.row(from + k) * stride, stride, hotZ, lanes, k * L);
      }
      Lanes.addSum(lanes, count, out);
    }
  }

  @Override
  void marginsTwo(Rows rows, int from, int count, double[] outZ, double[] outV) {
    if (paired) {
      for (int k = 0; k < count; k++) {
        rest.dotPair(rows.row(from + k), inputPairs, pairLanes, 2 * k);
      }
      for (int k = 0; k < count; k++) {
        outZ[k] = pairLanes[2 * k];
        outV[k] = pairLanes[2 * k + 1];
      }
    } else {
      for (int k = 0; k < count; k++) {
        int row = rows.row(from + k);
        outZ[k] = rest.dot(row, z);
        outV[k] = rest.dot(row, v);
      }
    }
    if (stride > 0) {
      for (int k = 0; k < count; k++) {
        int start = rows.row(from + k) * stride;
        DenseLayout.dotTwo(hot, start, stride, hotZ, hotV, lanes, otherLanes, k * L);
      }
      Lanes.addSum(lanes, count, outZ);
      Lanes.addSum(otherLanes, count, outV);
    }
  }

  @Override
  void accumulate(Rows rows, int from, int count, double[] alpha) {
    for (int k = 0; k < count; k++) {
      rest.axpy(rows.row(from + k), alpha[k], sum);
    }
    if (stride > 0) {
      DenseLayout.addRows(hot, stride, rows, from, count, alpha, hotSum);
    }
  }

  @Override
  void accumulateTwo(Rows rows, int from, int count, double[] alpha, double[] beta) {
    if (paired) {
      for (int k = 0; k < count; k++) {
        pairLanes[2 * k] = alpha[k];
        pairLanes[2 * k + 1] = beta[k];
      }
      for (int k = 0; k < count; k++) {
        rest.axpyPair(rows.row(from + k), pairLanes, 2 * k, sumPairs);
      }
    } else {
      for (int k = 0; k < count; k++) {
        int row = rows.row(from + k);
        rest.axpy(row, alpha[k], sum);
        rest.axpy(row, beta[k], other);
      }
    }
    if (stride > 0) {
      DenseLayout.addRowsToTwo(hot, stride, rows, from, count, alpha, hotSum, beta, hotOther);
    }
  }
}
