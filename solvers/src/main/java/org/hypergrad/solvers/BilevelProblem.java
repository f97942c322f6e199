package org.hypergrad.solvers;

import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.jspecify.annotations.Nullable;

/**
 * A stochastic bilevel problem as its oracles: two finite sums and, optionally, a separable
 * penalty.
 *
 * <pre>
 *   inner   G(z, x) = 1/n Σ_i G_i(z, x) + penalty(z, x)      z ∈ R^p, i over n inner rows
 *   outer   F(z, x) = 1/m Σ_j F_j(z, x)                      x ∈ R^d, j over m outer rows
 *   value   h(x)    = F(z*(x), x),   z*(x) = argmin_z G(z, x),   x in a box
 * </pre>
 *
 * <p>This is where a user's own problem enters: implement the abstract methods and every solver
 * with row tables or without tables runs on it. Oracles compute <em>sums over the rows given, times
 * scale</em>, overwrite their outputs, and leave the penalty out. G must be twice differentiable
 * and strongly convex in z where a solver goes. An implementation need not be thread-safe. Vectors
 * are of {@link #vectors()}: on a CPU {@code ((HostVec) z).array()} is the live array.
 */
public interface BilevelProblem extends AutoCloseable {

  /** The vector operations of the backend that the problem lives in. */
  Vectors vectors();

  /** Length of z and v, p. */
  int innerDimension();

  /** Length of x, d. */
  int outerDimension();

  /** Number of terms in the inner sum, n. */
  int innerRows();

  /** Number of terms in the outer sum, m. */
  int outerRows();

  /** The separable part of G, outside its sum; none unless overridden. */
  default Penalty penalty() {
    return Penalty.none(innerDimension(), outerDimension());
  }

  /** Lower end of the box for every element of x; −∞ unless overridden. */
  default double lowerBound() {
    return Double.NEGATIVE_INFINITY;
  }

  /** Upper end of the box for every element of x; +∞ unless overridden. */
  default double upperBound() {
    return Double.POSITIVE_INFINITY;
  }

  /** scale · Σ G_i(z, x). */
  double innerLoss(Rows rows, double scale, Vec z, Vec x);

  /** out ← scale · Σ ∇₁G_i(z, x), length p. */
  void innerGradient(Rows rows, double scale, Vec z, Vec x, Vec out);

  /** out ← scale · Σ ∇²₁₁G_i(z, x) v, length p. */
  void innerHessianVector(Rows rows, double scale, Vec z, Vec x, Vec v, Vec out);

  /**
   * The Hessian scale · Σ ∇²₁₁G_i(z, x) of all rows at one point, for many products there: override
   * where they have work in common. It serves until z or x change or this is called again.
   */
  default LinearOperator innerHessian(double scale, Vec z, Vec x) {
    return (v, out) -> innerHessianVector(Rows.all(), scale, z, x, v, out);
  }

  /** out ← scale · Σ ∇²₂₁G_i(z, x) v, the mixed derivative applied to v, length d. */
  void innerMixedDerivative(Rows rows, double scale, Vec z, Vec x, Vec v, Vec out);

  /**
   * The three inner oracles at the same point: override where one pass over the rows serves all.
   *
   * @param gradient length p
   * @param hessianVector length p
   * @param mixed length d
   */
  default void innerDirections(
      Rows rows, double scale, Vec z, Vec x, Vec v, Vec gradient, Vec hessianVector, Vec mixed) {
    innerGradient(rows, scale, z, x, gradient);
    innerHessianVector(rows, scale, z, x, v, hessianVector);
    innerMixedDerivative(rows, scale, z, x, v, mixed);
  }

  /**
   * out ← an approximation to the diagonal of scale · Σ ∇²₁₁G_i(z, x), positive, length p. It only
   * preconditions the exact evaluation; ones unless overridden.
   */
  default void innerHessianDiagonal(Rows rows, double scale, Vec z, Vec x, Vec out) {
    vectors().fill(1, out);
  }

  /** scale · Σ F_j(z, x). */
  double outerLoss(Rows rows, double scale, Vec z, Vec x);

  /** inZ ← scale · Σ ∇₁F_j(z, x), length p, and inX ← scale · Σ ∇₂F_j(z, x), length d. */
  void outerGradients(Rows rows, double scale, Vec z, Vec x, Vec inZ, Vec inX);

  /** The fraction of outer rows that z gets wrong, or NaN where the problem has no such thing. */
  default double outerError(Vec z) {
    return Double.NaN;
  }

  /**
   * Bounds on the curvature of the inner sum, from which default steps are made; null if they are
   * not known, and steps must be given.
   */
  default @Nullable Smoothness smoothness() {
    return null;
  }

  /**
   * The outer step of {@link DefaultSteps}, in units of x: how far an element moves in an iteration
   * at most or so, its direction being scaled to size one. Unless overridden, what suits logarithms
   * of strengths.
   */
  default StepSize defaultOuterStep() {
    return new StepSize(0.005, 1, 20_000); // ten units are 2,000 iterations away at the start
  }

  /**
   * Fused kernels for this problem, if its backend has any; solvers with scalar tables need them.
   */
  default @Nullable BilevelKernels kernels() {
    return null;
  }

  /** A number that tells data apart, so that a checkpoint is not resumed on another problem. */
  default long fingerprint() {
    return 0;
  }

  /** Releases what the problem holds in its backend. */
  @Override
  default void close() {}
}
