package org.hypergrad.kernels.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.HostVec;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;

/** One table during one call: the new scalars of every row of the batch and their changes δ. */
final class SagaUpdate {

  private static final VectorSpecies<Double> D = Lanes.DOUBLES;
  private static final int L = Lanes.COUNT;

  private final Features features;
  private final int outputs;
  private Rows rows = Rows.range(0, 0);
  private double[] scalars = new double[0];
  private double[] average = new double[0];
  private double rowScale;
  private double[] values = new double[0];
  private double[] changes = new double[0];

  /** For tables of so many scalars a row. */
  SagaUpdate(Features features, int outputs) {
    this.features = features;
    this.outputs = outputs;
  }

  /** Begins a call. */
  void open(Rows batch, SagaTable table) {
    rows = batch;
    scalars = ((HostVec) table.scalars()).array();
    average = ((HostVec) table.average()).array();
    rowScale = table.rowScale();
    int length = Math.multiplyExact(batch.count(), outputs);
    if (values.length < length) {
      values = new double[length];
      changes = new double[length];
    }
  }

  /**
   * From the new scalars of a group to their changes, in place; groups may come from any thread.
   *
   * @param group the scalars of the k-th row begin at {@code at + k · width}
   */
  void change(int from, int count, double[] group, int at, int width) {
    for (int k = 0; k < count; k++) {
      int row = rows.row(from + k);
      for (int c = 0; c < outputs; c++) {
        int here = at + k * width + c;
        int there = (from + k) * outputs + c;
        double value = group[here];
        double change = value - scalars[row * outputs + c];
        values[there] = value;
        changes[there] = change;
        group[here] = change;
      }
    }
  }

  /** From sum = Σ δ_i a_i to the estimate scale·sum + average, the average being the old one. */
  void finish(double scale, double[] sum) {
    estimate(scale, rowScale, sum, average);
    if (!rows.isList()) {
      System.arraycopy(values, 0, scalars, rows.from() * outputs, rows.count() * outputs);
      return;
    }
    for (int k = 0; k < rows.count(); k++) {
      int row = rows.row(k);
      for (int c = 0; c < outputs; c++) {
        int here = k * outputs + c;
        int there = row * outputs + c;
        if (values[here] - scalars[there] != changes[here]) {
          // the row's second occurrence finds its scalar renewed: it may move the average once only
          takeBack(row, c, -rowScale * changes[here]);
        }
        scalars[there] = values[here];
      }
    }
  }

  /**
   * sum ← scale · sum + average and average ← average + rowScale · sum. In vectors by hand: the
   * compiler cannot know that the arrays are two.
   */
  static void estimate(double scale, double rowScale, double[] sum, double[] average) {
    int j = 0;
    for (; j <= sum.length - L; j += L) {
      DoubleVector total = DoubleVector.fromArray(D, sum, j);
      DoubleVector before = DoubleVector.fromArray(D, average, j);
      total.mul(scale).add(before).intoArray(sum, j);
      total.mul(rowScale).add(before).intoArray(average, j);
    }
    for (; j < sum.length; j++) {
      double total = sum[j];
      double before = average[j];
      sum[j] = scale * total + before;
      average[j] = rowScale * total + before;
    }
  }

  private void takeBack(int row, int output, double factor) {
    double[] renewed = average;
    features.forEachEntry(
        row, (column, value) -> renewed[column * outputs + output] += factor * value);
  }
}
