package org.hypergrad.kernels.scalar;

import java.util.Arrays;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.Softmax;
import org.hypergrad.kernels.Vec;
import org.jspecify.annotations.Nullable;

/**
 * The scalar reference of every operation on three classes or more: row by row in the order of the
 * selection, entry by entry, class by class.
 */
public class ScalarMultinomialKernels extends ScalarKernels {

  private final Labels labels;
  private final int outputs;

  /** Of the row at hand: its entries, and k numbers each. */
  private final LoadedRow loaded;

  private final Softmax softmax;
  private final double[] margins;
  private final double[] along;
  private final double[] residual;
  private final double[] curvature;

  /**
   * Opens a dataset over vectors in the Java heap.
   *
   * @throws IllegalArgumentException if the dataset has fewer than three classes
   */
  public ScalarMultinomialKernels(Dataset data, HostVectors vectors) {
    super(data, vectors, data.labels().classes());
    labels = data.labels();
    outputs = labels.classes();
    if (outputs < 3) {
      throw new IllegalArgumentException(
          "these kernels are for 3 classes or more, the data has " + labels.classes());
    }
    loaded = new LoadedRow(outputs);
    softmax = new Softmax(outputs);
    margins = new double[outputs];
    along = new double[outputs];
    residual = new double[outputs];
    curvature = new double[outputs];
  }

  /** Brings a row's entries and probabilities. */
  private void visit(int row, double[] z) {
    storage.load(row, loaded);
    loaded.dotAll(z, margins);
    softmax.evaluate(margins);
  }

  /** Brings residual and curvature along v besides. */
  private void visit(int row, double[] z, double[] v) {
    visit(row, z);
    loaded.dotAll(v, along);
    softmax.residual(labels.classOf(row), residual);
    softmax.curvature(along, curvature);
  }

  private static void clear(double @Nullable [] sum) {
    if (sum != null) {
      Arrays.fill(sum, 0);
    }
  }

  @Override
  protected double lossK(Rows rows, double scale, Vec z) {
    return sumLosses(rows, scale, z, null);
  }

  @Override
  protected void gradientK(Rows rows, double scale, Vec z, Vec out) {
    sumLosses(rows, scale, z, array(out));
  }

  @Override
  protected double lossAndGradientK(Rows rows, double scale, Vec z, Vec out) {
    return sumLosses(rows, scale, z, array(out));
  }

  private double sumLosses(Rows rows, double scale, Vec z, double @Nullable [] gradient) {
    double[] zs = array(z);
    clear(gradient);
    double sum = 0;
    for (int k = 0; k < rows.count(); k++) {
      int row = rows.row(k);
      int y = labels.classOf(row);
      double weight = weight(rows, row);
      visit(row, zs);
      sum += weight * softmax.loss(y);
      if (gradient != null) {
        softmax.residual(y, residual);
        loaded.axpyAll(scale * weight, residual, gradient);
      }
    }
    return scale * sum;
  }

  @Override
  protected void hessianVectorK(Rows rows, double scale, Vec z, Vec v, Vec out) {
    directions(rows, scale, z, v, null, array(out), null);
  }

  @Override
  protected void hessianVectorFromMarginsK(Rows rows, double scale, Vec known, Vec v, Vec out) {
    double[] knowns = array(known);
    double[] vs = array(v);
    double[] outs = array(out);
    clear(outs);
    for (int k = 0; k < rows.count(); k++) {
      int row = rows.row(k);
      storage.load(row, loaded);
      loaded.dotAll(vs, along);
      System.arraycopy(knowns, row * outputs, margins, 0, outputs);
      softmax.evaluate(margins);
      softmax.curvature(along, curvature);
      loaded.axpyAll(scale * weight(rows, row), curvature, outs);
    }
  }

