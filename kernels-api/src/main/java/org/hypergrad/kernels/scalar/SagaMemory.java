package org.hypergrad.kernels.scalar;

import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;

/**
 * One table during one call: the new scalars of every row of the batch and their changes δ, side by
 * side where a row has several outputs.
 */
final class SagaMemory {

  private final RowStorage storage;
  private final int outputs;
  private final LoadedRow row;

  /** Of the k-th row of the batch, from k · outputs. */
  private double[] values = new double[0];

  private double[] changes = new double[0];

  private final double[] repeated;
  private double[] scalars = new double[0];
  private double[] average = new double[0];
  private double rowScale;

  SagaMemory(RowStorage storage, int outputs) {
    this.storage = storage;
    this.outputs = outputs;
    row = new LoadedRow(outputs);
    repeated = new double[outputs];
  }

  void open(Rows rows, SagaTable table) {
    int length = Math.multiplyExact(rows.count(), outputs);
    if (values.length < length) {
      values = new double[length];
      changes = new double[length];
    }
    scalars = HostVectors.array(table.scalars());
    average = HostVectors.array(table.average());
    rowScale = table.rowScale();
  }

  /** The k-th row's new scalar for output c; gives its change. */
  double put(int k, int rowNumber, int c, double value) {
    int at = k * outputs + c;
    values[at] = value;
    changes[at] = value - scalars[rowNumber * outputs + c];
    return changes[at];
  }

  /** The change of the k-th row's only output. */
  double change(int k) {
    return changes[k];
  }

  /** From sum = Σ δ_i a_i to the estimate scale·sum + average, the average being the old one. */
  void finish(Rows rows, double scale, double[] sum) {
    for (int j = 0; j < sum.length; j++) {
      double total = sum[j];
      sum[j] = scale * total + average[j];
      average[j] += rowScale * total;
    }
    for (int k = 0; k < rows.count(); k++) {
      if (renew(k, rows.row(k)) && rows.isList()) {
        storage.load(rows.row(k), row);
        row.axpyAll(-rowScale, repeated, average);
      }
    }
  }

  /**
   * Whether this is not the row's first occurrence, which finds its scalars renewed: it may move
   * the average once only.
   */
  private boolean renew(int k, int rowNumber) {
    boolean any = false;
    for (int c = 0; c < outputs; c++) {
      int at = k * outputs + c;
      int place = rowNumber * outputs + c;
      boolean renewed = values[at] - scalars[place] != changes[at];
      repeated[c] = renewed ? changes[at] : 0;
      any |= renewed;
      scalars[place] = values[at];
    }
    return any;
  }
}
