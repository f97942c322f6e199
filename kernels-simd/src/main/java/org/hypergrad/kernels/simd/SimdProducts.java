package org.hypergrad.kernels.simd;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link DenseProducts} on the Vector API, for the few outputs of a classifier, where libraries for
 * square matrices are not at home. Outputs lie along the lanes and are taken up to three vectors at
 * a time; four rows forward and four features backward share every load of the other side, so that
 * the loops are bound by multiplications. The features are gone through in blocks that leave the
 * matrix of weights in the first-level cache.
 */
final class SimdProducts implements DenseProducts {

  private static final VectorSpecies<Double> D = Lanes.DOUBLES;
  private static final int L = Lanes.COUNT;

  private static final int BLOCK_BYTES = 24 * 1024;

  @Override
  public int padded(int outputs) {
    return Lanes.padded(outputs);
  }

  @Override
  public void margins(
      double[] values, int start, int stride, int count, double[] z, int outputs, double[] out) {
    Arrays.fill(out, 0, count * outputs, 0);
    int block = Math.max(8, BLOCK_BYTES / (8 * outputs));
    for (int from = 0; from < stride; from += block) {
      int to = Math.min(stride, from + block);
      int k = 0;
      for (; k <= count - 4; k += 4) {
        fourRows(values, start + k * stride, stride, from, to, z, outputs, out, k * outputs);
      }
      for (; k < count; k++) {
        oneRow(values, start + k * stride, from, to, z, outputs, out, k * outputs);
      }
    }
  }

  private static void fourRows(
      double[] values,
      int start,
      int stride,
      int from,
      int to,
      double[] z,
      int outputs,
      double[] out,
      int place) {
    int at = 0;
    for (; at <= outputs - 3 * L; at += 3 * L) {
      fourRows3(values, start, stride, from, to, z, outputs, at, out, place + at);
    }
    if (at <= outputs - 2 * L) {
      fourRows2(values, start, stride, from, to, z, outputs, at, out, place + at);
    } else if (at < outputs) {
      fourRows1(values, start, stride, from, to, z, outputs, at, out, place + at);
    }
  }

  private static void oneRow(
      double[] values,
      int start,
      int from,
      int to,
      double[] z,
      int outputs,
      double[] out,
      int place) {
    for (int at = 0; at < outputs; at += L) {
      DoubleVector a = DoubleVector.fromArray(D, out, place + at);
      for (int j = from; j < to; j++) {
        DoubleVector x = DoubleVector.broadcast(D, values[start + j]);
        a = x.fma(DoubleVector.fromArray(D, z, j * outputs + at), a);
      }
      a.intoArray(out, place + at);
    }
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
    int j = 0;
    for (; j <= stride - 4; j += 4) {
      fourFeatures(values, start + j, stride, count, coefficients, outputs, sum, j * outputs);
    }
    for (; j < stride; j++) {
      oneFeature(values, start + j, stride, count, coefficients, outputs, sum, j * outputs);
    }
  }

  private static void fourFeatures(
      double[] values,
      int start,
      int stride,
      int count,
      double[] coefficients,
      int outputs,
      double[] sum,
      int place) {
    int at = 0;
    for (; at <= outputs - 3 * L; at += 3 * L) {
      fourFeatures3(values, start, stride, count, coefficients, outputs, at, sum, place + at);
    }
    if (at <= outputs - 2 * L) {
      fourFeatures2(values, start, stride, count, coefficients, outputs, at, sum, place + at);
    } else if (at < outputs) {
      fourFeatures1(values, start, stride, count, coefficients, outputs, at, sum, place + at);
    }
  }

  private static void oneFeature(
      double[] values,
      int start,
      int stride,
      int count,
      double[] coefficients,
      int outputs,
      double[] sum,
      int place) {
    for (int at = 0; at < outputs; at += L) {
      DoubleVector a = DoubleVector.fromArray(D, sum, place + at);
      for (int k = 0; k < count; k++) {
        DoubleVector x = DoubleVector.broadcast(D, values[start + k * stride]);
        a = x.fma(DoubleVector.fromArray(D, coefficients, k * outputs + at), a);
      }
      a.intoArray(sum, place + at);
    }
  }

