package org.hypergrad.kernels.simd;

import java.util.Arrays;
import org.hypergrad.kernels.Rows;

/** Dense rows, with vectors padded as they are. */
final class DenseLayout extends RowLayout {

  private static final int L = Lanes.COUNT;

  /** A group should fit in half of a small second-level cache, widened floats in the first. */
  private static final int GROUP_BYTES = 128 * 1024;

  private static final int BUFFER_BYTES = 32 * 1024;

  /** Narrower rows come with the cache lines of their neighbours: there is nothing to wait for. */
  private static final int LEAST_STRIDE_TO_OVERLAP = 128;

  private final DenseRows rows;
  private final int stride;
  private final ValueForm form;
  private final int groupRows;
  private final double[] lanes;
  private final double[] otherLanes;

  /** Inputs and sums of the operation under way, in units and padded to whole vectors. */
  private final double[] paddedZ;

  private final double[] paddedV;
  private final double[] paddedSum;
  private final double[] paddedOther;

  /** Rows held in a form. */
  DenseLayout(DenseRows rows, ValueForm form) {
    this.rows = rows;
    this.form = form;
    stride = rows.stride;
    long groupBytes = rows.holdsFloats() ? BUFFER_BYTES : GROUP_BYTES;
    groupRows = Math.clamp(groupBytes / (8L * stride) / L * L, Math.max(L, 16), 512);
    lanes = new double[groupRows * L];
    otherLanes = new double[groupRows * L];
    paddedZ = new double[stride];
    paddedV = new double[stride];
    paddedSum = new double[stride];
    paddedOther = new double[stride];
  }

  /** A batch of these rows, with memory of its own. */
  FusedBatch fusedBatch(double[] signs, Parts parts) {
    return new FusedBinaryBatch(rows.twin(), form, signs, parts);
  }

  @Override
  RowLayout twin() {
    return new DenseLayout(rows.twin(), form);
  }

  @Override
  double entriesARow() {
    return stride;
  }

  @Override
  int groupRows() {
    return groupRows;
  }

  @Override
  String describe() {
    return rows.describe(form);
  }

  @Override
  void prepare(int selected) {
    rows.forget();
    inUnits(z, paddedZ);
    inUnits(v, paddedV);
    Arrays.fill(paddedSum, 0);
    Arrays.fill(paddedOther, 0);
  }

  private void inUnits(double[] from, double[] to) {
    double unit = form.unit();
    int length = Math.min(from.length, to.length);
    for (int j = 0; j < length; j++) {
      to[j] = unit * from[j];
    }
  }

  @Override
  void store() {
    inUnits(paddedSum, sum);
    inUnits(paddedOther, other);
  }

  @Override
  void margins(Rows selection, int from, int count, double[] out) {
    rows.open(selection, from, count);
    DenseLoops.margins(rows.array, rows.start, stride, count, paddedZ, lanes, 0);
    Lanes.sum(lanes, count, out);
  }

  @Override
  void marginsTwo(Rows selection, int from, int count, double[] outZ, double[] outV) {
    rows.open(selection, from, count);
    DenseLoops.marginsTwo(
        rows.array, rows.start, stride, count, paddedZ, paddedV, lanes, otherLanes);
    Lanes.sum(lanes, count, outZ);
    Lanes.sum(otherLanes, count, outV);
  }

  @Override
  void accumulate(Rows selection, int from, int count, double[] alpha) {
    rows.open(selection, from, count);
    DenseLoops.accumulate(rows.array, rows.start, stride, count, alpha, 0, paddedSum);
  }

  @Override
  void accumulateTwo(Rows selection, int from, int count, double[] alpha, double[] beta) {
    rows.open(selection, from, count);
    DenseLoops.accumulateTwo(
        rows.array, rows.start, stride, count, alpha, paddedSum, beta, paddedOther);
  }

  @Override
  void accumulateThenMargins(
      Rows selection, int from, int count, double[] alpha, int next, int nextCount, double[] out) {
    if (stride < LEAST_STRIDE_TO_OVERLAP
        || !rows.inPlace(selection, from, count)
        || !rows.inPlace(selection, next, nextCount)) {
      super.accumulateThenMargins(selection, from, count, alpha, next, nextCount, out);
      return;
    }
    rows.open(selection, from, count);
    double[] here = rows.array;
    int start = rows.start;
    rows.open(selection, next, nextCount);
    double[] there = rows.array;
    int nextStart = rows.start;
    int fours = Math.min(count, nextCount) / 4 * 4;
    for (int k = 0; k < fours; k += 4) {
      DenseLoops.addFourAndFourMargins(
          here,
          start + k * stride,
          alpha,
          k,
          paddedSum,
          there,
          nextStart + k * stride,
          stride,
          paddedZ,
          lanes,
          k * L);
    }
    DenseLoops.accumulate(
        here, start + fours * stride, stride, count - fours, alpha, fours, paddedSum);
    DenseLoops.margins(
        there, nextStart + fours * stride, stride, nextCount - fours, paddedZ, lanes, fours * L);
    Lanes.sum(lanes, nextCount, out);
  }
}
