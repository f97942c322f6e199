package org.hypergrad.kernels.scalar;

import java.util.Arrays;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.Logistic;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.Vec;
import org.jspecify.annotations.Nullable;

/**
 * The scalar reference of every operation on two classes: row by row in the order of the selection,
 * sums in that order, so that results are the same bits on every machine whose {@code Math.exp} is.
 */
public class ScalarLogisticKernels extends ScalarKernels {

  private final double[] signs;

  /**
   * Opens a dataset over vectors in the Java heap.
   *
   * @throws IllegalArgumentException if the dataset does not have two classes
   */
  protected ScalarLogisticKernels(Dataset data, HostVectors vectors) {
    super(data, vectors, 1);
    Labels labels = data.labels();
    if (labels.classes() != 2) {
      throw new IllegalArgumentException(
          "these kernels are for 2 classes, the data has " + labels.classes());
    }
    signs = new double[data.rows()];
    Arrays.setAll(signs, labels::sign);
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
  protected void hessianVectorFromMarginsK(Rows rows, double scale, Vec margins, Vec v, Vec out) {
    double[] known = array(margins);
    double[] vs = array(v);
    double[] outs = array(out);
    Arrays.fill(outs, 0);
    for (int k = 0; k < rows.count(); k++) {
      int row = rows.row(k);
      double curvature = Logistic.curvature(known[row]);
      double along = storage.dot(row, vs);
      storage.axpy(row, scale * weight(rows, row) * curvature * along, outs);
    }
  }

  @Override
  protected void gradientAndHessianVectorK(
      Rows rows, double scale, Vec z, Vec v, Vec gradient, Vec hessianVector) {
    directions(rows, scale, z, v, gradient, hessianVector, null);
  }

  @Override
  protected void gradientHessianVectorAndDirectionalDerivativesK(
      Rows rows, double scale, Vec z, Vec v, Vec gradient, Vec hessianVector, Vec directional) {
    directions(rows, scale, z, v, gradient, hessianVector, array(directional));
  }

  private void directions(
      Rows rows,
      double scale,
      Vec z,
      Vec v,
      Vec gradient,
      Vec hessianVector,
      double @Nullable [] directional) {
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
      double residual = Logistic.residual(signs[row], margin);
      double weighted = scale * weight(rows, row);
      storage.axpyTwo(
          row,
          weighted * residual,
          gradients,
          weighted * Logistic.curvature(margin) * along,
          products);
      if (directional != null) {
        directional[row] = residual * along;
      }
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
  protected void directionalDerivativesK(Rows rows, Vec z, Vec v, Vec out) {
    double[] zs = array(z);
    double[] vs = array(v);
    double[] outs = array(out);
    for (int k = 0; k < rows.count(); k++) {
      int row = rows.row(k);
      outs[row] = Logistic.residual(signs[row], storage.dot(row, zs)) * storage.dot(row, vs);
    }
  }

  @Override
  protected void sagaGradientK(Rows rows, double scale, Vec z, SagaTable residuals, Vec out) {
    double[] zs = array(z);
    residualMemory.open(rows, residuals);
    for (int k = 0; k < rows.count(); k++) {
      int row = rows.row(k);
      double residual = Logistic.residual(signs[row], storage.dot(row, zs));
      residualMemory.put(k, row, 0, weight(rows, row) * residual);
    }
    double[] sum = array(out);
    Arrays.fill(sum, 0);
    for (int k = 0; k < rows.count(); k++) {
      storage.axpy(rows.row(k), residualMemory.change(k), sum);
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
    saga(rows, scale, z, v, residuals, curvatures, gradient, hessianVector, null);
  }

  @Override
  protected void sagaGradientHessianVectorAndDirectionalDerivativesK(
      Rows rows,
      double scale,
      Vec z,
      Vec v,
      SagaTable residuals,
      SagaTable curvatures,
      Vec gradient,
      Vec hessianVector,
      Vec directional) {
    saga(rows, scale, z, v, residuals, curvatures, gradient, hessianVector, array(directional));
  }

  private void saga(
      Rows rows,
      double scale,
      Vec z,
      Vec v,
      SagaTable residuals,
      SagaTable curvatures,
      Vec gradient,
      Vec hessianVector,
      double @Nullable [] directional) {
    double[] zs = array(z);
    double[] vs = array(v);
    residualMemory.open(rows, residuals);
    curvatureMemory.open(rows, curvatures);
    for (int k = 0; k < rows.count(); k++) {
      int row = rows.row(k);
      double margin = storage.dot(row, zs);
      double along = storage.dot(row, vs);
      double weight = weight(rows, row);
      double residual = Logistic.residual(signs[row], margin);
      residualMemory.put(k, row, 0, weight * residual);
      curvatureMemory.put(k, row, 0, weight * Logistic.curvature(margin) * along);
      if (directional != null) {
        directional[row] = residual * along;
      }
    }
    double[] gradients = array(gradient);
    double[] products = array(hessianVector);
    Arrays.fill(gradients, 0);
    Arrays.fill(products, 0);
    for (int k = 0; k < rows.count(); k++) {
      storage.axpyTwo(
          rows.row(k), residualMemory.change(k), gradients, curvatureMemory.change(k), products);
    }
    residualMemory.finish(rows, scale, gradients);
    curvatureMemory.finish(rows, scale, products);
  }
}
