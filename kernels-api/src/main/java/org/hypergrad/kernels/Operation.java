package org.hypergrad.kernels;

/** The operations of the contract, as backends and reports name them. */
public enum Operation {
  /** {@link LogisticKernels#loss(Rows, double, Vec)}. */
  LOSS,
  /** {@link LogisticKernels#gradient(Rows, double, Vec, Vec)}. */
  GRADIENT,
  /** {@link LogisticKernels#lossAndGradient(Rows, double, Vec, Vec)}. */
  LOSS_AND_GRADIENT,
  /** {@link LogisticKernels#hessianVector(Rows, double, Vec, Vec, Vec)}. */
  HESSIAN_VECTOR,
  /** {@link LogisticKernels#hessianVectorFromMargins}. */
  HESSIAN_VECTOR_FROM_MARGINS,
  /** {@link LogisticKernels#gradientAndHessianVector}. */
  GRADIENT_AND_HESSIAN_VECTOR,
  /** {@link LogisticKernels#hessianDiagonal}. */
  HESSIAN_DIAGONAL,
  /** {@link LogisticKernels#margins}. */
  MARGINS,
  /** {@link LogisticKernels#sagaGradient}. */
  SAGA_GRADIENT,
  /** {@link LogisticKernels#sagaGradientAndHessianVector}. */
  SAGA_GRADIENT_AND_HESSIAN_VECTOR,
  /** {@link LogisticKernels#directionalDerivatives}. */
  DIRECTIONAL_DERIVATIVES,
  /** {@link LogisticKernels#gradientHessianVectorAndDirectionalDerivatives}. */
  GRADIENT_HESSIAN_VECTOR_AND_DIRECTIONAL_DERIVATIVES,
  /** {@link LogisticKernels#sagaGradientHessianVectorAndDirectionalDerivatives}. */
  SAGA_GRADIENT_HESSIAN_VECTOR_AND_DIRECTIONAL_DERIVATIVES,
  /** {@link BilevelKernels#advance}. */
  BILEVEL_STEP,
  /** {@link RowWeightKernels#advance}. */
  ROW_WEIGHT_STEP,
  /** The operations of {@link Vectors}. */
  VECTORS
}
