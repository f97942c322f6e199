package org.hypergrad.solvers;

import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;

/** Conjugate gradients with a preconditioner, for H s = b with H symmetric and positive. */
final class ConjugateGradient {

  private final Vectors vectors;
  private final Vec residual;
  private final Vec preconditioned;
  private final Vec direction;
  private final Vec product;

  ConjugateGradient(Vectors vectors, int length) {
    this.vectors = vectors;
    residual = vectors.create(length);
    preconditioned = vectors.create(length);
    direction = vectors.create(length);
    product = vectors.create(length);
  }

  /**
   * Solves to ‖b − H s‖ ≤ tolerance, from s = 0.
   *
   * @param preconditioner an approximation to H⁻¹, symmetric and positive
   * @return the norm of the residual reached, above the tolerance if the steps ran out or rounding
   *     allows no more
   */
  double solve(
      LinearOperator hessian,
      LinearOperator preconditioner,
      Vec b,
      double tolerance,
      int mostSteps,
      Vec s) {
    vectors.fill(0, s);
    vectors.copy(b, residual);
    double norm = vectors.norm(residual);
    double energy = 0;
    for (int step = 0; step < mostSteps && norm > tolerance; step++) {
      preconditioner.apply(residual, preconditioned);
      double newEnergy = vectors.dot(residual, preconditioned);
      if (step == 0) {
        vectors.copy(preconditioned, direction);
      } else {
        vectors.scale(newEnergy / energy, direction);
        vectors.axpy(1, preconditioned, direction);
      }
      energy = newEnergy;
      hessian.apply(direction, product);
      double curvature = vectors.dot(direction, product);
      if (!(curvature > 0)) {
        break;
      }
      vectors.axpy(energy / curvature, direction, s);
      vectors.axpy(-energy / curvature, product, residual);
      norm = vectors.norm(residual);
    }
    return norm;
  }
}
