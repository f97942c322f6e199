package org.hypergrad.kernels.simd;

import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.HostVec;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.scalar.ScalarMultinomialKernels;
import org.jspecify.annotations.Nullable;

/**
 * The operations on three classes or more as passes over groups of rows, one pass a thread; see
 * {@link Parts}. What is not overridden is the scalar reference's.
 */
final class SimdMultinomialKernels extends ScalarMultinomialKernels implements Fusable {

  private final MatrixPass[] passes;
  private final MatrixLayout layout;
  private final Parts parts;
  private final SagaUpdate residualUpdate;
  private final SagaUpdate curvatureUpdate;
  private final String storage;

  /** Opens a dataset whose rows lie in {@code layout}, with so many threads. */
  SimdMultinomialKernels(Dataset data, SimdVectors vectors, MatrixLayout layout, int threads) {
    super(data, vectors);
    this.layout = layout;
    parts = new Parts(threads, layout.entriesARow() * outputs(), parameters());
    passes = new MatrixPass[threads];
    for (int k = 0; k < threads; k++) {
      passes[k] = new MatrixPass(k == 0 ? layout : layout.twin(), data.labels());
    }
    storage = layout.describe();
    residualUpdate = new SagaUpdate(data.features(), outputs());
    curvatureUpdate = new SagaUpdate(data.features(), outputs());
  }

  @Override
  public @Nullable FusedBatch fusedBatch() {
    return layout instanceof DenseMatrixLayout dense
        ? dense.fusedBatch(dataset().labels(), parts)
        : null;
  }

  private static double[] array(Vec vec) {
    return ((HostVec) vec).array();
  }

  private double losses(Rows rows, double scale, Vec z, double @Nullable [] out) {
    double[] zs = array(z);
    int cut = parts.of(rows);
    if (cut == 1) {
      return scale * passes[0].losses(rows, 0, rows.count(), scale, zs, out);
    }
    parts.run(
        cut,
        k ->
            parts.noteLoss(
                k,
                passes[k].losses(
                    rows,
                    Parts.start(rows, k, cut),
                    Parts.start(rows, k + 1, cut),
                    scale,
                    zs,
                    out == null ? null : parts.sum(k, out))));
    if (out != null) {
      parts.collect(cut, out);
    }
    return scale * parts.totalLoss(cut);
  }

  @Override
  protected double lossK(Rows rows, double scale, Vec z) {
    return losses(rows, scale, z, null);
  }

  @Override
  protected void gradientK(Rows rows, double scale, Vec z, Vec out) {
    losses(rows, scale, z, array(out));
  }

  @Override
  protected double lossAndGradientK(Rows rows, double scale, Vec z, Vec out) {
    return losses(rows, scale, z, array(out));
  }

  @Override
  protected void marginsK(Rows rows, Vec z, Vec out) {
    double[] zs = array(z);
    double[] outs = array(out);
    int cut = parts.of(rows);
    if (cut == 1) {
      passes[0].margins(rows, 0, rows.count(), zs, outs);
      return;
    }
    parts.run(
        cut,
        k ->
            passes[k].margins(
                rows, Parts.start(rows, k, cut), Parts.start(rows, k + 1, cut), zs, outs));
  }

  private void directions(
      Rows rows,
      double scale,
      Vec z,
      Vec v,
      boolean saga,
      double @Nullable [] gradient,
      double @Nullable [] product,
      double @Nullable [] directional) {
    double[] zs = array(z);
    double[] vs = array(v);
    SagaUpdate residuals = saga ? residualUpdate : null;
    SagaUpdate curvatures = saga ? curvatureUpdate : null;
    int cut = parts.of(rows);
    if (cut == 1) {
      passes[0].directions(
          rows,
          0,
          rows.count(),
          scale,
          zs,
          vs,
          residuals,
          curvatures,
          gradient,
          product,
          directional);
      return;
    }
    parts.run(
        cut,
        k ->
            passes[k].directions(
                rows,
                Parts.start(rows, k, cut),
                Parts.start(rows, k + 1, cut),
                scale,
                zs,
                vs,
                residuals,
                curvatures,
                gradient == null ? null : parts.sum(k, gradient),
                product == null ? null : parts.other(k, product),
                directional));
    if (gradient != null) {
      parts.collect(cut, gradient);
    }
    if (product != null) {
      parts.collectOthers(cut, product);
    }
  }

  @Override
  protected void hessianVectorK(Rows rows, double scale, Vec z, Vec v, Vec out) {
    directions(rows, scale, z, v, false, null, array(out), null);
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
  protected void gradientAndHessianVectorK(
      Rows rows, double scale, Vec z, Vec v, Vec gradient, Vec hessianVector) {
    directions(rows, scale, z, v, false, array(gradient), array(hessianVector), null);
  }

  @Override
  protected void directionalDerivativesK(Rows rows, Vec z, Vec v, Vec out) {
    directions(rows, 1, z, v, false, null, null, array(out));
  }

  @Override
  protected void gradientHessianVectorAndDirectionalDerivativesK(
      Rows rows, double scale, Vec z, Vec v, Vec gradient, Vec hessianVector, Vec directional) {
    directions(rows, scale, z, v, false, array(gradient), array(hessianVector), array(directional));
  }

  @Override
  protected void sagaGradientK(Rows rows, double scale, Vec z, SagaTable residuals, Vec out) {
    double[] zs = array(z);
    double[] outs = array(out);
    residualUpdate.open(rows, residuals);
    int cut = parts.of(rows);
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
    double[] gradients = array(gradient);
    double[] products = array(hessianVector);
    residualUpdate.open(rows, residuals);
    curvatureUpdate.open(rows, curvatures);
    directions(rows, 1, z, v, true, gradients, products, directional);
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
