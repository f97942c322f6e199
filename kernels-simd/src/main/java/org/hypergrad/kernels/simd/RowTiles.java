package org.hypergrad.kernels.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loops of {@link SimdProducts#margins}: a few rows times a few vectors of outputs,
 * all sums in registers. Written out, since an array of vectors would be an array of objects.
 */
final class RowTiles {

  private static final VectorSpecies<Double> D = Lanes.DOUBLES;
  private static final int L = Lanes.COUNT;

  private RowTiles() {}

  /** Three vectors of outputs of four rows. */
  static void fourRows3(
      double[] values,
      int start,
      int stride,
      double[] z,
      int outputs,
      int at,
      double[] out,
      int place) {
    DoubleVector a0 = DoubleVector.zero(D);
    DoubleVector a1 = DoubleVector.zero(D);
    DoubleVector a2 = DoubleVector.zero(D);
    DoubleVector b0 = DoubleVector.zero(D);
    DoubleVector b1 = DoubleVector.zero(D);
    DoubleVector b2 = DoubleVector.zero(D);
    DoubleVector c0 = DoubleVector.zero(D);
    DoubleVector c1 = DoubleVector.zero(D);
    DoubleVector c2 = DoubleVector.zero(D);
    DoubleVector d0 = DoubleVector.zero(D);
    DoubleVector d1 = DoubleVector.zero(D);
    DoubleVector d2 = DoubleVector.zero(D);
    for (int j = 0; j < stride; j++) {
      int zj = j * outputs + at;
      int x = start + j;
      DoubleVector z0 = DoubleVector.fromArray(D, z, zj);
      DoubleVector z1 = DoubleVector.fromArray(D, z, zj + L);
      DoubleVector z2 = DoubleVector.fromArray(D, z, zj + 2 * L);
      DoubleVector xa = DoubleVector.broadcast(D, values[x]);
      a0 = xa.fma(z0, a0);
      a1 = xa.fma(z1, a1);
      a2 = xa.fma(z2, a2);
      DoubleVector xb = DoubleVector.broadcast(D, values[x + stride]);
      b0 = xb.fma(z0, b0);
      b1 = xb.fma(z1, b1);
      b2 = xb.fma(z2, b2);
      DoubleVector xc = DoubleVector.broadcast(D, values[x + 2 * stride]);
      c0 = xc.fma(z0, c0);
      c1 = xc.fma(z1, c1);
      c2 = xc.fma(z2, c2);
      DoubleVector xd = DoubleVector.broadcast(D, values[x + 3 * stride]);
      d0 = xd.fma(z0, d0);
      d1 = xd.fma(z1, d1);
      d2 = xd.fma(z2, d2);
    }
    a0.intoArray(out, place);
    a1.intoArray(out, place + L);
    a2.intoArray(out, place + 2 * L);
    b0.intoArray(out, place + outputs);
    b1.intoArray(out, place + outputs + L);
    b2.intoArray(out, place + outputs + 2 * L);
    c0.intoArray(out, place + 2 * outputs);
    c1.intoArray(out, place + 2 * outputs + L);
    c2.intoArray(out, place + 2 * outputs + 2 * L);
    d0.intoArray(out, place + 3 * outputs);
    d1.intoArray(out, place + 3 * outputs + L);
    d2.intoArray(out, place + 3 * outputs + 2 * L);
  }

  /** Two vectors of outputs of six rows. */
  static void sixRows2(
      double[] values,
      int start,
      int stride,
      double[] z,
      int outputs,
      int at,
      double[] out,
      int place) {
    DoubleVector a0 = DoubleVector.zero(D);
    DoubleVector a1 = DoubleVector.zero(D);
    DoubleVector b0 = DoubleVector.zero(D);
    DoubleVector b1 = DoubleVector.zero(D);
    DoubleVector c0 = DoubleVector.zero(D);
    DoubleVector c1 = DoubleVector.zero(D);
    DoubleVector d0 = DoubleVector.zero(D);
    DoubleVector d1 = DoubleVector.zero(D);
    DoubleVector e0 = DoubleVector.zero(D);
    DoubleVector e1 = DoubleVector.zero(D);
    DoubleVector f0 = DoubleVector.zero(D);
    DoubleVector f1 = DoubleVector.zero(D);
    for (int j = 0; j < stride; j++) {
      int zj = j * outputs + at;
      int x = start + j;
      DoubleVector z0 = DoubleVector.fromArray(D, z, zj);
      DoubleVector z1 = DoubleVector.fromArray(D, z, zj + L);
      DoubleVector xa = DoubleVector.broadcast(D, values[x]);
      a0 = xa.fma(z0, a0);
      a1 = xa.fma(z1, a1);
      DoubleVector xb = DoubleVector.broadcast(D, values[x + stride]);
      b0 = xb.fma(z0, b0);
      b1 = xb.fma(z1, b1);
      DoubleVector xc = DoubleVector.broadcast(D, values[x + 2 * stride]);
      c0 = xc.fma(z0, c0);
      c1 = xc.fma(z1, c1);
      DoubleVector xd = DoubleVector.broadcast(D, values[x + 3 * stride]);
      d0 = xd.fma(z0, d0);
      d1 = xd.fma(z1, d1);
      DoubleVector xe = DoubleVector.broadcast(D, values[x + 4 * stride]);
      e0 = xe.fma(z0, e0);
      e1 = xe.fma(z1, e1);
      DoubleVector xf = DoubleVector.broadcast(D, values[x + 5 * stride]);
      f0 = xf.fma(z0, f0);
      f1 = xf.fma(z1, f1);
    }
    a0.intoArray(out, place);
    a1.intoArray(out, place + L);
    b0.intoArray(out, place + outputs);
    b1.intoArray(out, place + outputs + L);
    c0.intoArray(out, place + 2 * outputs);
    c1.intoArray(out, place + 2 * outputs + L);
    d0.intoArray(out, place + 3 * outputs);
    d1.intoArray(out, place + 3 * outputs + L);
    e0.intoArray(out, place + 4 * outputs);
    e1.intoArray(out, place + 4 * outputs + L);
    f0.intoArray(out, place + 5 * outputs);
    f1.intoArray(out, place + 5 * outputs + L);
  }

  /** Two vectors of outputs of four rows. */
  static void fourRows2(
      double[] values,
      int start,
      int stride,
      double[] z,
      int outputs,
      int at,
      double[] out,
      int place) {
    DoubleVector a0 = DoubleVector.zero(D);
    DoubleVector a1 = DoubleVector.zero(D);
    DoubleVector b0 = DoubleVector.zero(D);
    DoubleVector b1 = DoubleVector.zero(D);
    DoubleVector c0 = DoubleVector.zero(D);
    DoubleVector c1 = DoubleVector.zero(D);
    DoubleVector d0 = DoubleVector.zero(D);
    DoubleVector d1 = DoubleVector.zero(D);
    for (int j = 0; j < stride; j++) {
      int zj = j * outputs + at;
      int x = start + j;
      DoubleVector z0 = DoubleVector.fromArray(D, z, zj);
      DoubleVector z1 = DoubleVector.fromArray(D, z, zj + L);
      DoubleVector xa = DoubleVector.broadcast(D, values[x]);
      a0 = xa.fma(z0, a0);
      a1 = xa.fma(z1, a1);
      DoubleVector xb = DoubleVector.broadcast(D, values[x + stride]);
      b0 = xb.fma(z0, b0);
      b1 = xb.fma(z1, b1);
      DoubleVector xc = DoubleVector.broadcast(D, values[x + 2 * stride]);
      c0 = xc.fma(z0, c0);
      c1 = xc.fma(z1, c1);
      DoubleVector xd = DoubleVector.broadcast(D, values[x + 3 * stride]);
      d0 = xd.fma(z0, d0);
      d1 = xd.fma(z1, d1);
    }
    a0.intoArray(out, place);
    a1.intoArray(out, place + L);
    b0.intoArray(out, place + outputs);
    b1.intoArray(out, place + outputs + L);
    c0.intoArray(out, place + 2 * outputs);
    c1.intoArray(out, place + 2 * outputs + L);
    d0.intoArray(out, place + 3 * outputs);
    d1.intoArray(out, place + 3 * outputs + L);
  }

  /** One vector of outputs of eight rows. */
  static void eightRows1(
      double[] values,
      int start,
      int stride,
      double[] z,
      int outputs,
      int at,
      double[] out,
      int place) {
    DoubleVector a0 = DoubleVector.zero(D);
    DoubleVector b0 = DoubleVector.zero(D);
    DoubleVector c0 = DoubleVector.zero(D);
    DoubleVector d0 = DoubleVector.zero(D);
    DoubleVector e0 = DoubleVector.zero(D);
    DoubleVector f0 = DoubleVector.zero(D);
    DoubleVector g0 = DoubleVector.zero(D);
    DoubleVector h0 = DoubleVector.zero(D);
    for (int j = 0; j < stride; j++) {
      int zj = j * outputs + at;
      int x = start + j;
      DoubleVector z0 = DoubleVector.fromArray(D, z, zj);
      DoubleVector xa = DoubleVector.broadcast(D, values[x]);
      a0 = xa.fma(z0, a0);
      DoubleVector xb = DoubleVector.broadcast(D, values[x + stride]);
      b0 = xb.fma(z0, b0);
      DoubleVector xc = DoubleVector.broadcast(D, values[x + 2 * stride]);
      c0 = xc.fma(z0, c0);
      DoubleVector xd = DoubleVector.broadcast(D, values[x + 3 * stride]);
      d0 = xd.fma(z0, d0);
      DoubleVector xe = DoubleVector.broadcast(D, values[x + 4 * stride]);
      e0 = xe.fma(z0, e0);
      DoubleVector xf = DoubleVector.broadcast(D, values[x + 5 * stride]);
      f0 = xf.fma(z0, f0);
      DoubleVector xg = DoubleVector.broadcast(D, values[x + 6 * stride]);
      g0 = xg.fma(z0, g0);
      DoubleVector xh = DoubleVector.broadcast(D, values[x + 7 * stride]);
      h0 = xh.fma(z0, h0);
    }
    a0.intoArray(out, place);
    b0.intoArray(out, place + outputs);
    c0.intoArray(out, place + 2 * outputs);
    d0.intoArray(out, place + 3 * outputs);
    e0.intoArray(out, place + 4 * outputs);
    f0.intoArray(out, place + 5 * outputs);
    g0.intoArray(out, place + 6 * outputs);
    h0.intoArray(out, place + 7 * outputs);
  }

  /** One vector of outputs of four rows. */
  static void fourRows1(
      double[] values,
      int start,
      int stride,
      double[] z,
      int outputs,
      int at,
      double[] out,
      int place) {
    DoubleVector a0 = DoubleVector.zero(D);
    DoubleVector b0 = DoubleVector.zero(D);
    DoubleVector c0 = DoubleVector.zero(D);
    DoubleVector d0 = DoubleVector.zero(D);
    for (int j = 0; j < stride; j++) {
      int zj = j * outputs + at;
      int x = start + j;
      DoubleVector z0 = DoubleVector.fromArray(D, z, zj);
      DoubleVector xa = DoubleVector.broadcast(D, values[x]);
      a0 = xa.fma(z0, a0);
      DoubleVector xb = DoubleVector.broadcast(D, values[x + stride]);
      b0 = xb.fma(z0, b0);
      DoubleVector xc = DoubleVector.broadcast(D, values[x + 2 * stride]);
      c0 = xc.fma(z0, c0);
      DoubleVector xd = DoubleVector.broadcast(D, values[x + 3 * stride]);
      d0 = xd.fma(z0, d0);
    }
    a0.intoArray(out, place);
    b0.intoArray(out, place + outputs);
    c0.intoArray(out, place + 2 * outputs);
    d0.intoArray(out, place + 3 * outputs);
  }
}
