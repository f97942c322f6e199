package org.hypergrad.solvers;

import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.Choice;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Selection;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.jspecify.annotations.Nullable;

/**
 * Regularisation selection for logistic regression, the first problem of the SOBA/SABA paper, here
 * for two classes:
 *
 * <pre>
 *   G(z, x) = 1/n Σ_i log(1 + e^{−y_i a_i·z}) + ½ Σ_g e^{x_g} Σ_{k in g} z_k²     training rows
 *   F(z)    = 1/m Σ_j log(1 + e^{−y_j b_j·z})                                     validation rows
 *   ∇²₂₁G v = e^x ∘ z ∘ v, exactly; ∇₂F = 0
 * </pre>
 *
 * <p>With more classes the losses are multinomial and z has a weight a column and class, as in
 * {@link LogisticKernels}.
 *
 * <p>Without a box h may fall for ever as some x_g → ±∞, so x is kept in [−box, box]. Owns its
 * kernels: close it. Serves one thread at a time.
 */
public final class RegularizationSelection implements BilevelProblem {

  private final BilevelKernels kernels;
  private final double box;
  private @Nullable Smoothness smoothness;
  private @Nullable Long fingerprint;

  /**
   * A problem on kernels that are open.
   *
   * @param kernels taken over
   * @param box above 0; +∞ for none
   */
  public RegularizationSelection(BilevelKernels kernels, double box) {
    if (!(box > 0)) {
      throw new IllegalArgumentException("a box of ±" + box);
    }
    this.kernels = kernels;
    this.box = box;
  }

  /**
   * Opens training and validation rows in a backend.
   *
   * @param backend from {@link org.hypergrad.kernels.Backends#select(String)}
   * @param penalty over as many coordinates as the data has weights: a column, or with three
   *     classes or more a column and class
   * @throws org.hypergrad.kernels.BackendRefusedException if no backend can
   */
  public static RegularizationSelection open(
      Selection backend,
      Dataset training,
      Dataset validation,
      Penalty penalty,
      double box,
      OpenOptions options) {
    return new RegularizationSelection(
        backend.bilevel(training, validation, penalty, options), box);
  }

  /** Which backend computes, and why. */
  public @Nullable Choice choice() {
    return kernels.inner().choice();
  }

  @Override
  public Vectors vectors() {
    return kernels.vectors();
  }

  @Override
  public int innerDimension() {
    return kernels.penalty().innerDimension();
  }

  @Override
  public int outerDimension() {
    return kernels.penalty().outerDimension();
  }

  @Override
  public int innerRows() {
    return kernels.inner().rows();
  }

  @Override
  public int outerRows() {
    return kernels.outer().rows();
  }

  @Override
  public Penalty penalty() {
    return kernels.penalty();
  }

  @Override
  public double lowerBound() {
    return -box;
  }

  @Override
  public double upperBound() {
    return box;
  }

  @Override
  public BilevelKernels kernels() {
    return kernels;
  }

  @Override
  public double innerLoss(Rows rows, double scale, Vec z, Vec x) {
    return kernels.inner().loss(rows, scale, z);
  }

  @Override
  public void innerGradient(Rows rows, double scale, Vec z, Vec x, Vec out) {
    kernels.inner().gradient(rows, scale, z, out);
  }

  @Override
  public void innerHessianVector(Rows rows, double scale, Vec z, Vec x, Vec v, Vec out) {
    kernels.inner().hessianVector(rows, scale, z, v, out);
  }

  @Override
  public void innerMixedDerivative(Rows rows, double scale, Vec z, Vec x, Vec v, Vec out) {
    vectors().fill(0, out);
  }

  @Override
  public void innerDirections(
      Rows rows, double scale, Vec z, Vec x, Vec v, Vec gradient, Vec hessianVector, Vec mixed) {
    kernels.inner().gradientAndHessianVector(rows, scale, z, v, gradient, hessianVector);
    vectors().fill(0, mixed);
  }

  @Override
  public void innerHessianDiagonal(Rows rows, double scale, Vec z, Vec x, Vec out) {
    kernels.inner().hessianDiagonal(rows, scale, z, out);
  }

  @Override
  public double outerLoss(Rows rows, double scale, Vec z, Vec x) {
    return kernels.outer().loss(rows, scale, z);
  }

  @Override
  public void outerGradients(Rows rows, double scale, Vec z, Vec x, Vec inZ, Vec inX) {
    kernels.outer().gradient(rows, scale, z, inZ);
    vectors().fill(0, inX);
  }

  @Override
  public double outerError(Vec z) {
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

  @Override
  public Smoothness smoothness() {
    if (smoothness == null) {
      smoothness = Smoothness.ofLogistic(kernels.inner());
    }
    return smoothness;
  }

  @Override
  public long fingerprint() {
    if (fingerprint == null) {
      fingerprint = Fingerprint.of(kernels);
    }
    return fingerprint;
  }

  @Override
  public void close() {
    kernels.close();
  }
}
