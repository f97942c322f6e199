package org.hypergrad.solvers;

import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.Choice;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.jspecify.annotations.Nullable;

/**
 * A problem whose inner and outer terms are logistic losses, two classes or more, of rows that are
 * open in a backend, and whose outer sum does not depend on x: F(z) = 1/m Σ_j loss_j(z), ∇₂F = 0.
 * What x does to the inner sum is for the subclass to say.
 *
 * @param <K> the kernels that the problem lives in, which it owns
 */
abstract sealed class LogisticProblem<K extends BilevelKernels> implements BilevelProblem
    permits DataCleaning, RegularizationSelection {

  private final K kernels;
  private final double box;

  /** Of all inner rows, where the Hessian was asked for last. */
  private @Nullable Vec margins;

  private @Nullable Smoothness smoothness;
  private @Nullable Long fingerprint;

  LogisticProblem(K kernels, double box) {
    if (!(box > 0)) {
      throw new IllegalArgumentException("a box of ±" + box);
    }
    this.kernels = kernels;
    this.box = box;
  }

  /**
   * The inner rows given, with the weights that x gives them: an operand for {@code
   * kernels().inner()}, valid until the next call.
   */
  abstract Rows weighted(Rows rows, Vec x);

  /** Which backend computes, and why. */
  public final @Nullable Choice choice() {
    return kernels.inner().choice();
  }

  @Override
  public final K kernels() {
    return kernels;
  }

  @Override
  public final Vectors vectors() {
    return kernels.vectors();
  }

  @Override
  public final int innerDimension() {
    return kernels.penalty().innerDimension();
  }

  @Override
  public final int outerDimension() {
    return kernels.penalty().outerDimension();
  }

  @Override
  public final int innerRows() {
    return kernels.inner().rows();
  }

  @Override
  public final int outerRows() {
    return kernels.outer().rows();
  }

  @Override
  public final Penalty penalty() {
    return kernels.penalty();
  }

  @Override
  public final double lowerBound() {
    return -box;
  }

  @Override
  public final double upperBound() {
    return box;
  }

  @Override
  public final double innerLoss(Rows rows, double scale, Vec z, Vec x) {
    return kernels.inner().loss(weighted(rows, x), scale, z);
  }

  @Override
  public final void innerGradient(Rows rows, double scale, Vec z, Vec x, Vec out) {
    kernels.inner().gradient(weighted(rows, x), scale, z, out);
  }

  @Override
  public final void innerHessianVector(Rows rows, double scale, Vec z, Vec x, Vec v, Vec out) {
    kernels.inner().hessianVector(weighted(rows, x), scale, z, v, out);
  }

  /** The margins at z are computed once for all products. */
  @Override
  public final LinearOperator innerHessian(double scale, Vec z, Vec x) {
    LogisticKernels inner = kernels.inner();
    Vec known = margins == null ? vectors().create(inner.rows() * inner.outputs()) : margins;
    margins = known;
    inner.margins(Rows.all(), z, known);
    return (v, out) ->
        inner.hessianVectorFromMargins(weighted(Rows.all(), x), scale, known, v, out);
  }

  @Override
  public final void innerHessianDiagonal(Rows rows, double scale, Vec z, Vec x, Vec out) {
    kernels.inner().hessianDiagonal(weighted(rows, x), scale, z, out);
  }

  @Override
  public final double outerLoss(Rows rows, double scale, Vec z, Vec x) {
    return kernels.outer().loss(rows, scale, z);
  }

  @Override
  public final void outerGradients(Rows rows, double scale, Vec z, Vec x, Vec inZ, Vec inX) {
    kernels.outer().gradient(rows, scale, z, inZ);
    vectors().fill(0, inX);
  }

  @Override
  public final double outerError(Vec z) {
    return errorRate(kernels.outer(), z);
  }

  /**
   * The fraction of rows whose class is not the one z predicts: class 1 for a positive margin, with
   * three classes or more the class of the largest margin, the lowest of equals.
   */
  public static double errorRate(LogisticKernels kernels, Vec z) {
    Vectors vectors = kernels.vectors();
    int outputs = kernels.outputs();
    Vec margins = vectors.create(kernels.rows() * outputs);
    kernels.margins(Rows.all(), z, margins);
    double[] values = vectors.toArray(margins);
    int wrong = 0;
    for (int row = 0; row < kernels.rows(); row++) {
      if (predicted(values, row, outputs) != kernels.dataset().labels().classOf(row)) {
        wrong++;
      }
    }
    return (double) wrong / kernels.rows();
  }

  private static int predicted(double[] margins, int row, int outputs) {
    if (outputs == 1) {
      return margins[row] > 0 ? 1 : 0;
    }
    int best = 0;
    for (int c = 1; c < outputs; c++) {
      if (margins[row * outputs + c] > margins[row * outputs + best]) {
        best = c;
      }
    }
    return best;
  }

  /** Bounds with every row at weight 1: a sum of rows that weigh less is as smooth or smoother. */
  @Override
  public final Smoothness smoothness() {
    if (smoothness == null) {
      smoothness = Smoothness.ofLogistic(kernels.inner());
    }
    return smoothness;
  }

  @Override
  public final long fingerprint() {
    if (fingerprint == null) {
      fingerprint = Fingerprint.of(kernels);
    }
    return fingerprint;
  }

  @Override
  public final void close() {
    kernels.close();
  }
}
