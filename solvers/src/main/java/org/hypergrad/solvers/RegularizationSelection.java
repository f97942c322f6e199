package org.hypergrad.solvers;

import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Selection;
import org.hypergrad.kernels.Vec;

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
public final class RegularizationSelection extends LogisticProblem<BilevelKernels> {

  /**
   * A problem on kernels that are open.
   *
   * @param kernels taken over
   * @param box above 0; +∞ for none
   */
  public RegularizationSelection(BilevelKernels kernels, double box) {
    super(kernels, box);
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

  /** x gives rows no weights. */
  @Override
  Rows weighted(Rows rows, Vec x) {
    return rows;
  }

  /** x acts on the penalty alone, which is outside the sum. */
  @Override
  public void innerMixedDerivative(Rows rows, double scale, Vec z, Vec x, Vec v, Vec out) {
    vectors().fill(0, out);
  }

  @Override
  public void innerDirections(
      Rows rows, double scale, Vec z, Vec x, Vec v, Vec gradient, Vec hessianVector, Vec mixed) {
    kernels().inner().gradientAndHessianVector(rows, scale, z, v, gradient, hessianVector);
    vectors().fill(0, mixed);
  }
}
