package org.hypergrad.kernels.simd;

/**
 * Products of a block of dense rows with matrices: the two halves of every kernel with several
 * outputs a row, and what a library for matrices can take over.
 *
 * <p>Matrices of weights and of sums are held output by output, each output as long as a row. Rows
 * of the block are {@code stride} apart and long, zeros in their padding; numbers of rows are held
 * row by row. Nothing is allocated in a call.
 */
public interface DenseProducts {

  /**
   * out ← X Zᵀ.
   *
   * @param values holds X: row k of {@code count} begins at {@code start + k · stride}
   * @param z length outputs × stride at least
   * @param out length count × outputs at least
   */
  void margins(
      double[] values, int start, int stride, int count, double[] z, int outputs, double[] out);

  /**
   * sum ← sum + Aᵀ X.
   *
   * @param coefficients A, length count × outputs at least
   * @param sum length outputs × stride at least
   */
  void accumulate(
      double[] values,
      int start,
      int stride,
      int count,
      double[] coefficients,
      int outputs,
      double[] sum);

  /** The same for another thread: itself where calls have no memory. */
  default DenseProducts twin() {
    return this;
  }
}
