package org.hypergrad.kernels.simd;

import java.util.Arrays;
import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.Rows;

/**
 * A second copy of consecutive rows, compressed by columns, for passes over all of them, where the
 * entries of a row are equal: an entry is a row number of 16 bits, or some columns at once are the
 * number of a pattern ({@link PatternBlock}).
 *
 * <p>By rows, a pass over many columns misses the cache at every entry, forward and backward. By
 * columns both vectors of the width are read or written once, in order, and what is accessed at
 * random is one number a row, of at most 2^16 rows at a time. Most columns of wide data have a
 * handful of entries, so columns with equally many stand together: their loops run equally often,
 * which the processor predicts.
 */
final class ColumnLayout extends RowLayout {

  static final int BLOCK_ROWS = 1 << 16;

  private final int firstRow;
  private final int lastRow;
  private final int groupRows;
  private final double entriesARow;
  private final double[] rowValues;
  private final BinaryBlock[] blocks;

  private final double[] scaled;
  private double[] pairs = new double[0];

  /** A copy of the rows {@code firstRow} to {@code lastRow − 1}, all of whose entries are equal. */
  ColumnLayout(Features features, int firstRow, int lastRow) {
    this.firstRow = firstRow;
    this.lastRow = lastRow;
    int rows = lastRow - firstRow;
    groupRows = Lanes.padded(Math.clamp(rows, 1, BLOCK_ROWS));
    scaled = new double[groupRows];
    rowValues = new double[rows];
    blocks = new BinaryBlock[Math.ceilDiv(rows, BLOCK_ROWS)];
    long entries = 0;
    for (int b = 0; b < blocks.length; b++) {
      int from = firstRow + b * BLOCK_ROWS;
      int to = Math.min(lastRow, from + BLOCK_ROWS);
      blocks[b] = PatternBlock.of(ColumnEntries.of(features, from, to));
      entries += blocks[b].entries();
    }
    entriesARow = (double) entries / Math.max(1, rows);
    for (int row = firstRow; row < lastRow; row++) {
      int place = row - firstRow;
      features.forEachEntry(row, (column, value) -> rowValues[place] = value);
    }
  }

  /** True if these places of a selection are just the rows of this copy. */
  boolean holds(Rows rows, int from, int to) {
    return !rows.isList() && rows.from() + from == firstRow && rows.from() + to == lastRow;
  }

  @Override
  int groupRows() {
    return groupRows;
  }

  @Override
  RowLayout twin() {
    throw new IllegalStateException("every part of the rows has a copy of its own");
  }

  @Override
  double entriesARow() {
    return entriesARow;
  }

  long bytes() {
    return 8L * rowValues.length + Arrays.stream(blocks).mapToLong(BinaryBlock::bytes).sum();
  }

  @Override
  String describe() {
    int patterns = Arrays.stream(blocks).mapToInt(BinaryBlock::patterns).sum();
    return "by columns%s %s"
        .formatted(patterns == 0 ? "" : " and %d patterns".formatted(patterns), megabytes(bytes()));
  }

  @Override
  void prepare(int rows) {
    Arrays.fill(sum, 0);
    Arrays.fill(other, 0);
  }

  @Override
  void store() {}

  private BinaryBlock blockAt(Rows rows, int from) {
    return blocks[(rows.row(from) - firstRow) / BLOCK_ROWS];
  }

  @Override
  void margins(Rows rows, int from, int count, double[] out) {
    Arrays.fill(out, 0, count, 0);
    blockAt(rows, from).spread(z, out);
    multiply(rows.row(from), count, out);
  }

  private void multiply(int row, int count, double[] values) {
    int first = row - firstRow;
    for (int k = 0; k < count; k++) {
      values[k] *= rowValues[first + k];
    }
  }

  private double[] clearedPairs() {
    if (pairs.length == 0) {
      pairs = new double[2 * groupRows];
    }
    Arrays.fill(pairs, 0);
    return pairs;
  }

  @Override
  void marginsTwo(Rows rows, int from, int count, double[] outZ, double[] outV) {
    double[] both = clearedPairs();
    blockAt(rows, from).spreadTwo(z, v, both);
    for (int k = 0; k < count; k++) {
      outZ[k] = both[2 * k];
      outV[k] = both[2 * k + 1];
    }
    multiply(rows.row(from), count, outZ);
    multiply(rows.row(from), count, outV);
  }

  @Override
  void accumulate(Rows rows, int from, int count, double[] alpha) {
    System.arraycopy(alpha, 0, scaled, 0, count);
    multiply(rows.row(from), count, scaled);
    blockAt(rows, from).gather(scaled, sum);
  }

  @Override
  void accumulateTwo(Rows rows, int from, int count, double[] alpha, double[] beta) {
    double[] both = clearedPairs();
    int first = rows.row(from) - firstRow;
    for (int k = 0; k < count; k++) {
      both[2 * k] = alpha[k] * rowValues[first + k];
      both[2 * k + 1] = beta[k] * rowValues[first + k];
    }
    blockAt(rows, from).gatherTwo(both, sum, other);
  }
}
