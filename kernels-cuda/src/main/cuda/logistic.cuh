// The pointwise functions of binary logistic regression in forms that neither overflow nor
// cancel: those of org.hypergrad.kernels.Logistic. One exp(-|m|) serves all.
#pragma once

/** The margin's exponential, from which the functions are made. */
struct Logistic {
  double margin;
  double e;   // exp(-|margin|)
  double one; // 1 + e

  __device__ explicit Logistic(double m) : margin(m), e(exp(-fabs(m))), one(1 + e) {}

  /** log(1 + exp(-y m)); a NaN comes out through e. */
  __device__ double loss(double y) const { return fmax(-y * margin, 0.0) + log1p(e); }

  /** -y sigma(-y m). */
  __device__ double residual(double y) const { return -y * (y * margin >= 0 ? e : 1) / one; }

  /** sigma(m), the probability of the positive class. */
  __device__ double probability() const { return (margin >= 0 ? 1 : e) / one; }

  /** sigma(m) sigma(-m). */
  __device__ double curvature() const { return e / (one * one); }
};
