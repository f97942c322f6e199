package org.hypergrad.bench.work;

/**
 * The full passes of binary logistic regression by one implementation: sums over all rows, of the
 * data terms alone. Outputs come last and are overwritten.
 */
public interface Passes extends AutoCloseable {

  /** What one of them is. */
  enum Kind {
    /** Σ loss. */
    LOSS,
    /** Σ r a. */
    GRADIENT,
    /** Σ c (a·v) a. */
    HESSIAN_VECTOR,
    /** The same at a point where one was computed before. */
    HESSIAN_VECTOR_FROM_MARGINS,
    /** The two before, in one pass if there is one. */
    GRADIENT_AND_HESSIAN_VECTOR
  }

  /** Σ loss. */
  double loss(double[] z);

  /** out ← Σ r a. */
  void gradient(double[] z, double[] out);

  /** out ← Σ c (a·v) a. */
  void hessianVector(double[] z, double[] v, double[] out);

  /**
   * out ← Σ c (a·v) a at the z of the call before, of which as much as may be is taken over:
   * nothing unless overridden.
   */
  default void hessianVectorFromMargins(double[] z, double[] v, double[] out) {
    hessianVector(z, v, out);
  }

  /** Both; two passes unless overridden. */
  default void gradientAndHessianVector(
      double[] z, double[] v, double[] gradient, double[] hessianVector) {
    gradient(z, gradient);
    hessianVector(z, v, hessianVector);
  }

  /** Releases what it holds. */
  @Override
  default void close() {}
}
