package org.hypergrad.kernels.simd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.HostVec;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.scalar.ScalarLogisticKernels;
import org.jspecify.annotations.Nullable;

/**
 * The operations on two classes as passes over groups of rows, one pass a thread; see {@link
 * Parts}. What is not overridden is the scalar reference's.
 */
final class SimdLogisticKernels extends ScalarLogisticKernels implements Fusable {

  private final RowPass[] passes;
  private final double[] signs;
  private final RowLayout layout;
  private final Parts parts;
  private final SagaUpdate residualUpdate;
  private final SagaUpdate curvatureUpdate;
  private final String storage;

  /** Opens a dataset whose rows lie as planned, with so many threads. */
  SimdLogisticKernels(Dataset data, SimdVectors vectors, StoragePlan plan, int threads) {
    super(data, vectors);
    signs = new double[data.rows()];
    Arrays.setAll(signs, data.labels()::sign);
    RowLayout rows = plan.rows();
    layout = rows;
    parts = new Parts(threads, rows.entriesARow(), parameters());
    Rows all = Rows.range(0, data.rows());
    int fullParts = parts.of(all);
    List<String> described = new ArrayList<>(List.of(rows.describe()));
    passes = new RowPass[threads];
    for (int k = 0; k < threads; k++) {
      ColumnLayout columns =
          k < fullParts
              ? plan.columnCopy(Parts.start(all, k, fullParts), Parts.start(all, k + 1, fullParts))
              : null;
      if (columns != null) {
        described.add(columns.describe());
      }
      passes[k] = new RowPass(k == 0 ? rows : rows.twin(), columns, signs);
    }
    storage = String.join("; ", described);
    residualUpdate = new SagaUpdate(data.features(), 1);
    curvatureUpdate = new SagaUpdate(data.features(), 1);
  }

  @Override
  public @Nullable FusedBatch fusedBatch() {
    return layout instanceof DenseLayout dense ? dense.fusedBatch(signs, parts) : null;
  }

  private static double[] array(Vec vec) {
    return ((HostVec) vec).array();
  }

  @Override
  protected double lossK(Rows rows, double scale, Vec z) {
    double[] zs = array(z);
    int cut = parts.of(rows);
    if (cut == 1) {
      return scale * passes[0].loss(rows, 0, rows.count(), zs);
    }
    parts.run(
        cut,
        k ->
            parts.noteLoss(
                k,
                passes[k].loss(
                    rows, Parts.start(rows, k, cut), Parts.start(rows, k + 1, cut), zs)));
    return scale * parts.totalLoss(cut);
  }

  @Override
  protected void gradientK(Rows rows, double scale, Vec z, Vec out) {
    double[] zs = array(z);
    double[] outs = array(out);
    int cut = parts.of(rows);
    if (cut == 1) {
      passes[0].gradient(rows, 0, rows.count(), scale, zs, outs);
      return;
    }
    parts.run(
        cut,
        k ->
            passes[k].gradient(
                rows,
                Parts.start(rows, k, cut),
                Parts.start(rows, k + 1, cut),
                scale,
                zs,
                parts.sum(k, outs)));
    parts.collect(cut, outs);
  }

  @Override
  protected double lossAndGradientK(Rows rows, double scale, Vec z, Vec out) {
    double[] zs = array(z);
    double[] outs = array(out);
    int cut = parts.of(rows);
    if (cut == 1) {
      return scale * passes[0].lossAndGradient(rows, 0, rows.count(), scale, zs, outs);
    }
    parts.run(
        cut,
        k ->
            parts.noteLoss(
                k,
                passes[k].lossAndGradient(
                    rows,
                    Parts.start(rows, k, cut),
                    Parts.start(rows, k + 1, cut),
                    scale,
                    zs,
                    parts.sum(k, outs))));
    parts.collect(cut, outs);
    return scale * parts.totalLoss(cut);
  }

  @Override
  protected void hessianVectorK(Rows rows, double scale, Vec z, Vec v, Vec out) {
    double[] zs = array(z);
    double[] vs = array(v);
    double[] outs = array(out);
    int cut = parts.of(rows);
    if (cut == 1) {
      passes[0].hessianVector(rows, 0, rows.count(), scale, zs, vs, outs);
      return;
    }
    parts.run(
        cut,
        k ->
            passes[k].hessianVector(
                rows,
                Parts.start(rows, k, cut),
                Parts.start(rows, k + 1, cut),
                scale,
                zs,
                vs,
                parts.sum(k, outs)));
    parts.collect(cut, outs);
  }

