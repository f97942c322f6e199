package org.hypergrad.kernels.cuda;

import org.hypergrad.kernels.Arithmetic;

/** The rows of a dataset in device memory, and the two products with them. */
interface ResidentRows {

  /** Rows whose memory is planned, but not taken yet. */
  interface Planned {
    /** Copies the rows to the device, once. */
    ResidentRows in(CudaSession session);
  }

  /**
   * The margins: out ← A<sub>B</sub> X for the rows of a batch, X of one column an output, the k-th
   * row's at k · outputs.
   *
   * @param x2 another X, or 0 for none
   * @param out2 its margins
   */
  void multiply(Batch rows, long x1, long x2, long out1, long out2);

  /**
   * Whether {@link #addUp} of so many rows takes its coefficients by the number of the row, zeros
   * for rows that are not in the batch, or by the place in the batch.
   */
  boolean byRow(int count);

  /**
   * The transposed product: A<sub>B</sub>ᵀ X to the first target, and for another X to the second.
   *
   * @param squares whether entries of A are squared
   * @param x1 coefficients, {@code outputs} side by side; see {@link #byRow}
   * @param x2 others, or 0 for none
   */
  void addUp(Batch rows, boolean squares, long x1, long x2, Target first, Target second);

  /** Appends the rows to a description of a problem, as {@code Rows} of steps.cu has them. */
  void describeTo(Words words);

  /** What products are computed in. */
  default Arithmetic arithmetic() {
    return Arithmetic.DOUBLE;
  }

  /** How they lie in memory, in words. */
  String storage();
}
