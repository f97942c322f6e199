package org.hypergrad.kernels.simd;

import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.HostVec;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;

/** One table during one call: the new scalar of every row of the batch and its change δ. */
final class SagaUpdate {

  private final Features features;
  private Rows rows = Rows.range(0, 0);
  private double[] scalars = new double[0];
  private double[] average = new double[0];
  private double rowScale;
  private double[] values = new double[0];
  private double[] changes = new double[0];

  SagaUpdate(Features features) {
    this.features = features;
  }

  /** Begins a call. */
  void open(Rows batch, SagaTable table) {
    rows = batch;
    scalars = ((HostVec) table.scalars()).array();
    average = ((HostVec) table.average()).array();
    rowScale = table.rowScale();
    if (values.length < batch.count()) {
      values = new double[batch.count()];
      changes = new double[batch.count()];
    }
  }

  /**
   * From the new scalars of a group to their changes, in place; groups may come from any thread.
   */
  void change(int from, int count, double[] group) {
    for (int k = 0; k < count; k++) {
      double value = group[k];
      double change = value - scalars[rows.row(from + k)];
      values[from + k] = value;
      changes[from + k] = change;
      group[k] = change;
    }
  }

  /** From sum = Σ δ_i a_i to the estimate scale·sum + average, the average being the old one. */
  void finish(double scale, double[] sum) {
    for (int j = 0; j < sum.length; j++) {
      double total = sum[j];
      double before = average[j];
      sum[j] = scale * total + before;
      average[j] = before + rowScale * total;
    }
    if (!rows.isList()) {
      System.arraycopy(values, 0, scalars, rows.from(), rows.count());
      return;
    }
    for (int k = 0; k < rows.count(); k++) {
      int row = rows.row(k);
      if (values[k] - scalars[row] != changes[k]) {
        // the row's second occurrence finds its scalar renewed: it may move the average once only
        takeBack(row, -rowScale * changes[k]);
      }
      scalars[row] = values[k];
    }
  }

  private void takeBack(int row, double factor) {
    double[] renewed = average;
    features.forEachEntry(row, (column, value) -> renewed[column] += factor * value);
  }
}
