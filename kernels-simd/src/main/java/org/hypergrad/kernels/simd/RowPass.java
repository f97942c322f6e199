package org.hypergrad.kernels.simd;

import java.util.Arrays;
import org.hypergrad.kernels.HostVec;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;

/**
 * One thread's way through its part of the rows, group by group: margins of a group, pointwise
 * functions of the group, sums over the group, while the group is in the cache. Sums stay in the
 * layout until they are stored. Parts are places {@code from} to {@code to − 1} of a selection.
 */
final class RowPass {

  private final RowLayout layout;
  private final double[] signs;
  private final int groupRows;

  /** Of one group. */
  private final double[] sign;

  private final double[] margin;
  private final double[] along;
  private final double[] first;
  private final double[] second;

  /**
   * A pass over the rows of a layout, which it has for itself.
   *
   * @param signs length n, shared
   */
  RowPass(RowLayout layout, double[] signs) {
    this.layout = layout;
    this.signs = signs;
    groupRows = layout.groupRows();
    sign = new double[groupRows];
    margin = new double[groupRows];
    along = new double[groupRows];
    first = new double[groupRows];
    second = new double[groupRows];
  }

  RowLayout layout() {
    return layout;
  }

  private void signsOf(Rows rows, int from, int count) {
    int[] list = rows.rowNumbers();
    if (list == null) {
      System.arraycopy(signs, rows.from() + from, sign, 0, count);
      return;
    }
    for (int k = 0; k < count; k++) {
      sign[k] = signs[rows.row(from + k)];
    }
  }

  private static void weigh(Rows rows, int from, int count, double scale, double[] values) {
    Vec weights = rows.weights();
    if (weights != null) {
      double[] ws = ((HostVec) weights).array();
      for (int k = 0; k < count; k++) {
        values[k] *= scale * ws[rows.row(from + k)];
      }
    } else if (scale != 1) {
      for (int k = 0; k < count; k++) {
        values[k] *= scale;
      }
    }
  }

  private static double sum(double[] values, int count) {
    double total = 0;
    for (int k = 0; k < count; k++) {
      total += values[k];
    }
    return total;
  }

  private static void multiply(int count, double[] factor, double[] values) {
    for (int k = 0; k < count; k++) {
      values[k] *= factor[k];
    }
  }

  /** Σ weight loss. */
  double loss(Rows rows, int from, int to, double[] z) {
    layout.load(z, to - from);
    double total = 0;
    for (int at = from; at < to; at += groupRows) {
      int count = Math.min(groupRows, to - at);
      layout.margins(rows, at, count, margin);
      signsOf(rows, at, count);
      PointwiseLogistic.lossAndResidual(count, sign, margin, first, second);
      weigh(rows, at, count, 1, first);
      total += sum(first, count);
    }
    return total;
  }

  /** Sum ← scale Σ weight r a. */
  void gradient(Rows rows, int from, int to, double scale, double[] z) {
    layout.load(z, to - from);
    for (int at = from; at < to; at += groupRows) {
      int count = Math.min(groupRows, to - at);
      layout.margins(rows, at, count, margin);
      signsOf(rows, at, count);
      PointwiseLogistic.residualAndCurvature(count, sign, margin, first, second);
      weigh(rows, at, count, scale, first);
      layout.accumulate(rows, at, count, first);
    }
  }

  /** Sum as above; Σ weight loss. */
  double lossAndGradient(Rows rows, int from, int to, double scale, double[] z) {
    layout.load(z, to - from);
    double total = 0;
    for (int at = from; at < to; at += groupRows) {
      int count = Math.min(groupRows, to - at);
      layout.margins(rows, at, count, margin);
      signsOf(rows, at, count);
      PointwiseLogistic.lossAndResidual(count, sign, margin, second, first);
      weigh(rows, at, count, 1, second);
      total += sum(second, count);
      weigh(rows, at, count, scale, first);
      layout.accumulate(rows, at, count, first);
    }
    return total;
  }

  /** Sum ← scale Σ weight c (a·v) a. */
  void hessianVector(Rows rows, int from, int to, double scale, double[] z, double[] v) {
    layout.load(z, v, to - from);
    for (int at = from; at < to; at += groupRows) {
      int count = Math.min(groupRows, to - at);
      layout.marginsTwo(rows, at, count, margin, along);
      Arrays.fill(sign, 0, count, 1); // the curvature does not know the label
      PointwiseLogistic.residualAndCurvature(count, sign, margin, first, second);
      multiply(count, along, second);
      weigh(rows, at, count, scale, second);
      layout.accumulate(rows, at, count, second);
    }
  }

  /** Sums ← scale Σ weight r a and scale Σ weight c (a·v) a. */
  void gradientAndHessianVector(Rows rows, int from, int to, double scale, double[] z, double[] v) {
    layout.load(z, v, to - from);
    for (int at = from; at < to; at += groupRows) {
      int count = Math.min(groupRows, to - at);
      layout.marginsTwo(rows, at, count, margin, along);
      signsOf(rows, at, count);
      PointwiseLogistic.residualAndCurvature(count, sign, margin, first, second);
      multiply(count, along, second);
      weigh(rows, at, count, scale, first);
      weigh(rows, at, count, scale, second);
      layout.accumulateTwo(rows, at, count, first, second);
    }
  }

  /** out[place] ← a·z at the places of the part. */
  void margins(Rows rows, int from, int to, double[] z, double[] out) {
    layout.load(z, to - from);
    for (int at = from; at < to; at += groupRows) {
      int count = Math.min(groupRows, to - at);
      layout.margins(rows, at, count, margin);
      System.arraycopy(margin, 0, out, at, count);
    }
  }

  /** Sum ← Σ δ a, the new scalars and their changes δ noted in {@code residuals}. */
  void sagaGradient(Rows rows, int from, int to, double[] z, SagaUpdate residuals) {
    layout.load(z, to - from);
    for (int at = from; at < to; at += groupRows) {
      int count = Math.min(groupRows, to - at);
      layout.margins(rows, at, count, margin);
      signsOf(rows, at, count);
      PointwiseLogistic.residualAndCurvature(count, sign, margin, first, second);
      weigh(rows, at, count, 1, first);
      residuals.change(at, count, first);
      layout.accumulate(rows, at, count, first);
    }
  }

  /** Sums ← Σ δ a of both tables. */
  void sagaGradientAndHessianVector(
      Rows rows,
      int from,
      int to,
      double[] z,
      double[] v,
      SagaUpdate residuals,
      SagaUpdate curvatures) {
    layout.load(z, v, to - from);
    for (int at = from; at < to; at += groupRows) {
      int count = Math.min(groupRows, to - at);
      layout.marginsTwo(rows, at, count, margin, along);
      signsOf(rows, at, count);
      PointwiseLogistic.residualAndCurvature(count, sign, margin, first, second);
      multiply(count, along, second);
      weigh(rows, at, count, 1, first);
      weigh(rows, at, count, 1, second);
      residuals.change(at, count, first);
      curvatures.change(at, count, second);
      layout.accumulateTwo(rows, at, count, first, second);
    }
  }
}
