package org.hypergrad.kernels.simd;

import java.util.Arrays;
import org.hypergrad.kernels.HostVec;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;
import org.jspecify.annotations.Nullable;

/**
 * One thread's way through its part of the rows, group by group: margins of a group, pointwise
 * functions of the group, sums over the group, while the group is in the cache. Parts are places
 * {@code from} to {@code to − 1} of a selection.
 */
final class RowPass {

  private final RowLayout rowLayout;
  private final @Nullable ColumnLayout columnLayout;
  private final double[] signs;

  /** Of one group. */
  private final double[] sign;

  private final double[] margin;
  private final double[] along;
  private final double[] first;
  private final double[] second;

  /** Of the operation under way. */
  private RowLayout layout;

  private int groupRows;

  /**
   * A pass over the rows of layouts, which it has for itself.
   *
   * @param columnLayout for operations on just the rows that it holds; or null
   * @param signs length n, shared
   */
  RowPass(RowLayout rowLayout, @Nullable ColumnLayout columnLayout, double[] signs) {
    this.rowLayout = rowLayout;
    this.columnLayout = columnLayout;
    this.signs = signs;
    layout = rowLayout;
    int length = rowLayout.groupRows();
    if (columnLayout != null) {
      length = Math.max(length, columnLayout.groupRows());
    }
    sign = new double[length];
    margin = new double[length];
    along = new double[length];
    first = new double[length];
    second = new double[length];
  }

  /** Begins an operation; see {@link RowLayout#load}. */
  private void load(
      Rows rows,
      int from,
      int to,
      double[] z,
      double @Nullable [] v,
      double @Nullable [] out,
      double @Nullable [] other) {
    layout = columnLayout != null && columnLayout.holds(rows, from, to) ? columnLayout : rowLayout;
    groupRows = layout.groupRows();
    layout.load(z, v, out, other, to - from);
  }

  /** The margins of the first group, and how many rows it has. */
  private int begin(Rows rows, int from, int to) {
    int count = Math.min(groupRows, to - from);
    if (count > 0) {
      layout.margins(rows, from, count, margin);
    }
    return count;
  }

  private int beginTwo(Rows rows, int from, int to) {
    int count = Math.min(groupRows, to - from);
    if (count > 0) {
      layout.marginsTwo(rows, from, count, margin, along);
    }
    return count;
  }

  /** Sums over a group, then the margins of the next, and how many rows that has. */
  private int advance(Rows rows, int at, int count, int to, double[] alpha) {
    int next = Math.min(groupRows, to - at - count);
    if (next > 0) {
      layout.accumulateThenMargins(rows, at, count, alpha, at + count, next, margin);
    } else {
      layout.accumulate(rows, at, count, alpha);
    }
    return next;
  }

  private int advanceTwo(Rows rows, int at, int count, int to, double[] alpha, double[] beta) {
    layout.accumulateTwo(rows, at, count, alpha, beta);
    return beginTwo(rows, at + count, to);
  }

  private void signsOf(Rows rows, int from, int count) {
    ofRows(signs, rows, from, count, sign);
  }

