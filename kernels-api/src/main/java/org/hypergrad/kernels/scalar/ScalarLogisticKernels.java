package org.hypergrad.kernels.scalar;

import java.util.Arrays;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.HostVec;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.Logistic;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.Vec;

/**
 * The scalar reference of every operation: row by row in the order of the selection, sums in that
 * order, so that results are the same bits on every machine whose {@code Math.exp} is.
 */
public class ScalarLogisticKernels extends LogisticKernels {

  private final RowStorage storage;
  private final double[] signs;

  private final Memory residualMemory = new Memory();
  private final Memory curvatureMemory = new Memory();

  /** Opens a dataset over vectors in the Java heap. */
  protected ScalarLogisticKernels(Dataset data, HostVectors vectors) {
    super(data, vectors);
    storage = RowStorage.of(data.features());
    Labels labels = data.labels();
    signs = new double[data.rows()];
    Arrays.setAll(signs, labels::sign);
  }

  private static double[] array(Vec vec) {
    return HostVectors.array(vec);
  }

  private static double weight(Rows rows, int row) {
    Vec weights = rows.weights();
    return weights == null ? 1 : ((HostVec) weights).array()[row];
  }

  @Override
  protected double lossK(Rows rows, double scale, Vec z) {
    double[] zs = array(z);
    double sum = 0;
    for (int k = 0; k < rows.count(); k++) {
      int row = rows.row(k);
      sum += weight(rows, row) * Logistic.loss(signs[row], storage.dot(row, zs));
    }
    return scale * sum;
  }

  @Override
  protected void gradientK(Rows rows, double scale, Vec z, Vec out) {
    double[] zs = array(z);
    double[] outs = array(out);
    Arrays.fill(outs, 0);
    for (int k = 0; k < rows.count(); k++) {
      int row = rows.row(k);
      double residual = Logistic.residual(signs[row], storage.dot(row, zs));
      storage.axpy(row, scale * weight(rows, row) * residual, outs);
    }
  }

  @Override
  protected double lossAndGradientK(Rows rows, double scale, Vec z, Vec out) {
    double[] zs = array(z);
    double[] outs = array(out);
    Arrays.fill(outs, 0);
    double sum = 0;
    for (int k = 0; k < rows.count(); k++) {
      int row = rows.row(k);
      double margin = storage.dot(row, zs);
      double weight = weight(rows, row);
      sum += weight * Logistic.loss(signs[row], margin);
      storage.axpy(row, scale * weight * Logistic.residual(signs[row], margin), outs);
    }
    return scale * sum;
  }

  @Override
  protected void hessianVectorK(Rows rows, double scale, Vec z, Vec v, Vec out) {
    double[] zs = array(z);
    double[] vs = array(v);
    double[] outs = array(out);
    Arrays.fill(outs, 0);
    for (int k = 0; k < rows.count(); k++) {
      int row = rows.row(k);
      double curvature = Logistic.curvature(storage.dot(row, zs));
      double along = storage.dot(row, vs);
      storage.axpy(row, scale * weight(rows, row) * curvature * along, outs);
    }
  }

  @Override
  protected void gradientAndHessianVectorK(
      Rows rows, double scale, Vec z, Vec v, Vec gradient, Vec hessianVector) {
    double[] zs = array(z);
    double[] vs = array(v);
    double[] gradients = array(gradient);
    double[] products = array(hessianVector);
    Arrays.fill(gradients, 0);
    Arrays.fill(products, 0);
    for (int k = 0; k < rows.count(); k++) {
      int row = rows.row(k);
      double margin = storage.dot(row, zs);
      double along = storage.dot(row, vs);
      double weighted = scale * weight(rows, row);
      storage.axpyTwo(
          row,
          weighted * Logistic.residual(signs[row], margin),
          gradients,
          weighted * Logistic.curvature(margin) * along,
          products);
    }
  }

  @Override
  protected void hessianDiagonalK(Rows rows, double scale, Vec z, Vec out) {
    double[] zs = array(z);
    double[] outs = array(out);
    Arrays.fill(outs, 0);
    for (int k = 0; k < rows.count(); k++) {
      int row = rows.row(k);
      double curvature = Logistic.curvature(storage.dot(row, zs));
      storage.axpySquares(row, scale * weight(rows, row) * curvature, outs);
    }
  }

  @Override
  protected void marginsK(Rows rows, Vec z, Vec out) {
    double[] zs = array(z);
    double[] outs = array(out);
    for (int k = 0; k < outs.length; k++) {
      outs[k] = storage.dot(rows.row(k), zs);
    }
  }

  @Override
  protected void sagaGradientK(Rows rows, double scale, Vec z, SagaTable residuals, Vec out) {
    double[] zs = array(z);
    residualMemory.open(rows, residuals);
    for (int k = 0; k < rows.count(); k++) {
      int row = rows.row(k);
      double residual = Logistic.residual(signs[row], storage.dot(row, zs));
      residualMemory.put(k, row, weight(rows, row) * residual);
    }
    double[] sum = array(out);
    Arrays.fill(sum, 0);
    for (int k = 0; k < rows.count(); k++) {
      storage.axpy(rows.row(k), residualMemory.changes[k], sum);
    }
    residualMemory.finish(rows, scale, sum);
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
    double[] zs = array(z);
    double[] vs = array(v);
    residualMemory.open(rows, residuals);
    curvatureMemory.open(rows, curvatures);
    for (int k = 0; k < rows.count(); k++) {
      int row = rows.row(k);
      double margin = storage.dot(row, zs);
      double along = storage.dot(row, vs);
      double weight = weight(rows, row);
      residualMemory.put(k, row, weight * Logistic.residual(signs[row], margin));
      curvatureMemory.put(k, row, weight * Logistic.curvature(margin) * along);
    }
    double[] gradients = array(gradient);
    double[] products = array(hessianVector);
    Arrays.fill(gradients, 0);
    Arrays.fill(products, 0);
    for (int k = 0; k < rows.count(); k++) {
      storage.axpyTwo(
          rows.row(k), residualMemory.changes[k], gradients, curvatureMemory.changes[k], products);
    }
    residualMemory.finish(rows, scale, gradients);
    curvatureMemory.finish(rows, scale, products);
  }

  /** One table during one call: the new scalar of every row of the batch and its change δ. */
  private final class Memory {
    private double[] values = new double[0];
    private double[] changes = new double[0];
    private double[] scalars = new double[0];
    private double[] average = new double[0];
    private double rowScale;

    void open(Rows rows, SagaTable table) {
      if (values.length < rows.count()) {
        values = new double[rows.count()];
        changes = new double[rows.count()];
      }
      scalars = array(table.scalars());
      average = array(table.average());
      rowScale = table.rowScale();
    }

    void put(int k, int row, double value) {
      values[k] = value;
      changes[k] = value - scalars[row];
    }

    /** From sum = Σ δ_i a_i to the estimate scale·sum + average, the average being the old one. */
    void finish(Rows rows, double scale, double[] sum) {
      for (int j = 0; j < sum.length; j++) {
        double total = sum[j];
        sum[j] = scale * total + average[j];
        average[j] += rowScale * total;
      }
      for (int k = 0; k < rows.count(); k++) {
        int row = rows.row(k);
        if (rows.isList() && values[k] - scalars[row] != changes[k]) {
          // the row's second occurrence finds its scalar renewed: it may move the average once only
          storage.axpy(row, -rowScale * changes[k], average);
        }
        scalars[row] = values[k];
      }
    }
  }
}
