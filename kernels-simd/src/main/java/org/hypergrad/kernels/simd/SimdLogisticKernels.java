package org.hypergrad.kernels.simd;

import java.util.Arrays;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.HostVec;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.scalar.ScalarLogisticKernels;

/**
 * The operations in groups of rows: margins of a group, pointwise functions of the group, sums over
 * the group, while the group is in the cache. What is not overridden is the scalar reference's.
 */
final class SimdLogisticKernels extends ScalarLogisticKernels {

  private final RowLayout layout;
  private final double[] signs;

  /** Of one group, each {@link RowLayout#groupRows()} long. */
  private final double[] sign;

  private final double[] margin;
  private final double[] along;
  private final double[] first;
  private final double[] second;

  private final SagaUpdate residualUpdate = new SagaUpdate();
  private final SagaUpdate curvatureUpdate = new SagaUpdate();

  SimdLogisticKernels(Dataset data, SimdVectors vectors, RowLayout layout) {
    super(data, vectors);
    this.layout = layout;
    signs = new double[data.rows()];
    Arrays.setAll(signs, data.labels()::sign);
    int group = layout.groupRows();
    sign = new double[group];
    margin = new double[group];
    along = new double[group];
    first = new double[group];
    second = new double[group];
  }

  private static double[] array(Vec vec) {
    return ((HostVec) vec).array();
  }

  private void signsOf(Rows rows, int from, int count) {
    for (int k = 0; k < count; k++) {
      sign[k] = signs[rows.row(from + k)];
    }
  }

  private static void weigh(Rows rows, int from, int count, double scale, double[] values) {
    Vec weights = rows.weights();
    if (weights != null) {
      double[] ws = array(weights);
      for (int k = 0; k < count; k++) {
        values[k] *= scale * ws[rows.row(from + k)];
      }
    } else if (scale != 1) {
      for (int k = 0; k < count; k++) {
        values[k] *= scale;
      }
    }
  }

  @Override
  protected double lossK(Rows rows, double scale, Vec z) {
    layout.load(array(z), rows.count());
    double total = 0;
    int group = layout.groupRows();
    for (int from = 0; from < rows.count(); from += group) {
      int count = Math.min(group, rows.count() - from);
      layout.margins(rows, from, count, margin);
      signsOf(rows, from, count);
      PointwiseLogistic.lossAndResidual(count, sign, margin, first, second);
      weigh(rows, from, count, 1, first);
      total += sumOf(first, count);
    }
    return scale * total;
  }

  private static double sumOf(double[] values, int count) {
    double total = 0;
    for (int k = 0; k < count; k++) {
      total += values[k];
    }
    return total;
  }

  @Override
  protected void gradientK(Rows rows, double scale, Vec z, Vec out) {
    layout.load(array(z), rows.count());
    int group = layout.groupRows();
    for (int from = 0; from < rows.count(); from += group) {
      int count = Math.min(group, rows.count() - from);
      layout.margins(rows, from, count, margin);
      signsOf(rows, from, count);
      PointwiseLogistic.residualAndCurvature(count, sign, margin, first, second);
      weigh(rows, from, count, scale, first);
      layout.accumulate(rows, from, count, first);
    }
    layout.store(array(out));
  }

  @Override
  protected double lossAndGradientK(Rows rows, double scale, Vec z, Vec out) {
    layout.load(array(z), rows.count());
    double total = 0;
    int group = layout.groupRows();
    for (int from = 0; from < rows.count(); from += group) {
      int count = Math.min(group, rows.count() - from);
      layout.margins(rows, from, count, margin);
      signsOf(rows, from, count);
      PointwiseLogistic.lossAndResidual(count, sign, margin, second, first);
      weigh(rows, from, count, 1, second);
      total += sumOf(second, count);
      weigh(rows, from, count, scale, first);
      layout.accumulate(rows, from, count, first);
    }
    layout.store(array(out));
    return scale * total;
  }

  @Override
  protected void hessianVectorK(Rows rows, double scale, Vec z, Vec v, Vec out) {
    layout.load(array(z), array(v), rows.count());
    int group = layout.groupRows();
    for (int from = 0; from < rows.count(); from += group) {
      int count = Math.min(group, rows.count() - from);
      layout.marginsTwo(rows, from, count, margin, along);
      signsOf(rows, from, count);
      PointwiseLogistic.residualAndCurvature(count, sign, margin, first, second);
      multiply(count, along, second);
      weigh(rows, from, count, scale, second);
      layout.accumulate(rows, from, count, second);
    }
    layout.store(array(out));
  }

