package org.hypergrad.kernels.cuda;

/** The kernels of {@code vectors.cu}, by their names there. */
record VectorFunctions(
    CudaFunction fill,
    CudaFunction scale,
    CudaFunction axpy,
    CudaFunction dotParts,
    CudaFunction sum,
    CudaFunction multiplyAdd,
    CudaFunction clip,
    CudaFunction average,
    CudaFunction averageSquares,
    CudaFunction normalizedStep,
    CudaFunction shrink,
    CudaFunction coefficients,
    CudaFunction mixedGroups,
    CudaFunction mixedParts,
    CudaFunction sumRows,
    CudaFunction gather,
    CudaFunction scatter) {

  private static final String MODULE = "vectors";

  static VectorFunctions of(CudaDevice device) {
    return new VectorFunctions(
        device.function(MODULE, "fill"),
        device.function(MODULE, "scale"),
        device.function(MODULE, "axpy"),
        device.function(MODULE, "dot_parts"),
        device.function(MODULE, "sum"),
        device.function(MODULE, "multiply_add"),
        device.function(MODULE, "clip"),
        device.function(MODULE, "average"),
        device.function(MODULE, "average_squares"),
        device.function(MODULE, "normalized_step"),
        device.function(MODULE, "shrink"),
        device.function(MODULE, "coefficients"),
        device.function(MODULE, "mixed_groups"),
        device.function(MODULE, "mixed_parts"),
        device.function(MODULE, "sum_rows"),
        device.function(MODULE, "gather"),
        device.function(MODULE, "scatter"));
  }
}
