package org.hypergrad.kernels.simd;

import org.hypergrad.kernels.HostVec;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;
import org.jspecify.annotations.Nullable;

/**
 * What {@link RowPass} is for two classes, for more: one thread's way through its part of the rows,
 * group by group. An operation is one of two sweeps, of which it asks for some of the results.
 */
final class MatrixPass {

  private final MatrixLayout layout;
  private final Labels labels;
  private final int classes;
  private final int groupRows;
  private final PointwiseSoftmax softmax;
  private final double[] margins;
  private final double[] coefficients;
  private final double[] factors;

  /** A pass over the rows of a layout, which it has for itself. */
  MatrixPass(MatrixLayout layout, Labels labels) {
    this.layout = layout;
    this.labels = labels;
    classes = labels.classes();
    groupRows = layout.groupRows();
    softmax = new PointwiseSoftmax(classes, groupRows);
    margins = new double[groupRows * layout.largestWidth()];
    coefficients = new double[groupRows * layout.largestWidth()];
    factors = new double[groupRows];
  }

  /** The classes of a group, and factors ← scale · weight. */
  private void open(Rows rows, int at, int count, double scale) {
    Vec weights = rows.weights();
    double[] ws = weights == null ? null : ((HostVec) weights).array();
    for (int k = 0; k < count; k++) {
      int row = rows.row(at + k);
      softmax.setClass(k, labels.classOf(row));
      factors[k] = ws == null ? scale : scale * ws[row];
    }
  }

  private void scaleFactors(int count, double scale) {
    for (int k = 0; k < count; k++) {
      factors[k] *= scale;
    }
  }

  /** Σ weight loss; with {@code out}, out ← scale Σ weight r a besides. */
  double losses(Rows rows, int from, int to, double scale, double[] z, double @Nullable [] out) {
    layout.load(z, null, out, null);
    double total = 0;
    for (int at = from; at < to; at += groupRows) {
      int count = Math.min(groupRows, to - at);
      layout.margins(rows, at, count, margins);
      softmax.evaluate(margins, layout.inputWidth, count);
      open(rows, at, count, 1);
      for (int k = 0; k < count; k++) {
        total += factors[k] * softmax.loss(k);
      }
      if (out != null) {
        softmax.residual(count);
        scaleFactors(count, scale);
        softmax.byRow(softmax.residuals, factors, count, coefficients, 0, layout.sumWidth);
        layout.accumulate(rows, at, count, coefficients);
      }
    }
    layout.store();
    return total;
  }

  /** out[place · k…] ← the margins at the places of the part. */
  void margins(Rows rows, int from, int to, double[] z, double[] out) {
    layout.load(z, null, null, null);
    for (int at = from; at < to; at += groupRows) {
      int count = Math.min(groupRows, to - at);
      layout.margins(rows, at, count, margins);
      for (int k = 0; k < count; k++) {
        System.arraycopy(margins, k * layout.inputWidth, out, (at + k) * classes, classes);
      }
    }
  }

  /** out ← Σ δ a, the new residuals and their changes noted in {@code residuals}. */
  void sagaGradient(Rows rows, int from, int to, double[] z, SagaUpdate residuals, double[] out) {
    layout.load(z, null, out, null);
    for (int at = from; at < to; at += groupRows) {
      int count = Math.min(groupRows, to - at);
      layout.margins(rows, at, count, margins);
      softmax.evaluate(margins, layout.inputWidth, count);
      open(rows, at, count, 1);
      softmax.residual(count);
      softmax.byRow(softmax.residuals, factors, count, coefficients, 0, layout.sumWidth);
      residuals.change(at, count, coefficients, 0, layout.sumWidth);
      layout.accumulate(rows, at, count, coefficients);
    }
    layout.store();
  }

  /** out ← scale Σ weight c (a·v) a, with the margins of z given by row. */
  void hessianVectorFromMargins(
      Rows rows, int from, int to, double scale, double[] known, double[] v, double[] out) {
    layout.load(v, null, out, null);
    for (int at = from; at < to; at += groupRows) {
      int count = Math.min(groupRows, to - at);
      for (int k = 0; k < count; k++) {
        System.arraycopy(known, rows.row(at + k) * classes, coefficients, k * classes, classes);
      }
      softmax.evaluate(coefficients, classes, count);
      layout.margins(rows, at, count, margins);
      softmax.curvature(margins, 0, layout.inputWidth, count);
      open(rows, at, count, scale);
      softmax.byRow(softmax.curvatures, factors, count, coefficients, 0, layout.sumWidth);
      layout.accumulate(rows, at, count, coefficients);
    }
    layout.store();
  }

  /**
   * gradient ← scale Σ weight r a, product ← scale Σ weight c (a·v) a, and directional[row] ← r ·
   * (Vᵀa), each if there is room for it. With tables the two sums are of changes δ instead, and
   * scale is not used.
   */
  void directions(
      Rows rows,
      int from,
      int to,
      double scale,
      double[] z,
      double[] v,
      @Nullable SagaUpdate residuals,
      @Nullable SagaUpdate curvatures,
      double @Nullable [] gradient,
      double @Nullable [] product,
      double @Nullable [] directional) {
    if (gradient != null) {
      layout.load(z, v, gradient, product);
    } else {
      layout.load(z, v, product, null);
    }
    int productAt = gradient == null ? 0 : classes;
    int width = layout.sumWidth;
    for (int at = from; at < to; at += groupRows) {
      int count = Math.min(groupRows, to - at);
      layout.margins(rows, at, count, margins);
      softmax.evaluate(margins, layout.inputWidth, count);
      open(rows, at, count, residuals == null ? scale : 1);
      softmax.residual(count);
      softmax.curvature(margins, classes, layout.inputWidth, count);
      if (directional != null) {
        softmax.slope(count);
        for (int k = 0; k < count; k++) {
          directional[rows.row(at + k)] = softmax.slopes[k];
        }
      }
      if (gradient != null) {
        softmax.byRow(softmax.residuals, factors, count, coefficients, 0, width);
      }
      if (product != null) {
        softmax.byRow(softmax.curvatures, factors, count, coefficients, productAt, width);
      }
      if (residuals != null && curvatures != null) {
        residuals.change(at, count, coefficients, 0, width);
        curvatures.change(at, count, coefficients, productAt, width);
      }
      if (width > 0) {
        layout.accumulate(rows, at, count, coefficients);
      }
    }
    layout.store();
  }
}