  /** 3 vectors of outputs of four rows, over the features {@code from} to {@code to − 1}. */
  private static void fourRows3(
      double[] values,
      int start,
      int stride,
      int from,
      int to,
      double[] z,
      int outputs,
      int at,
      double[] out,
      int place) {
    int second = start + stride;
    int third = second + stride;
    int fourth = third + stride;
    DoubleVector a0 = DoubleVector.fromArray(D, out, place);
    DoubleVector a1 = DoubleVector.fromArray(D, out, place + L);
    DoubleVector a2 = DoubleVector.fromArray(D, out, place + 2 * L);
    DoubleVector b0 = DoubleVector.fromArray(D, out, place + outputs);
    DoubleVector b1 = DoubleVector.fromArray(D, out, place + outputs + L);
    DoubleVector b2 = DoubleVector.fromArray(D, out, place + outputs + 2 * L);
    DoubleVector c0 = DoubleVector.fromArray(D, out, place + 2 * outputs);
    DoubleVector c1 = DoubleVector.fromArray(D, out, place + 2 * outputs + L);
    DoubleVector c2 = DoubleVector.fromArray(D, out, place + 2 * outputs + 2 * L);
    DoubleVector d0 = DoubleVector.fromArray(D, out, place + 3 * outputs);
    DoubleVector d1 = DoubleVector.fromArray(D, out, place + 3 * outputs + L);
    DoubleVector d2 = DoubleVector.fromArray(D, out, place + 3 * outputs + 2 * L);
    for (int j = from; j < to; j++) {
      int zj = j * outputs + at;
      DoubleVector z0 = DoubleVector.fromArray(D, z, zj);
      DoubleVector z1 = DoubleVector.fromArray(D, z, zj + L);
      DoubleVector z2 = DoubleVector.fromArray(D, z, zj + 2 * L);
      DoubleVector xa = DoubleVector.broadcast(D, values[start + j]);
      a0 = xa.fma(z0, a0);
      a1 = xa.fma(z1, a1);
      a2 = xa.fma(z2, a2);
      DoubleVector xb = DoubleVector.broadcast(D, values[second + j]);
      b0 = xb.fma(z0, b0);
      b1 = xb.fma(z1, b1);
      b2 = xb.fma(z2, b2);
      DoubleVector xc = DoubleVector.broadcast(D, values[third + j]);
      c0 = xc.fma(z0, c0);
      c1 = xc.fma(z1, c1);
      c2 = xc.fma(z2, c2);
      DoubleVector xd = DoubleVector.broadcast(D, values[fourth + j]);
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

  /** 2 vectors of outputs of four rows, over the features {@code from} to {@code to − 1}. */
  private static void fourRows2(
      double[] values,
      int start,
      int stride,
      int from,
      int to,
      double[] z,
      int outputs,
      int at,
      double[] out,
      int place) {
    int second = start + stride;
    int third = second + stride;
    int fourth = third + stride;
    DoubleVector a0 = DoubleVector.fromArray(D, out, place);
    DoubleVector a1 = DoubleVector.fromArray(D, out, place + L);
    DoubleVector b0 = DoubleVector.fromArray(D, out, place + outputs);
    DoubleVector b1 = DoubleVector.fromArray(D, out, place + outputs + L);
    DoubleVector c0 = DoubleVector.fromArray(D, out, place + 2 * outputs);
    DoubleVector c1 = DoubleVector.fromArray(D, out, place + 2 * outputs + L);
    DoubleVector d0 = DoubleVector.fromArray(D, out, place + 3 * outputs);
    DoubleVector d1 = DoubleVector.fromArray(D, out, place + 3 * outputs + L);
    for (int j = from; j < to; j++) {
      int zj = j * outputs + at;
      DoubleVector z0 = DoubleVector.fromArray(D, z, zj);
      DoubleVector z1 = DoubleVector.fromArray(D, z, zj + L);
      DoubleVector xa = DoubleVector.broadcast(D, values[start + j]);
      a0 = xa.fma(z0, a0);
      a1 = xa.fma(z1, a1);
      DoubleVector xb = DoubleVector.broadcast(D, values[second + j]);
      b0 = xb.fma(z0, b0);
      b1 = xb.fma(z1, b1);
      DoubleVector xc = DoubleVector.broadcast(D, values[third + j]);
      c0 = xc.fma(z0, c0);
      c1 = xc.fma(z1, c1);
      DoubleVector xd = DoubleVector.broadcast(D, values[fourth + j]);
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

  /** 1 vector of outputs of four rows, over the features {@code from} to {@code to − 1}. */
  private static void fourRows1(
      double[] values,
      int start,
      int stride,
      int from,
      int to,
      double[] z,
      int outputs,
      int at,
      double[] out,
      int place) {
    int second = start + stride;
    int third = second + stride;
    int fourth = third + stride;
    DoubleVector a0 = DoubleVector.fromArray(D, out, place);
    DoubleVector b0 = DoubleVector.fromArray(D, out, place + outputs);
    DoubleVector c0 = DoubleVector.fromArray(D, out, place + 2 * outputs);
    DoubleVector d0 = DoubleVector.fromArray(D, out, place + 3 * outputs);
    for (int j = from; j < to; j++) {
      int zj = j * outputs + at;
      DoubleVector z0 = DoubleVector.fromArray(D, z, zj);
      DoubleVector xa = DoubleVector.broadcast(D, values[start + j]);
      a0 = xa.fma(z0, a0);
      DoubleVector xb = DoubleVector.broadcast(D, values[second + j]);
      b0 = xb.fma(z0, b0);
      DoubleVector xc = DoubleVector.broadcast(D, values[third + j]);
      c0 = xc.fma(z0, c0);
      DoubleVector xd = DoubleVector.broadcast(D, values[fourth + j]);
      d0 = xd.fma(z0, d0);
    }
    a0.intoArray(out, place);
    b0.intoArray(out, place + outputs);
    c0.intoArray(out, place + 2 * outputs);
    d0.intoArray(out, place + 3 * outputs);
  }

  /** 3 vectors of outputs of four features, over all rows. */
  private static void fourFeatures3(
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
      int row = start + k * stride;
      int ak = k * outputs + at;
      DoubleVector r0 = DoubleVector.fromArray(D, coefficients, ak);
      DoubleVector r1 = DoubleVector.fromArray(D, coefficients, ak + L);
      DoubleVector r2 = DoubleVector.fromArray(D, coefficients, ak + 2 * L);
      DoubleVector xa = DoubleVector.broadcast(D, values[row]);
      a0 = xa.fma(r0, a0);
      a1 = xa.fma(r1, a1);
      a2 = xa.fma(r2, a2);
      DoubleVector xb = DoubleVector.broadcast(D, values[row + 1]);
      b0 = xb.fma(r0, b0);
      b1 = xb.fma(r1, b1);
      b2 = xb.fma(r2, b2);
      DoubleVector xc = DoubleVector.broadcast(D, values[row + 2]);
      c0 = xc.fma(r0, c0);
      c1 = xc.fma(r1, c1);
      c2 = xc.fma(r2, c2);
      DoubleVector xd = DoubleVector.broadcast(D, values[row + 3]);
      d0 = xd.fma(r0, d0);
      d1 = xd.fma(r1, d1);
      d2 = xd.fma(r2, d2);
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

  /** 2 vectors of outputs of four features, over all rows. */
  private static void fourFeatures2(
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
      int row = start + k * stride;
      int ak = k * outputs + at;
      DoubleVector r0 = DoubleVector.fromArray(D, coefficients, ak);
      DoubleVector r1 = DoubleVector.fromArray(D, coefficients, ak + L);
      DoubleVector xa = DoubleVector.broadcast(D, values[row]);
      a0 = xa.fma(r0, a0);
      a1 = xa.fma(r1, a1);
      DoubleVector xb = DoubleVector.broadcast(D, values[row + 1]);
      b0 = xb.fma(r0, b0);
      b1 = xb.fma(r1, b1);
      DoubleVector xc = DoubleVector.broadcast(D, values[row + 2]);
      c0 = xc.fma(r0, c0);
      c1 = xc.fma(r1, c1);
      DoubleVector xd = DoubleVector.broadcast(D, values[row + 3]);
      d0 = xd.fma(r0, d0);
      d1 = xd.fma(r1, d1);
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

  /** 1 vector of outputs of four features, over all rows. */
  private static void fourFeatures1(
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
      int row = start + k * stride;
      int ak = k * outputs + at;
      DoubleVector r0 = DoubleVector.fromArray(D, coefficients, ak);
      DoubleVector xa = DoubleVector.broadcast(D, values[row]);
      a0 = xa.fma(r0, a0);
      DoubleVector xb = DoubleVector.broadcast(D, values[row + 1]);
      b0 = xb.fma(r0, b0);
      DoubleVector xc = DoubleVector.broadcast(D, values[row + 2]);
      c0 = xc.fma(r0, c0);
      DoubleVector xd = DoubleVector.broadcast(D, values[row + 3]);
      d0 = xd.fma(r0, d0);
    }
    a0.intoArray(sum, place);
    b0.intoArray(sum, place + outputs);
    c0.intoArray(sum, place + 2 * outputs);
    d0.intoArray(sum, place + 3 * outputs);
  }
}