  @Override
  protected void hessianVectorFromMarginsK(Rows rows, double scale, Vec margins, Vec v, Vec out) {
    double[] known = array(margins);
    double[] vs = array(v);
    double[] outs = array(out);
    int cut = parts.of(rows);
    if (cut == 1) {
      passes[0].hessianVectorFromMargins(rows, 0, rows.count(), scale, known, vs, outs);
      return;
    }
    parts.run(
        cut,
        k ->
            passes[k].hessianVectorFromMargins(
                rows,
                Parts.start(rows, k, cut),
                Parts.start(rows, k + 1, cut),
                scale,
                known,
                vs,
                parts.sum(k, outs)));
    parts.collect(cut, outs);
  }

  @Override
  protected void directionalDerivativesK(Rows rows, Vec z, Vec v, Vec out) {
    double[] zs = array(z);
    double[] vs = array(v);
    double[] outs = array(out);
    int cut = parts.of(rows);
    if (cut == 1) {
      passes[0].directionalDerivatives(rows, 0, rows.count(), zs, vs, outs);
      return;
    }
    parts.run(
        cut,
        k ->
            passes[k].directionalDerivatives(
                rows, Parts.start(rows, k, cut), Parts.start(rows, k + 1, cut), zs, vs, outs));
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
    int cut = parts.of(rows);
    if (cut == 1) {
      passes[0].gradientAndHessianVector(
          rows, 0, rows.count(), scale, zs, vs, gradients, products, directional);
      return;
    }
    parts.run(
        cut,
        k ->
            passes[k].gradientAndHessianVector(
                rows,
                Parts.start(rows, k, cut),
                Parts.start(rows, k + 1, cut),
                scale,
                zs,
                vs,
                parts.sum(k, gradients),
                parts.other(k, products),
                directional));
    parts.collect(cut, gradients);
    parts.collectOthers(cut, products);
  }

  @Override
  protected void marginsK(Rows rows, Vec z, Vec out) {
    double[] zs = array(z);
    double[] outs = array(out);
    int cut = parts.of(rows);
    if (cut == 1) {
      passes[0].margins(rows, 0, rows.count(), zs, outs);
    } else {
      parts.run(
          cut,
          k ->
              passes[k].margins(
                  rows, Parts.start(rows, k, cut), Parts.start(rows, k + 1, cut), zs, outs));
    }
  }

  @Override
  protected void sagaGradientK(Rows rows, double scale, Vec z, SagaTable residuals, Vec out) {
    double[] zs = array(z);
    double[] outs = array(out);
    int cut = parts.of(rows);
    residualUpdate.open(rows, residuals);
    if (cut == 1) {
      passes[0].sagaGradient(rows, 0, rows.count(), zs, residualUpdate, outs);
    } else {
      parts.run(
          cut,
          k ->
              passes[k].sagaGradient(
                  rows,
                  Parts.start(rows, k, cut),
                  Parts.start(rows, k + 1, cut),
                  zs,
                  residualUpdate,
                  parts.sum(k, outs)));
      parts.collect(cut, outs);
    }
    residualUpdate.finish(scale, outs);
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
    int cut = parts.of(rows);
    residualUpdate.open(rows, residuals);
    curvatureUpdate.open(rows, curvatures);
    if (cut == 1) {
      passes[0].sagaGradientAndHessianVector(
          rows,
          0,
          rows.count(),
          zs,
          vs,
          residualUpdate,
          curvatureUpdate,
          gradients,
          products,
          directional);
    } else {
      parts.run(
          cut,
          k ->
              passes[k].sagaGradientAndHessianVector(
                  rows,
                  Parts.start(rows, k, cut),
                  Parts.start(rows, k + 1, cut),
                  zs,
                  vs,
                  residualUpdate,
                  curvatureUpdate,
                  parts.sum(k, gradients),
                  parts.other(k, products),
                  directional));
      parts.collect(cut, gradients);
      parts.collectOthers(cut, products);
    }
    residualUpdate.finish(scale, gradients);
    curvatureUpdate.finish(scale, products);
  }

  @Override
  public String storage() {
    return storage;
  }

  @Override
  protected void closeK() {
    parts.close();
  }
}
