package org.hypergrad.kernels.simd;

import java.util.Arrays;
import java.util.Locale;
import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.Rows;
import org.jspecify.annotations.Nullable;

/**
 * Dense rows padded with zeros to whole vectors, as doubles or as floats in units, in as many
 * arrays as they need.
 *
 * <p>Kernels see rows in groups: {@link #open} points at the rows of a group where they lie, if
 * they are doubles and one after the other, or else brings them into a buffer that stays in the
 * cache from the forward to the backward pass. Floats are read once a group so, at half the bytes.
 */
final class DenseRows {

  /** Where the group begins that was opened last, and in which array. */
  double[] array = new double[0];

  int start;

  final int stride;
  private final int rows;
  private final int rowsPerBlock;
  private final double @Nullable [][] doubles;
  private final float @Nullable [][] floats;
  private double[] buffer = new double[0];
  private @Nullable Rows opened;
  private int openedFrom;

  private DenseRows(
      int rows,
      int stride,
      int rowsPerBlock,
      double @Nullable [][] doubles,
      float @Nullable [][] floats) {
    this.rows = rows;
    this.stride = stride;
    this.rowsPerBlock = rowsPerBlock;
    this.doubles = doubles;
    this.floats = floats;
  }

  /**
   * Zeros, to be filled by {@link #set} before anything else.
   *
   * @param floats whether values are held in 32 bits
   * @param blockLimit values that one array may hold, at least one row's
   */
  static DenseRows zeros(int rows, int stride, boolean floats, int blockLimit) {
    int rowsPerBlock = Math.clamp(blockLimit / Math.max(1, stride), 1, Math.max(1, rows));
    int blocks = Math.ceilDiv(rows, rowsPerBlock);
    int last = rows - (blocks - 1) * rowsPerBlock;
    if (floats) {
      float[][] values = new float[blocks][];
      Arrays.setAll(values, b -> new float[(b + 1 < blocks ? rowsPerBlock : last) * stride]);
      return new DenseRows(rows, stride, rowsPerBlock, null, values);
    }
    double[][] values = new double[blocks][];
    Arrays.setAll(values, b -> new double[(b + 1 < blocks ? rowsPerBlock : last) * stride]);
    return new DenseRows(rows, stride, rowsPerBlock, values, null);
  }

  /** The rows of a matrix, held in a form and in arrays of at most {@code blockLimit} values. */
  static DenseRows of(Features features, ValueForm form, int blockLimit) {
    int stride = Math.max(Lanes.COUNT, Lanes.padded(features.columns()));
    boolean floats = form.kind() == ValueForm.Kind.FLOATS;
    DenseRows rows = zeros(features.rows(), stride, floats, blockLimit);
    for (int row = 0; row < features.rows(); row++) {
      int number = row;
      features.forEachEntry(row, (column, value) -> rows.set(number, column, value, form));
    }
    return rows;
  }

  /** The same rows with a buffer of its own, for another thread. */
  DenseRows twin() {
    return new DenseRows(rows, stride, rowsPerBlock, doubles, floats);
  }

  void set(int row, int column, double value, ValueForm form) {
    int place = row % rowsPerBlock * stride + column;
    if (floats != null) {
      floats[row / rowsPerBlock][place] = form.inUnits(value);
    } else if (doubles != null) {
      doubles[row / rowsPerBlock][place] = value;
    }
  }

  boolean holdsFloats() {
    return floats != null;
  }

  /** Bytes held. */
  long bytes() {
    return (long) rows * stride * (floats != null ? Float.BYTES : Double.BYTES);
  }

  /** Lists may have been refilled since: what the buffer holds is no longer known. */
  void forget() {
    opened = null;
  }

  /** True if {@link #open} would point at these rows where they lie. */
  boolean inPlace(Rows selection, int from, int count) {
    int first = selection.from() + from;
    return doubles != null
        && !selection.isList()
        && count > 0
        && first / rowsPerBlock == (first + count - 1) / rowsPerBlock;
  }

  /** Sets {@link #array} and {@link #start} to {@code count} rows, one after the other. */
  void open(Rows selection, int from, int count) {
    if (doubles != null && inPlace(selection, from, count)) {
      int first = selection.from() + from;
      array = doubles[first / rowsPerBlock];
      start = first % rowsPerBlock * stride;
      return;
    }
    if (buffer.length < count * stride) {
      buffer = new double[count * stride];
    }
    array = buffer;
    start = 0;
    if (opened == selection && openedFrom == from) {
      return;
    }
    for (int k = 0; k < count; k++) {
      int row = selection.row(from + k);
      int place = row % rowsPerBlock * stride;
      if (floats != null) {
        DenseLoops.widen(floats[row / rowsPerBlock], place, stride, buffer, k * stride);
      } else if (doubles != null) {
        System.arraycopy(doubles[row / rowsPerBlock], place, buffer, k * stride, stride);
      }
    }
    opened = selection;
    openedFrom = from;
  }

  /** What these rows are and how many bytes they take, for reports. */
  String describe(ValueForm form) {
    return String.format(
        Locale.ROOT, "dense rows of %d, %s, %.1f MB", stride, form.describe(), 1e-6 * bytes());
  }
}
