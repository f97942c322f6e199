package org.hypergrad.kernels.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loss, residual and curvature of the logistic loss for a group of rows at once: one exp(−|m|) a
 * row serves all three.
 *
 * <p>exp and log1p are polynomials of additions, multiplications and fused multiply-adds only, so
 * that interpreted and compiled code give the same bits; the JDK's {@code lanewise(EXP)} does not.
 * exp is within 2 ulp for arguments in [−708, 0] and 0 below; log1p within 3 ulp on [0, 1]. Arrays
 * are padded to whole vectors; what lies in the padding is computed and not used.
 */
final class PointwiseLogistic {

  private static final VectorSpecies<Double> D = Lanes.DOUBLES;

  private static final double LOG2_E = 1.4426950408889634;

  /** 1.5 · 2^52: adding it rounds to the nearest integer and leaves that in the low bits. */
  private static final double ROUNDER = 0x1.8p52;

  /** ln 2 in two parts, the first so short that its product with any exponent is exact. */
  private static final double LN2_HIGH = 0x1.62e42feep-1;

  private static final double LN2_LOW = 0x1.a39ef35793c76p-33;
  private static final double LN2 = 0.6931471805599453;

  /** Below this exp is taken to be zero: it would be less than 3.4e-308. */
  private static final double LEAST = -708;

  /** √2 − 1: above it log1p halves its argument's successor. */
  private static final double SQUARE_ROOT_OF_TWO_LESS_ONE = 0.41421356237309503;

  private PointwiseLogistic() {}

  /**
   * residual ← −y σ(−y m) and curvature ← σ(m) σ(−m).
   *
   * @param count rows; arrays are at least {@code Lanes.padded(count)} long
   */
  static void residualAndCurvature(
      int count, double[] sign, double[] margin, double[] residual, double[] curvature) {
    exponentials(count, margin, curvature);
    for (int k = 0; k < count; k += Lanes.COUNT) {
      DoubleVector y = DoubleVector.fromArray(D, sign, k);
      DoubleVector m = DoubleVector.fromArray(D, margin, k);
      DoubleVector e = DoubleVector.fromArray(D, curvature, k);
      DoubleVector one = DoubleVector.broadcast(D, 1);
      DoubleVector inverse = one.div(e.add(1));
      VectorMask<Double> right = y.mul(m).compare(VectorOperators.GE, 0);
      y.neg().mul(one.blend(e, right)).mul(inverse).intoArray(residual, k);
      e.mul(inverse).mul(inverse).intoArray(curvature, k);
    }
  }

  /** residual as above, and loss ← log(1 + e^{−y m}). */
  static void lossAndResidual(
      int count, double[] sign, double[] margin, double[] loss, double[] residual) {
    exponentials(count, margin, residual);
    for (int k = 0; k < count; k += Lanes.COUNT) {
      DoubleVector y = DoubleVector.fromArray(D, sign, k);
      DoubleVector m = DoubleVector.fromArray(D, margin, k);
      DoubleVector e = DoubleVector.fromArray(D, residual, k);
      DoubleVector one = DoubleVector.broadcast(D, 1);
      DoubleVector signed = y.mul(m);
      VectorMask<Double> right = signed.compare(VectorOperators.GE, 0);
      y.neg().mul(one.blend(e, right)).div(e.add(1)).intoArray(residual, k);
      // log1p(e) = [ln 2] + 2 artanh(s) with f = e or (e − 1)/2, s = f/(2 + f), |s| ≤ 0.172
      VectorMask<Double> halved = e.compare(VectorOperators.GT, SQUARE_ROOT_OF_TWO_LESS_ONE);
      DoubleVector f = e.blend(e.sub(1).mul(0.5), halved);
      DoubleVector s = f.div(f.add(2));
      DoubleVector square = s.mul(s);
      DoubleVector p = square.fma(constant(2.0 / 23), constant(2.0 / 21));
      p = p.fma(square, constant(2.0 / 19));
      p = p.fma(square, constant(2.0 / 17));
      p = p.fma(square, constant(2.0 / 15));
      p = p.fma(square, constant(2.0 / 13));
      p = p.fma(square, constant(2.0 / 11));
      p = p.fma(square, constant(2.0 / 9));
      p = p.fma(square, constant(2.0 / 7));
      p = p.fma(square, constant(2.0 / 5));
      p = p.fma(square, constant(2.0 / 3));
      DoubleVector log = s.fma(constant(2), s.mul(square).mul(p));
      log = log.add(DoubleVector.zero(D).blend(LN2, halved));
      // −min(signed, 0), which keeps a NaN
      signed.min(0).neg().add(log).intoArray(loss, k);
    }
  }

  /** out ← exp(−|m|): a pass of its own, since a helper that returns vectors may box them. */
  static void exponentials(int count, double[] margin, double[] out) {
    for (int k = 0; k < count; k += Lanes.COUNT) {
      DoubleVector x = DoubleVector.fromArray(D, margin, k).abs().neg();
      VectorMask<Double> vanishing = x.compare(VectorOperators.LT, LEAST);
      DoubleVector clamped = x.blend(LEAST, vanishing);
      // x = n ln 2 + r with |r| ≤ ½ ln 2, exp(x) = 2^n exp(r), exp(r) its Taylor polynomial
      DoubleVector shifted = clamped.mul(LOG2_E).add(ROUNDER);
      DoubleVector n = shifted.sub(ROUNDER);
      DoubleVector r = n.fma(constant(-LN2_HIGH), clamped);
      r = n.fma(constant(-LN2_LOW), r);
      DoubleVector p = r.fma(constant(1 / 6227020800.0), constant(1 / 479001600.0));
      p = p.fma(r, constant(1 / 39916800.0));
      p = p.fma(r, constant(1 / 3628800.0));
      p = p.fma(r, constant(1 / 362880.0));
      p = p.fma(r, constant(1 / 40320.0));
      p = p.fma(r, constant(1 / 5040.0));
      p = p.fma(r, constant(1 / 720.0));
      p = p.fma(r, constant(1 / 120.0));
      p = p.fma(r, constant(1 / 24.0));
      p = p.fma(r, constant(1 / 6.0));
      p = p.fma(r, constant(0.5));
      p = p.fma(r, constant(1));
      p = p.fma(r, constant(1));
      LongVector exponent = shifted.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52);
      DoubleVector e = p.reinterpretAsLongs().add(exponent).reinterpretAsDoubles();
      e.blend(0, vanishing).intoArray(out, k);
    }
  }

  private static DoubleVector constant(double value) {
    return DoubleVector.broadcast(D, value);
  }
}
