package org.hypergrad.kernels.testkit;

/**
 * The oracle of the pointwise functions: of the margins of one row, one for two classes and k for k
 * of them, each with the bound of its computation in doubles.
 */
sealed interface ExactPointwise permits ExactBinary, ExactMultinomial {

  /** Above e^−708, where a double exp leaves the normal numbers: a backend may flush to zero. */
  double FLUSHED = 0x1p-1021;

  static ExactPointwise of(int classes) {
    return classes == 2 ? new ExactBinary() : new ExactMultinomial();
  }

  /** The loss of a row of class y. */
  Bounded loss(int y, Bounded... margins);

  /** ∂loss/∂margins of a row of class y, one a margin. */
  Bounded[] residual(int y, Bounded... margins);

  /** ∂²loss/∂margins² applied to a direction, one number a margin. */
  Bounded[] curvature(Bounded[] margins, Bounded... along);

  /** The diagonal of ∂²loss/∂margins². */
  Bounded[] curvatureDiagonal(Bounded... margins);
}