  private static void multiply(int count, double[] factor, double[] values) {
    for (int k = 0; k < count; k++) {
      values[k] *= factor[k];
    }
  }

  @Override
  protected void gradientAndHessianVectorK(
      Rows rows, double scale, Vec z, Vec v, Vec gradient, Vec hessianVector) {
    layout.load(array(z), array(v), rows.count());
    int group = layout.groupRows();
    for (int from = 0; from < rows.count(); from += group) {
      int count = Math.min(group, rows.count() - from);
      layout.marginsTwo(rows, from, count, margin, along);
      signsOf(rows, from, count);
      PointwiseLogistic.residualAndCurvature(count, sign, margin, first, second);
      multiply(count, along, second);
      weigh(rows, from, count, scale, first);
      weigh(rows, from, count, scale, second);
      layout.accumulateTwo(rows, from, count, first, second);
    }
    layout.store(array(gradient), array(hessianVector));
  }

  @Override
  protected void marginsK(Rows rows, Vec z, Vec out) {
    layout.load(array(z), rows.count());
    double[] outs = array(out);
    int group = layout.groupRows();
    for (int from = 0; from < rows.count(); from += group) {
      int count = Math.min(group, rows.count() - from);
      layout.margins(rows, from, count, margin);
      System.arraycopy(margin, 0, outs, from, count);
    }
  }

  @Override
  protected void sagaGradientK(Rows rows, double scale, Vec z, SagaTable residuals, Vec out) {
    layout.load(array(z), rows.count());
    residualUpdate.open(rows, residuals);
    int group = layout.groupRows();
    for (int from = 0; from < rows.count(); from += group) {
      int count = Math.min(group, rows.count() - from);
      layout.margins(rows, from, count, margin);
      signsOf(rows, from, count);
      PointwiseLogistic.residualAndCurvature(count, sign, margin, first, second);
      weigh(rows, from, count, 1, first);
      residualUpdate.change(from, count, first);
      layout.accumulate(rows, from, count, first);
    }
    layout.store(array(out));
    residualUpdate.finish(scale, array(out));
  }

  @Override
  protected void sagaGradientAndHessianVectorK(
      Rows rows,
      double scale,
      Vec z,
      Vec v,
      SagaTable residuals,
      SagaTable curvatures,
      Vec gradient,
      Vec hessianVector) {
    layout.load(array(z), array(v), rows.count());
    residualUpdate.open(rows, residuals);
    curvatureUpdate.open(rows, curvatures);
    int group = layout.groupRows();
    for (int from = 0; from < rows.count(); from += group) {
      int count = Math.min(group, rows.count() - from);
      layout.marginsTwo(rows, from, count, margin, along);
      signsOf(rows, from, count);
      PointwiseLogistic.residualAndCurvature(count, sign, margin, first, second);
      multiply(count, along, second);
      weigh(rows, from, count, 1, first);
      weigh(rows, from, count, 1, second);
      residualUpdate.change(from, count, first);
      curvatureUpdate.change(from, count, second);
      layout.accumulateTwo(rows, from, count, first, second);
    }
    layout.store(array(gradient), array(hessianVector));
    residualUpdate.finish(scale, array(gradient));
    curvatureUpdate.finish(scale, array(hessianVector));
  }

  /** One table during one call: the new scalar of every row of the batch and its change δ. */
  private final class SagaUpdate {
    private Rows rows = Rows.range(0, 0);
    private double[] scalars = new double[0];
    private double[] average = new double[0];
    private double rowScale;
    private double[] values = new double[0];
    private double[] changes = new double[0];

    void open(Rows batch, SagaTable table) {
      rows = batch;
      scalars = array(table.scalars());
      average = array(table.average());
      rowScale = table.rowScale();
      if (values.length < batch.count()) {
        values = new double[batch.count()];
        changes = new double[batch.count()];
      }
    }

    /** From the new scalars of a group to their changes, in place. */
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
      dataset()
          .features()
          .forEachEntry(row, (column, value) -> renewed[column] += factor * value);
    }
  }
}
