package org.hypergrad.kernels;

/**
 * The pointwise functions of binary logistic regression, in forms that neither overflow nor cancel.
 *
 * <p>For a margin m = a·z and a label y ∈ {−1, +1}: loss log(1 + e^{−ym}), residual ∂loss/∂m = −y
 * σ(−ym), curvature ∂²loss/∂m² = σ(m) σ(−m) ≤ ¼. One exp(−|m|) serves all three. Margins of ±∞ give
 * the limits, NaN gives NaN.
 */
public final class Logistic {

  private Logistic() {}

  /** log(1 + e^{−ym}). */
  public static double loss(double y, double margin) {
    double signed = y * margin;
    return Math.max(-signed, 0) + Math.log1p(Math.exp(-Math.abs(signed)));
  }

  /** −y σ(−ym). */
  public static double residual(double y, double margin) {
    double signed = y * margin;
    double e = Math.exp(-Math.abs(signed));
    return -y * (signed >= 0 ? e : 1) / (1 + e);
  }

  /** σ(m) σ(−m). */
  public static double curvature(double margin) {
    double e = Math.exp(-Math.abs(margin));
    return e / ((1 + e) * (1 + e));
  }

  /** σ(m), the probability of the positive class. */
  public static double probability(double margin) {
    double e = Math.exp(-Math.abs(margin));
    return (margin >= 0 ? 1 : e) / (1 + e);
  }
}
