package org.hypergrad.kernels.simd;

import org.hypergrad.kernels.HostVec;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;

/**
 * One table of scalars during a {@link FusedStep}: the scalars are the state's own, the average is
 * held in planes. Not thread-safe.
 */
final class FusedTable {

  private final Planes planes;

  /** The average, in units of the rows' values, as {@link Planes} holds a matrix. */
  final double[] average;

  /** Of the batch: new scalar less old. */
  double[] changes = new double[0];

  private double[] scalars = new double[0];
  private double[] stored = new double[0];
  double rowScale;

  FusedTable(Planes planes) {
    this.planes = planes;
    average = planes.zeros();
  }

  /** Takes the average over. */
  void load(SagaTable table) {
    scalars = ((HostVec) table.scalars()).array();
    stored = ((HostVec) table.average()).array();
    rowScale = table.rowScale();
    planes.pack(stored, 1, average, 0);
  }

  /** Hands the average back. */
  void store() {
    planes.unpack(average, 0, 1, stored);
  }

  /** changes ← values − scalars, for the rows of a batch, whose values are weighted. */
  void change(FusedBatch batch, double[] values) {
    if (changes.length < values.length) {
      changes = new double[values.length];
    }
    Rows rows = batch.selection;
    if (!rows.isList()) {
      for (int c = 0; c < batch.outputs; c++) {
        subtract(
            batch.count,
            values,
            c * batch.length,
            scalars,
            rows.from() * batch.outputs + c,
            batch.outputs,
            changes);
      }
      return;
    }
    for (int k = 0; k < batch.count; k++) {
      int row = rows.row(k) * batch.outputs;
      for (int c = 0; c < batch.outputs; c++) {
        int here = c * batch.length + k;
        changes[here] = values[here] - scalars[row + c];
      }
    }
  }

  private static void subtract(
      int count, double[] values, int from, double[] scalars, int at, int step, double[] changes) {
    int scalar = at;
    for (int k = from; k < from + count; k++) {
      changes[k] = values[k] - scalars[scalar];
      scalar += step;
    }
  }

  /**
   * scalars ← values for the rows of a batch, after the average has moved by all changes: it may
   * move once only for a row that occurs twice, whose second occurrence finds its scalar renewed.
   */
  void renew(FusedBatch batch, double[] values) {
    Rows rows = batch.selection;
    if (!rows.isList()) { // no row occurs twice
      for (int c = 0; c < batch.outputs; c++) {
        int from = c * batch.length;
        copy(batch.count, values, from, scalars, rows.from() * batch.outputs + c, batch.outputs);
      }
      return;
    }
    for (int k = 0; k < batch.count; k++) {
      int row = rows.row(k) * batch.outputs;
      for (int c = 0; c < batch.outputs; c++) {
        int here = c * batch.length + k;
        if (values[here] - scalars[row + c] != changes[here]) {
          batch.addRow(k, c, -rowScale * batch.unit * changes[here], average);
        }
        scalars[row + c] = values[here];
      }
    }
  }

  private static void copy(
      int count, double[] values, int from, double[] scalars, int at, int step) {
    int scalar = at;
    for (int k = from; k < from + count; k++) {
      scalars[scalar] = values[k];
      scalar += step;
    }
  }
}
