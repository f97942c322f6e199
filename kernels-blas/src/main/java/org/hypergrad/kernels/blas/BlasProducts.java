package org.hypergrad.kernels.blas;

import dev.ludovic.netlib.blas.BLAS;
import org.hypergrad.kernels.simd.DenseProducts;

/**
 * Products of blocks by {@code dgemm}. BLAS holds matrices by columns, so what it sees of a matrix
 * held by rows is the transposed one: out ← X Zᵀ becomes outᵀ ← Z Xᵀ, sum ← sum + Aᵀ X becomes sumᵀ
 * ← sumᵀ + Xᵀ A. With one output too, where {@code dgemv} was slower on blocks that fit a cache.
 *
 * <p>Without state, for any number of threads.
 */
final class BlasProducts implements DenseProducts {

  private static final String AS_IT_IS = "N";
  private static final String TRANSPOSED = "T";

  private final BLAS blas;

  BlasProducts(BLAS blas) {
    this.blas = blas;
  }

  @Override
  public void margins(
      double[] values, int start, int stride, int count, double[] z, int outputs, double[] out) {
    if (count == 0) {
      return;
    }
    blas.dgemm(
        TRANSPOSED,
        AS_IT_IS,
        outputs,
        count,
        stride,
        1,
        z,
        0,
        stride,
        values,
        start,
        stride,
        0,
        out,
        0,
        outputs);
  }

  @Override
  public void accumulate(
      double[] values,
      int start,
      int stride,
      int count,
      double[] coefficients,
      int outputs,
      double[] sum) {
    if (count == 0) {
      return;
    }
    blas.dgemm(
        AS_IT_IS,
        TRANSPOSED,
        stride,
        outputs,
        count,
        1,
        values,
        start,
        stride,
        coefficients,
        0,
        outputs,
        1,
        sum,
        0,
        stride);
  }
}
