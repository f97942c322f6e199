package org.hypergrad.solvers;

import java.util.SplittableRandom;
import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;

/**
 * Bounds on the curvature of a mean of n functions.
 *
 * @param rows n
 * @param mean L, the largest curvature of the mean
 * @param largest L_max, the largest curvature of a single term
 */
public record Smoothness(int rows, double mean, double largest) {

  private static final int POWER_ITERATIONS = 30;

  /**
   * Logistic loss: terms have curvature at most c‖a_i‖², the mean at most c times the largest
   * eigenvalue of AᵀA/n, with c = ¼ for two classes and ½ for more. At z = 0 every row's curvature
   * is exactly ¼, or a projection times 1/k for k classes, so the power method on that eigenvalue
   * is a Hessian-vector product of the kernels. Costs some 30 passes over the data at most.
   */
  static Smoothness ofLogistic(LogisticKernels kernels) {
    Features features = kernels.dataset().features();
    int outputs = kernels.outputs();
    double bound = outputs == 1 ? 0.25 : 0.5;
    double atZero = outputs == 1 ? 0.25 : 1.0 / outputs;
    double largest = 0;
    for (int row = 0; row < features.rows(); row++) {
      largest = Math.max(largest, bound * features.rowSquaredNorm(row));
    }
    Vectors vectors = kernels.vectors();
    Vec zero = vectors.create(kernels.parameters());
    Vec product = vectors.create(kernels.parameters());
    Vec direction =
        vectors.of(
            new SplittableRandom(1).doubles(kernels.parameters()).map(u -> u - 0.5).toArray());
    double eigenvalue = 0;
    for (int k = 0; k < POWER_ITERATIONS; k++) {
      double norm = vectors.norm(direction);
      if (norm == 0) {
        break;
      }
      vectors.scale(1 / norm, direction);
      kernels.hessianVector(Rows.all(), 1.0 / kernels.rows(), zero, direction, product);
      double estimate = vectors.dot(direction, product);
      vectors.copy(product, direction);
      boolean settled = Math.abs(estimate - eigenvalue) <= 1e-3 * estimate;
      eigenvalue = estimate;
      if (settled) {
        break;
      }
    }
    return new Smoothness(
        features.rows(), Math.min(eigenvalue * bound / atZero * 1.01, largest), largest);
  }

  /**
   * Expected smoothness of the mean of b rows drawn without replacement: n(b−1)/(b(n−1)) L +
   * (n−b)/(b(n−1)) L_max (Gazagnadou, Gower, Salmon 2019; Gower et al. 2019).
   */
  public double ofBatch(int batch) {
    double n = rows;
    double b = Math.min(batch, rows);
    if (rows < 2) {
      return largest;
    }
    return n * (b - 1) / (b * (n - 1)) * mean + (n - b) / (b * (n - 1)) * largest;
  }
}
