package org.hypergrad.solvers;

import org.hypergrad.kernels.Choice;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.RowWeightKernels;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Selection;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.jspecify.annotations.Nullable;

/**
 * Data cleaning, the second problem of the SOBA/SABA paper: learn how much every training row is
 * worth, from validation rows whose labels are right.
 *
 * <pre>
 *   G(z, x) = 1/n Σ_i σ(x_i) loss_i(z) + C‖z‖²          training rows, one x a row: d = n
 *   F(z)    = 1/m Σ_j loss_j(z)                         validation rows, unweighted
 *   (∇²₂₁G v)_i = σ'(x_i)/n · ⟨∇loss_i(z), v⟩; ∇₂F = 0
 * </pre>
 *
 * <p>Losses are logistic with two classes, multinomial with more. Where a label is wrong, x_i falls
 * and with it the row's weight σ(x_i). x is kept in [−box, box], where weights no longer change.
 * Owns its kernels: close it. Serves one thread at a time.
 */
public final class DataCleaning implements BilevelProblem {

  /** C of the authors' experiments. */
  public static final double DEFAULT_STRENGTH = 0.2;

  /** Beyond ±12 a weight is within 1e-5 of 0 or 1. */
  public static final double DEFAULT_BOX = 12;

  private final RowWeightKernels kernels;
  private final double box;
  private @Nullable Smoothness smoothness;
  private @Nullable Long fingerprint;

  /**
   * A problem on kernels that are open.
   *
   * @param kernels taken over
   * @param box above 0; +∞ for none
   */
  public DataCleaning(RowWeightKernels kernels, double box) {
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
   * @param penalty from {@link #penalty}, with an intercept or without
   * @throws org.hypergrad.kernels.BackendRefusedException if no backend can
   * @throws IllegalArgumentException if data and penalty do not fit together
   */
  public static DataCleaning open(
      Selection backend,
      Dataset training,
      Dataset validation,
      Penalty penalty,
      double box,
      OpenOptions options) {
    return new DataCleaning(backend.rowWeights(training, validation, penalty, options), box);
  }

  /**
   * C‖z‖² on the weights of so many columns of the training rows; {@link Penalty#withIntercept(int)
   * } adds a last column that is not penalised.
   *
   * @param columns those that are penalised
   * @param strength C, not negative
   */
  public static Penalty penalty(Dataset training, int columns, double strength) {
    int classes = training.labels().classes();
    int outputs = classes == 2 ? 1 : classes;
    return Penalty.fixed(Math.multiplyExact(columns, outputs), 2 * strength, training.rows());
  }

  /** C‖z‖² on all weights. */
  public static Penalty penalty(Dataset training, double strength) {
    return penalty(training, training.columns(), strength);
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
    return kernels.inner().rows();
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

  /** How far a typical x_i moves each time its row is in a batch, falling. */
  @Override
  public StepSize defaultOuterStep() {
    return new StepSize(0.3, 1, 20_000); // chosen on validation rows of mnist, see docs/solvers.md
  }

  @Override
  public RowWeightKernels kernels() {
    return kernels;
  }

  @Override
  public double innerLoss(Rows rows, double scale, Vec z, Vec x) {
    return kernels.inner().loss(kernels.weighted(rows, x), scale, z);
  }

  @Override
  public void innerGradient(Rows rows, double scale, Vec z, Vec x, Vec out) {
    kernels.inner().gradient(kernels.weighted(rows, x), scale, z, out);
  }

  @Override
  public void innerHessianVector(Rows rows, double scale, Vec z, Vec x, Vec v, Vec out) {
    kernels.inner().hessianVector(kernels.weighted(rows, x), scale, z, v, out);
  }

  @Override
  public void innerMixedDerivative(Rows rows, double scale, Vec z, Vec x, Vec v, Vec out) {
    kernels.mixedDerivative(rows, scale, z, x, v, out);
  }

  @Override
  public void innerHessianDiagonal(Rows rows, double scale, Vec z, Vec x, Vec out) {
    kernels.inner().hessianDiagonal(kernels.weighted(rows, x), scale, z, out);
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
    return RegularizationSelection.errorRate(kernels.outer(), z);
  }

  /** Bounds with every weight at its limit of 1: the weighted sum is never less smooth. */
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
