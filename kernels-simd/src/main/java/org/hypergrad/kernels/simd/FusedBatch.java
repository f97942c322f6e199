package org.hypergrad.kernels.simd;

import org.hypergrad.kernels.HostVec;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;

/**
 * One side of a {@link FusedStep}, inner or outer: dense rows, and what a step computes of one
 * batch of them. Matrices are held output by output, each a plane of {@code stride} numbers as long
 * as a row; numbers of the batch's rows also output by output, {@link #length} apart. Not
 * thread-safe.
 */
abstract class FusedBatch {

  /** The batch should stay in the second-level cache between its two products. */
  private static final int MOST_BYTES = 1024 * 1024;

  final DenseRows rows;
  final int outputs;
  final int stride;

  /** The factor of what is held to the values. */
  final double unit;

  private final Parts parts;

  /** Of the batch: its rows, their number, and that as padded at least. */
  Rows selection = Rows.range(0, 0);

  int count;
  int length;

  /** Of the batch: a·z, a·v, residuals, and curvatures times a·v; weighted once weighed. */
  double[] margins = new double[0];

  double[] along = new double[0];
  double[] residuals = new double[0];
  double[] curvatures = new double[0];

  private double[] weights = new double[0];

  /**
   * For rows held in a form, whose handle shares its work out as {@code parts} says.
   *
   * @param rows for this batch alone
   */
  FusedBatch(DenseRows rows, ValueForm form, int outputs, Parts parts) {
    this.rows = rows;
    this.outputs = outputs;
    this.parts = parts;
    stride = rows.stride;
    unit = form.unit();
  }

  /** Whether a selection is small enough for one thread and the cache; depends on nothing else. */
  final boolean fits(Rows selected) {
    return !selected.isAll()
        && 8L * selected.count() * stride <= MOST_BYTES
        && parts.of(selected) == 1;
  }

  /** Begins a batch. */
  final void open(Rows selected) {
    selection = selected;
    count = selected.count();
    if (length < count || length == 0) {
      length = Lanes.padded(Math.max(1, count));
      weights = new double[length];
      resize();
    }
    rows.forget();
    rows.open(selected, 0, count);
    label();
  }

  /** Makes room for {@link #length} rows. */
  abstract void resize();

  /** Notes the classes of the batch's rows. */
  abstract void label();

  /** margins ← a·z for planes z. */
  abstract void multiply(double[] z);

  /** The same, and along ← a·v. */
  abstract void multiplyTwo(double[] z, double[] v);

  /** residuals, from the margins. */
  abstract void residuals();

  /** residuals, and curvatures times what is along v. */
  abstract void residualsAndCurvatures();

  /** planes ← Σ coefficient · row. */
  abstract void sum(double[] coefficients, double[] planes);

  /** The same for two. */
  abstract void sumTwo(double[] first, double[] planes, double[] second, double[] otherPlanes);

  /** From what is held to values: units are taken into account once for all outputs. */
  final void scale(double[] ofBatch) {
    if (unit != 1) {
      for (int k = 0; k < outputs * length; k++) {
        ofBatch[k] *= unit;
      }
    }
  }

  /** out[row] ← residual · a·v for the rows of the batch; before {@link #weigh}. */
  final void slopes(double[] out) {
    for (int k = 0; k < count; k++) {
      double slope = 0;
      for (int c = 0; c < outputs; c++) {
        slope += residuals[c * length + k] * along[c * length + k];
      }
      out[selection.row(k)] = slope;
    }
  }

  /**
   * Multiplies residuals by the rows' weights, if they have any, and with {@code both} curvatures.
   */
  final void weigh(boolean both) {
    Vec given = selection.weights();
    if (given == null) {
      return;
    }
    double[] all = ((HostVec) given).array();
    for (int k = 0; k < count; k++) {
      weights[k] = all[selection.row(k)];
    }
    for (int c = 0; c < outputs; c++) {
      weigh(residuals, c * length);
      if (both) {
        weigh(curvatures, c * length);
      }
    }
  }

  private void weigh(double[] values, int from) {
    for (int k = 0; k < count; k++) {
      values[from + k] *= weights[k];
    }
  }

  /** planes ← planes + factor · row k in the plane of an output. */
  final void addRow(int k, int output, double factor, double[] planes) {
    int row = rows.start + k * stride;
    for (int j = 0; j < stride; j++) {
      planes[output * stride + j] += factor * rows.array[row + j];
    }
  }
}