  @Override
  protected void gradientAndHessianVectorK(
      Rows rows, double scale, Vec z, Vec v, Vec gradient, Vec hessianVector) {
    directions(rows, scale, z, v, array(gradient), array(hessianVector), null);
  }

  @Override
  protected void directionalDerivativesK(Rows rows, Vec z, Vec v, Vec out) {
    directions(rows, 1, z, v, null, null, array(out));
  }

  @Override
  protected void gradientHessianVectorAndDirectionalDerivativesK(
      Rows rows, double scale, Vec z, Vec v, Vec gradient, Vec hessianVector, Vec directional) {
    directions(rows, scale, z, v, array(gradient), array(hessianVector), array(directional));
  }

  private void directions(
      Rows rows,
      double scale,
      Vec z,
      Vec v,
      double @Nullable [] gradient,
      double @Nullable [] product,
      double @Nullable [] directional) {
    double[] zs = array(z);
    double[] vs = array(v);
    clear(gradient);
    clear(product);
    for (int k = 0; k < rows.count(); k++) {
      int row = rows.row(k);
      double weighted = scale * weight(rows, row);
      visit(row, zs, vs);
      if (gradient != null) {
        loaded.axpyAll(weighted, residual, gradient);
      }
      if (product != null) {
        loaded.axpyAll(weighted, curvature, product);
      }
      if (directional != null) {
        directional[row] = residualAlong();
      }
    }
  }

  private double residualAlong() {
    double sum = 0;
    for (int c = 0; c < outputs; c++) {
      sum += residual[c] * along[c];
    }
    return sum;
  }

  @Override
  protected void hessianDiagonalK(Rows rows, double scale, Vec z, Vec out) {
    double[] zs = array(z);
    double[] outs = array(out);
    clear(outs);
    for (int k = 0; k < rows.count(); k++) {
      int row = rows.row(k);
      visit(row, zs);
      softmax.curvatureDiagonal(curvature);
      loaded.axpyAllSquares(scale * weight(rows, row), curvature, outs);
    }
  }

  @Override
  protected void marginsK(Rows rows, Vec z, Vec out) {
    double[] zs = array(z);
    double[] outs = array(out);
    for (int k = 0; k < rows.count(); k++) {
      storage.load(rows.row(k), loaded);
      loaded.dotAll(zs, margins);
      System.arraycopy(margins, 0, outs, k * outputs, outputs);
    }
  }

  @Override
  protected void sagaGradientK(Rows rows, double scale, Vec z, SagaTable residuals, Vec out) {
    double[] zs = array(z);
    double[] sum = array(out);
    clear(sum);
    residualMemory.open(rows, residuals);
    for (int k = 0; k < rows.count(); k++) {
      int row = rows.row(k);
      visit(row, zs);
      softmax.residual(labels.classOf(row), residual);
      remember(residualMemory, k, row, weight(rows, row), residual, sum);
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
    double[] gradients = array(gradient);
    double[] products = array(hessianVector);
    clear(gradients);
    clear(products);
    residualMemory.open(rows, residuals);
    curvatureMemory.open(rows, curvatures);
    for (int k = 0; k < rows.count(); k++) {
      int row = rows.row(k);
      double weight = weight(rows, row);
      visit(row, zs, vs);
      if (directional != null) {
        directional[row] = residualAlong();
      }
      remember(residualMemory, k, row, weight, residual, gradients);
      remember(curvatureMemory, k, row, weight, curvature, products);
    }
    residualMemory.finish(rows, scale, gradients);
    curvatureMemory.finish(rows, scale, products);
  }

  /**
   * Gives the k-th row's fresh scalars, which become their changes, to a table and adds these to
   * the sum.
   */
  private void remember(
      SagaMemory memory, int k, int row, double weight, double[] fresh, double[] sum) {
    for (int c = 0; c < outputs; c++) {
      fresh[c] = memory.put(k, row, c, weight * fresh[c]);
    }
    loaded.axpyAll(1, fresh, sum);
  }
}
