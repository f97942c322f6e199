package org.hypergrad.kernels.simd;

/** A door to the pointwise functions, which otherwise run inside kernels only. */
public final class VectorPointwise {

  private VectorPointwise() {}

  /** The length to which arrays of {@code count} rows are padded. */
  public static int padded(int count) {
    return Lanes.padded(count);
  }

  /** residual ← −y σ(−y m) and loss ← log(1 + e^{−y m}), for {@code count} rows. */
  public static void lossAndResidual(
      int count, double[] sign, double[] margin, double[] loss, double[] residual) {
    PointwiseLogistic.lossAndResidual(count, sign, margin, loss, residual);
  }
}