  /** to ← numbers of a group's rows. */
  private static void ofRows(double[] numbers, Rows rows, int from, int count, double[] to) {
    if (!rows.isList()) {
      System.arraycopy(numbers, rows.from() + from, to, 0, count);
      return;
    }
    for (int k = 0; k < count; k++) {
      to[k] = numbers[rows.row(from + k)];
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
    load(rows, from, to, z, null, null, null);
    double total = 0;
    int at = from;
    for (int count = begin(rows, at, to); count > 0; count = begin(rows, at, to)) {
      signsOf(rows, at, count);
      PointwiseLogistic.lossAndResidual(count, sign, margin, first, second);
      weigh(rows, at, count, 1, first);
      total += sum(first, count);
      at += count;
    }
    return total;
  }

  /** out ← scale Σ weight r a. */
  void gradient(Rows rows, int from, int to, double scale, double[] z, double[] out) {
    load(rows, from, to, z, null, out, null);
    int count = begin(rows, from, to);
    for (int at = from; count > 0; at += groupRows) {
      signsOf(rows, at, count);
      PointwiseLogistic.residualAndCurvature(count, sign, margin, first, second);
      weigh(rows, at, count, scale, first);
      count = advance(rows, at, count, to, first);
    }
    layout.store();
  }

  /** out as above; Σ weight loss. */
  double lossAndGradient(Rows rows, int from, int to, double scale, double[] z, double[] out) {
    load(rows, from, to, z, null, out, null);
    double total = 0;
    int count = begin(rows, from, to);
    for (int at = from; count > 0; at += groupRows) {
      signsOf(rows, at, count);
      PointwiseLogistic.lossAndResidual(count, sign, margin, second, first);
      weigh(rows, at, count, 1, second);
      total += sum(second, count);
      weigh(rows, at, count, scale, first);
      count = advance(rows, at, count, to, first);
    }
    layout.store();
    return total;
  }

  /** out ← scale Σ weight c (a·v) a. */
  void hessianVector(
      Rows rows, int from, int to, double scale, double[] z, double[] v, double[] out) {
    load(rows, from, to, z, v, out, null);
    int at = from;
    for (int count = beginTwo(rows, at, to); count > 0; count = beginTwo(rows, at, to)) {
      Arrays.fill(sign, 0, count, 1); // the curvature does not know the label
      PointwiseLogistic.residualAndCurvature(count, sign, margin, first, second);
      multiply(count, along, second);
      weigh(rows, at, count, scale, second);
      layout.accumulate(rows, at, count, second);
      at += count;
    }
    layout.store();
  }

  /** out as above, with the margins of z given by row. */
  void hessianVectorFromMargins(
      Rows rows, int from, int to, double scale, double[] margins, double[] v, double[] out) {
    load(rows, from, to, v, null, out, null);
    int count = begin(rows, from, to);
    for (int at = from; count > 0; at += groupRows) {
      ofRows(margins, rows, at, count, along);
      Arrays.fill(sign, 0, count, 1); // the curvature does not know the label
      PointwiseLogistic.residualAndCurvature(count, sign, along, first, second);
      multiply(count, margin, second);
      weigh(rows, at, count, scale, second);
      count = advance(rows, at, count, to, second);
    }
    layout.store();
  }

  /**
   * gradient ← scale Σ weight r a and product ← scale Σ weight c (a·v) a; with {@code directional}
   * also directional[row] ← r (a·v).
   */
  void gradientAndHessianVector(
      Rows rows,
      int from,
      int to,
      double scale,
      double[] z,
      double[] v,
      double[] gradient,
      double[] product,
      double @Nullable [] directional) {
    load(rows, from, to, z, v, gradient, product);
    int count = beginTwo(rows, from, to);
    for (int at = from; count > 0; at += groupRows) {
      signsOf(rows, at, count);
      PointwiseLogistic.residualAndCurvature(count, sign, margin, first, second);
      slopes(rows, at, count, directional);
      multiply(count, along, second);
      weigh(rows, at, count, scale, first);
      weigh(rows, at, count, scale, second);
      count = advanceTwo(rows, at, count, to, first, second);
    }
    layout.store();
  }

  /** out[place] ← a·z at the places of the part. */
  void margins(Rows rows, int from, int to, double[] z, double[] out) {
    load(rows, from, to, z, null, null, null);
    int at = from;
    for (int count = begin(rows, at, to); count > 0; count = begin(rows, at, to)) {
      System.arraycopy(margin, 0, out, at, count);
      at += count;
    }
  }

  /** out ← Σ δ a, the new scalars and their changes δ noted in {@code residuals}. */
  void sagaGradient(Rows rows, int from, int to, double[] z, SagaUpdate residuals, double[] out) {
    load(rows, from, to, z, null, out, null);
    int count = begin(rows, from, to);
    for (int at = from; count > 0; at += groupRows) {
      signsOf(rows, at, count);
      PointwiseLogistic.residualAndCurvature(count, sign, margin, first, second);
      weigh(rows, at, count, 1, first);
      residuals.change(at, count, first, 0, 1);
      count = advance(rows, at, count, to, first);
    }
    layout.store();
  }

  /** directional[row] ← r (a·v). */
  void directionalDerivatives(
      Rows rows, int from, int to, double[] z, double[] v, double[] directional) {
    load(rows, from, to, z, v, null, null);
    int at = from;
    for (int count = beginTwo(rows, at, to); count > 0; count = beginTwo(rows, at, to)) {
      signsOf(rows, at, count);
      PointwiseLogistic.residualAndCurvature(count, sign, margin, first, second);
      slopes(rows, at, count, directional);
      at += count;
    }
  }

  /** What the residuals of a group, not weighted yet, are along v. */
  private void slopes(Rows rows, int at, int count, double @Nullable [] directional) {
    if (directional != null) {
      for (int k = 0; k < count; k++) {
        directional[rows.row(at + k)] = first[k] * along[k];
      }
    }
  }

  /** gradient and product ← Σ δ a of both tables; directional as above. */
  void sagaGradientAndHessianVector(
      Rows rows,
      int from,
      int to,
      double[] z,
      double[] v,
      SagaUpdate residuals,
      SagaUpdate curvatures,
      double[] gradient,
      double[] product,
      double @Nullable [] directional) {
    load(rows, from, to, z, v, gradient, product);
    int count = beginTwo(rows, from, to);
    for (int at = from; count > 0; at += groupRows) {
      signsOf(rows, at, count);
      PointwiseLogistic.residualAndCurvature(count, sign, margin, first, second);
      slopes(rows, at, count, directional);
      multiply(count, along, second);
      weigh(rows, at, count, 1, first);
      weigh(rows, at, count, 1, second);
      residuals.change(at, count, first, 0, 1);
      curvatures.change(at, count, second, 0, 1);
      count = advanceTwo(rows, at, count, to, first, second);
    }
    layout.store();
  }
}
