package org.hypergrad.kernels.simd;

/**
 * Products of a block of dense rows with matrices: the two halves of every kernel with several
 * outputs a row, and what a library for matrices can take over.
 *
 * <p>All matrices are row-major without gaps, but for the block, whose rows are {@code stride}
 * apart and long, zeros in their padding. A handle's threads call at once, each with outputs of its
 * own; nothing is allocated.
 */
public interface DenseProducts {

  /**
   * out ← X Z.
   *
   * @param values holds X: row k of {@code count} begins at {@code start + k · stride}
   * @param z length stride × outputs at least
   * @param out length count × outputs at least
   */
  void margins(
      double[] values, int start, int stride, int count, double[] z, int outputs, double[] out);

  /**
   * sum ← sum + Xᵀ A.
   *
   * @param coefficients A, length count × outputs at least
   * @param sum length stride × outputs at least
   */
  void accumulate(
      double[] values,
      int start,
      int stride,
      int count,
      double[] coefficients,
      int outputs,
      double[] sum);

  /** The number of outputs, at least {@code outputs}, at which these products are fastest. */
  default int padded(int outputs) {
    return outputs;
  }
}
