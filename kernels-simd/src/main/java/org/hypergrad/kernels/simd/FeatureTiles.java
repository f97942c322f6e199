package org.hypergrad.kernels.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loops of {@link SimdProducts#accumulate}: a few features times a few vectors of
 * outputs, all sums in registers. Written out, since an array of vectors would be one of objects.
 */
final class FeatureTiles {

  private static final VectorSpecies<Double> D = Lanes.DOUBLES;
  private static final int L = Lanes.COUNT;

  private FeatureTiles() {}

  /** Three vectors of outputs of four features, over all rows. */
  static void fourFeatures3(
      double[] values,
      int start,
      int stride,
      int count,
      double[] coefficients,
      int outputs,
      int at,
      double[] sum,
      int place) {
    DoubleVector a0 = DoubleVector.fromArray(D, sum, place);
    DoubleVector a1 = DoubleVector.fromArray(D, sum, place + L);
    DoubleVector a2 = DoubleVector.fromArray(D, sum, place + 2 * L);
    DoubleVector b0 = DoubleVector.fromArray(D, sum, place + outputs);
    DoubleVector b1 = DoubleVector.fromArray(D, sum, place + outputs + L);
    DoubleVector b2 = DoubleVector.fromArray(D, sum, place + outputs + 2 * L);
    DoubleVector c0 = DoubleVector.fromArray(D, sum, place + 2 * outputs);
    DoubleVector c1 = DoubleVector.fromArray(D, sum, place + 2 * outputs + L);
    DoubleVector c2 = DoubleVector.fromArray(D, sum, place + 2 * outputs + 2 * L);
    DoubleVector d0 = DoubleVector.fromArray(D, sum, place + 3 * outputs);
    DoubleVector d1 = DoubleVector.fromArray(D, sum, place + 3 * outputs + L);
    DoubleVector d2 = DoubleVector.fromArray(D, sum, place + 3 * outputs + 2 * L);
    for (int k = 0; k < count; k++) {
      int x = start + k * stride;
      int ak = k * outputs + at;
      DoubleVector z0 = DoubleVector.fromArray(D, coefficients, ak);
      DoubleVector z1 = DoubleVector.fromArray(D, coefficients, ak + L);
      DoubleVector z2 = DoubleVector.fromArray(D, coefficients, ak + 2 * L);
      DoubleVector xa = DoubleVector.broadcast(D, values[x]);
      a0 = xa.fma(z0, a0);
      a1 = xa.fma(z1, a1);
      a2 = xa.fma(z2, a2);
      DoubleVector xb = DoubleVector.broadcast(D, values[x + 1]);
      b0 = xb.fma(z0, b0);
      b1 = xb.fma(z1, b1);
      b2 = xb.fma(z2, b2);
      DoubleVector xc = DoubleVector.broadcast(D, values[x + 2]);
      c0 = xc.fma(z0, c0);
      c1 = xc.fma(z1, c1);
      c2 = xc.fma(z2, c2);
      DoubleVector xd = DoubleVector.broadcast(D, values[x + 3]);
      d0 = xd.fma(z0, d0);
      d1 = xd.fma(z1, d1);
      d2 = xd.fma(z2, d2);
    }
    a0.intoArray(sum, place);
    a1.intoArray(sum, place + L);
    a2.intoArray(sum, place + 2 * L);
    b0.intoArray(sum, place + outputs);
    b1.intoArray(sum, place + outputs + L);
    b2.intoArray(sum, place + outputs + 2 * L);
    c0.intoArray(sum, place + 2 * outputs);
    c1.intoArray(sum, place + 2 * outputs + L);
    c2.intoArray(sum, place + 2 * outputs + 2 * L);
    d0.intoArray(sum, place + 3 * outputs);
    d1.intoArray(sum, place + 3 * outputs + L);
    d2.intoArray(sum, place + 3 * outputs + 2 * L);
  }

  /** Two vectors of outputs of six features, over all rows. */
  static void sixFeatures2(
      double[] values,
      int start,
      int stride,
      int count,
      double[] coefficients,
      int outputs,
      int at,
      double[] sum,
      int place) {
    DoubleVector a0 = DoubleVector.fromArray(D, sum, place);
    DoubleVector a1 = DoubleVector.fromArray(D, sum, place + L);
    DoubleVector b0 = DoubleVector.fromArray(D, sum, place + outputs);
    DoubleVector b1 = DoubleVector.fromArray(D, sum, place + outputs + L);
    DoubleVector c0 = DoubleVector.fromArray(D, sum, place + 2 * outputs);
    DoubleVector c1 = DoubleVector.fromArray(D, sum, place + 2 * outputs + L);
    DoubleVector d0 = DoubleVector.fromArray(D, sum, place + 3 * outputs);
    DoubleVector d1 = DoubleVector.fromArray(D, sum, place + 3 * outputs + L);
    DoubleVector e0 = DoubleVector.fromArray(D, sum, place + 4 * outputs);
    DoubleVector e1 = DoubleVector.fromArray(D, sum, place + 4 * outputs + L);
    DoubleVector f0 = DoubleVector.fromArray(D, sum, place + 5 * outputs);
    DoubleVector f1 = DoubleVector.fromArray(D, sum, place + 5 * outputs + L);
    for (int k = 0; k < count; k++) {
      int x = start + k * stride;
      int ak = k * outputs + at;
      DoubleVector z0 = DoubleVector.fromArray(D, coefficients, ak);
      DoubleVector z1 = DoubleVector.fromArray(D, coefficients, ak + L);
      DoubleVector xa = DoubleVector.broadcast(D, values[x]);
      a0 = xa.fma(z0, a0);
      a1 = xa.fma(z1, a1);
      DoubleVector xb = DoubleVector.broadcast(D, values[x + 1]);
      b0 = xb.fma(z0, b0);
      b1 = xb.fma(z1, b1);
      DoubleVector xc = DoubleVector.broadcast(D, values[x + 2]);
      c0 = xc.fma(z0, c0);
      c1 = xc.fma(z1, c1);
      DoubleVector xd = DoubleVector.broadcast(D, values[x + 3]);
      d0 = xd.fma(z0, d0);
      d1 = xd.fma(z1, d1);
      DoubleVector xe = DoubleVector.broadcast(D, values[x + 4]);
      e0 = xe.fma(z0, e0);
      e1 = xe.fma(z1, e1);
      DoubleVector xf = DoubleVector.broadcast(D, values[x + 5]);
      f0 = xf.fma(z0, f0);
      f1 = xf.fma(z1, f1);
    }
    a0.intoArray(sum, place);
    a1.intoArray(sum, place + L);
    b0.intoArray(sum, place + outputs);
    b1.intoArray(sum, place + outputs + L);
    c0.intoArray(sum, place + 2 * outputs);
    c1.intoArray(sum, place + 2 * outputs + L);
    d0.intoArray(sum, place + 3 * outputs);
    d1.intoArray(sum, place + 3 * outputs + L);
    e0.intoArray(sum, place + 4 * outputs);
    e1.intoArray(sum, place + 4 * outputs + L);
    f0.intoArray(sum, place + 5 * outputs);
    f1.intoArray(sum, place + 5 * outputs + L);
  }

  /** Two vectors of outputs of four features, over all rows. */
  static void fourFeatures2(
      double[] values,
      int start,
      int stride,
      int count,
      double[] coefficients,
      int outputs,
      int at,
      double[] sum,
      int place) {
    DoubleVector a0 = DoubleVector.fromArray(D, sum, place);
    DoubleVector a1 = DoubleVector.fromArray(D, sum, place + L);
    DoubleVector b0 = DoubleVector.fromArray(D, sum, place + outputs);
    DoubleVector b1 = DoubleVector.fromArray(D, sum, place + outputs + L);
    DoubleVector c0 = DoubleVector.fromArray(D, sum, place + 2 * outputs);
    DoubleVector c1 = DoubleVector.fromArray(D, sum, place + 2 * outputs + L);
    DoubleVector d0 = DoubleVector.fromArray(D, sum, place + 3 * outputs);
    DoubleVector d1 = DoubleVector.fromArray(D, sum, place + 3 * outputs + L);
    for (int k = 0; k < count; k++) {
      int x = start + k * stride;
      int ak = k * outputs + at;
      DoubleVector z0 = DoubleVector.fromArray(D, coefficients, ak);
      DoubleVector z1 = DoubleVector.fromArray(D, coefficients, ak + L);
      DoubleVector xa = DoubleVector.broadcast(D, values[x]);
      a0 = xa.fma(z0, a0);
      a1 = xa.fma(z1, a1);
      DoubleVector xb = DoubleVector.broadcast(D, values[x + 1]);
      b0 = xb.fma(z0, b0);
      b1 = xb.fma(z1, b1);
      DoubleVector xc = DoubleVector.broadcast(D, values[x + 2]);
      c0 = xc.fma(z0, c0);
      c1 = xc.fma(z1, c1);
      DoubleVector xd = DoubleVector.broadcast(D, values[x + 3]);
      d0 = xd.fma(z0, d0);
      d1 = xd.fma(z1, d1);
    }
    a0.intoArray(sum, place);
    a1.intoArray(sum, place + L);
    b0.intoArray(sum, place + outputs);
    b1.intoArray(sum, place + outputs + L);
    c0.intoArray(sum, place + 2 * outputs);
    c1.intoArray(sum, place + 2 * outputs + L);
    d0.intoArray(sum, place + 3 * outputs);
    d1.intoArray(sum, place + 3 * outputs + L);
  }

  /** One vector of outputs of eight features, over all rows. */
  static void eightFeatures1(
      double[] values,
      int start,
      int stride,
      int count,
      double[] coefficients,
      int outputs,
      int at,
      double[] sum,
      int place) {
    DoubleVector a0 = DoubleVector.fromArray(D, sum, place);
    DoubleVector b0 = DoubleVector.fromArray(D, sum, place + outputs);
    DoubleVector c0 = DoubleVector.fromArray(D, sum, place + 2 * outputs);
    DoubleVector d0 = DoubleVector.fromArray(D, sum, place + 3 * outputs);
    DoubleVector e0 = DoubleVector.fromArray(D, sum, place + 4 * outputs);
    DoubleVector f0 = DoubleVector.fromArray(D, sum, place + 5 * outputs);
    DoubleVector g0 = DoubleVector.fromArray(D, sum, place + 6 * outputs);
    DoubleVector h0 = DoubleVector.fromArray(D, sum, place + 7 * outputs);
    for (int k = 0; k < count; k++) {
      int x = start + k * stride;
      int ak = k * outputs + at;
      DoubleVector z0 = DoubleVector.fromArray(D, coefficients, ak);
      DoubleVector xa = DoubleVector.broadcast(D, values[x]);
      a0 = xa.fma(z0, a0);
      DoubleVector xb = DoubleVector.broadcast(D, values[x + 1]);
      b0 = xb.fma(z0, b0);
      DoubleVector xc = DoubleVector.broadcast(D, values[x + 2]);
      c0 = xc.fma(z0, c0);
      DoubleVector xd = DoubleVector.broadcast(D, values[x + 3]);
      d0 = xd.fma(z0, d0);
      DoubleVector xe = DoubleVector.broadcast(D, values[x + 4]);
      e0 = xe.fma(z0, e0);
      DoubleVector xf = DoubleVector.broadcast(D, values[x + 5]);
      f0 = xf.fma(z0, f0);
      DoubleVector xg = DoubleVector.broadcast(D, values[x + 6]);
      g0 = xg.fma(z0, g0);
      DoubleVector xh = DoubleVector.broadcast(D, values[x + 7]);
      h0 = xh.fma(z0, h0);
    }
    a0.intoArray(sum, place);
    b0.intoArray(sum, place + outputs);
    c0.intoArray(sum, place + 2 * outputs);
    d0.intoArray(sum, place + 3 * outputs);
    e0.intoArray(sum, place + 4 * outputs);
    f0.intoArray(sum, place + 5 * outputs);
    g0.intoArray(sum, place + 6 * outputs);
    h0.intoArray(sum, place + 7 * outputs);
  }

  /** One vector of outputs of four features, over all rows. */
  static void fourFeatures1(
      double[] values,
      int start,
      int stride,
      int count,
      double[] coefficients,
      int outputs,
      int at,
      double[] sum,
      int place) {
    DoubleVector a0 = DoubleVector.fromArray(D, sum, place);
    DoubleVector b0 = DoubleVector.fromArray(D, sum, place + outputs);
    DoubleVector c0 = DoubleVector.fromArray(D, sum, place + 2 * outputs);
    DoubleVector d0 = DoubleVector.fromArray(D, sum, place + 3 * outputs);
    for (int k = 0; k < count; k++) {
      int x = start + k * stride;
      int ak = k * outputs + at;
      DoubleVector z0 = DoubleVector.fromArray(D, coefficients, ak);
      DoubleVector xa = DoubleVector.broadcast(D, values[x]);
      a0 = xa.fma(z0, a0);
      DoubleVector xb = DoubleVector.broadcast(D, values[x + 1]);
      b0 = xb.fma(z0, b0);
      DoubleVector xc = DoubleVector.broadcast(D, values[x + 2]);
      c0 = xc.fma(z0, c0);
      DoubleVector xd = DoubleVector.broadcast(D, values[x + 3]);
      d0 = xd.fma(z0, d0);
    }
    a0.intoArray(sum, place);
    b0.intoArray(sum, place + outputs);
    c0.intoArray(sum, place + 2 * outputs);
    d0.intoArray(sum, place + 3 * outputs);
  }
}
