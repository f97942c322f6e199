package org.hypergrad.kernels.cuda;

import java.util.Arrays;
import java.util.Objects;
import org.hypergrad.kernels.SparseFeatures;

/**
 * The column-compressed copy of sparse features, made part by part: neighbouring columns with no
 * more entries than an array should hold, one pass over all rows for each part. Entries of a column
 * are in the order of their rows.
 */
final class ColumnCompression {

  /** Entries of a part, unless a single column has more. */
  private static final int PART = 1 << 26;

  private final SparseFeatures features;
  private final int partLimit;
  private final long[] starts;

  ColumnCompression(SparseFeatures features) {
    this(features, PART);
  }

  /** For tests: parts of so many entries. */
  ColumnCompression(SparseFeatures features, int partLimit) {
    this.features = features;
    this.partLimit = partLimit;
    starts = new long[features.columns() + 1];
    for (SparseFeatures.Block block : features.blocks()) {
      int[] columns = block.columns();
      for (int e = 0; e < block.entries(); e++) {
        starts[columns[e] + 1]++;
      }
    }
    Arrays.parallelPrefix(starts, Long::sum);
  }

  /** Where each column begins, and where the last ends; the live array. */
  long[] starts() {
    return starts;
  }

  /** Receives the entries of neighbouring columns. */
  interface Receiver {
    /**
     * A part.
     *
     * @param first place of its first entry among all
     * @param count how many it has; the arrays may be longer
     * @param rows row of each entry
     * @param values value of each entry
     */
    void part(long first, int count, int[] rows, double[] values);
  }

  /** Makes the parts, in their order; their arrays may be used again. */
  void forEachPart(Receiver receiver) {
    int columns = features.columns();
    for (int from = 0; from < columns; ) {
      int to = from + 1;
      while (to < columns && starts[to + 1] - starts[from] <= partLimit) {
        to++;
      }
      part(from, to, receiver);
      from = to;
    }
  }

  private void part(int from, int to, Receiver receiver) {
    long first = starts[from];
    int count = Math.toIntExact(starts[to] - first);
    int[] rows = new int[count];
    double[] values = new double[count];
    int[] next = new int[to - from];
    for (int j = from; j < to; j++) {
      next[j - from] = (int) (starts[j] - first);
    }
    for (SparseFeatures.Block block : features.blocks()) {
      int[] columns = block.columns();
      int[] offsets = block.rowOffsets();
      double[] doubles = block.doubleValues();
      float[] floats = block.floatValues();
      for (int r = 0; r < block.rows(); r++) {
        for (int e = offsets[r]; e < offsets[r + 1]; e++) {
          int j = columns[e];
          if (j >= from && j < to) {
            int at = next[j - from]++;
            rows[at] = block.firstRow() + r;
            values[at] = doubles != null ? doubles[e] : Objects.requireNonNull(floats)[e];
          }
        }
      }
    }
    receiver.part(first, count, rows, values);
  }
}
