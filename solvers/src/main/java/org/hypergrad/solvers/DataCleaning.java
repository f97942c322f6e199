package org.hypergrad.solvers;

import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.RowWeightKernels;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Selection;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vec;

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
public final class DataCleaning extends LogisticProblem<RowWeightKernels> {

  /** C of the authors' experiments. */
  public static final double DEFAULT_STRENGTH = 0.2;

  /** Beyond ±12 a weight is within 1e-5 of 0 or 1. */
  public static final double DEFAULT_BOX = 12;

  /**
   * A problem on kernels that are open.
   *
   * @param kernels taken over
   * @param box above 0; +∞ for none
   */
  public DataCleaning(RowWeightKernels kernels, double box) {
    super(kernels, box);
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

  /** Every row weighs σ(x_i). */
  @Override
  Rows weighted(Rows rows, Vec x) {
    return kernels().weighted(rows, x);
  }

  @Override
  public void innerMixedDerivative(Rows rows, double scale, Vec z, Vec x, Vec v, Vec out) {
    kernels().mixedDerivative(rows, scale, z, x, v, out);
  }

  /** How far a typical x_i moves each time its row is in a batch, falling. */
  @Override
  public StepSize defaultOuterStep() {
    return new StepSize(0.3, 1, 20_000); // chosen on validation rows of mnist, see docs/solvers.md
  }
}
