package org.hypergrad.kernels.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loops of {@link PlaneProducts}: four rows, or four vectors of features, times up to
 * five outputs, all sums in registers: twenty of them, so that few loads serve many
 * multiplications, for a vector of an array of doubles never lies in one cache line. Written out,
 * since an array of vectors would be one of objects.
 */
final class PlaneTiles {

  private static final VectorSpecies<Double> D = Lanes.DOUBLES;
  private static final int L = Lanes.COUNT;

  private PlaneTiles() {}

  /** Lanes of four rows times five outputs, those of output c and row r at (4 c + r) · L. */
  static void rows5(
      double[] values, int start, int stride, double[] planes, int plane, double[] lanes) {
    int second = start + stride;
    int third = second + stride;
    int fourth = third + stride;
    int plane1 = plane + stride;
    int plane2 = plane1 + stride;
    int plane3 = plane2 + stride;
    int plane4 = plane3 + stride;
    DoubleVector a0 = DoubleVector.zero(D);
    DoubleVector a1 = DoubleVector.zero(D);
    DoubleVector a2 = DoubleVector.zero(D);
    DoubleVector a3 = DoubleVector.zero(D);
    DoubleVector a4 = DoubleVector.zero(D);
    DoubleVector b0 = DoubleVector.zero(D);
    DoubleVector b1 = DoubleVector.zero(D);
    DoubleVector b2 = DoubleVector.zero(D);
    DoubleVector b3 = DoubleVector.zero(D);
    DoubleVector b4 = DoubleVector.zero(D);
    DoubleVector c0 = DoubleVector.zero(D);
    DoubleVector c1 = DoubleVector.zero(D);
    DoubleVector c2 = DoubleVector.zero(D);
    DoubleVector c3 = DoubleVector.zero(D);
    DoubleVector c4 = DoubleVector.zero(D);
    DoubleVector d0 = DoubleVector.zero(D);
    DoubleVector d1 = DoubleVector.zero(D);
    DoubleVector d2 = DoubleVector.zero(D);
    DoubleVector d3 = DoubleVector.zero(D);
    DoubleVector d4 = DoubleVector.zero(D);
    for (int j = 0; j < stride; j += L) {
      DoubleVector z0 = DoubleVector.fromArray(D, planes, plane + j);
      DoubleVector z1 = DoubleVector.fromArray(D, planes, plane1 + j);
      DoubleVector z2 = DoubleVector.fromArray(D, planes, plane2 + j);
      DoubleVector z3 = DoubleVector.fromArray(D, planes, plane3 + j);
      DoubleVector z4 = DoubleVector.fromArray(D, planes, plane4 + j);
      DoubleVector a = DoubleVector.fromArray(D, values, start + j);
      a0 = a.fma(z0, a0);
      a1 = a.fma(z1, a1);
      a2 = a.fma(z2, a2);
      a3 = a.fma(z3, a3);
      a4 = a.fma(z4, a4);
      DoubleVector b = DoubleVector.fromArray(D, values, second + j);
      b0 = b.fma(z0, b0);
      b1 = b.fma(z1, b1);
      b2 = b.fma(z2, b2);
      b3 = b.fma(z3, b3);
      b4 = b.fma(z4, b4);
      DoubleVector c = DoubleVector.fromArray(D, values, third + j);
      c0 = c.fma(z0, c0);
      c1 = c.fma(z1, c1);
      c2 = c.fma(z2, c2);
      c3 = c.fma(z3, c3);
      c4 = c.fma(z4, c4);
      DoubleVector d = DoubleVector.fromArray(D, values, fourth + j);
      d0 = d.fma(z0, d0);
      d1 = d.fma(z1, d1);
      d2 = d.fma(z2, d2);
      d3 = d.fma(z3, d3);
      d4 = d.fma(z4, d4);
    }
    a0.intoArray(lanes, 0);
    b0.intoArray(lanes, L);
    c0.intoArray(lanes, 2 * L);
    d0.intoArray(lanes, 3 * L);
    a1.intoArray(lanes, 4 * L);
    b1.intoArray(lanes, 5 * L);
    c1.intoArray(lanes, 6 * L);
    d1.intoArray(lanes, 7 * L);
    a2.intoArray(lanes, 8 * L);
    b2.intoArray(lanes, 9 * L);
    c2.intoArray(lanes, 10 * L);
    d2.intoArray(lanes, 11 * L);
    a3.intoArray(lanes, 12 * L);
    b3.intoArray(lanes, 13 * L);
    c3.intoArray(lanes, 14 * L);
    d3.intoArray(lanes, 15 * L);
    a4.intoArray(lanes, 16 * L);
    b4.intoArray(lanes, 17 * L);
    c4.intoArray(lanes, 18 * L);
    d4.intoArray(lanes, 19 * L);
  }

  /** Lanes of four rows times three outputs, those of output c and row r at (4 c + r) · L. */
  static void rows3(
      double[] values, int start, int stride, double[] planes, int plane, double[] lanes) {
    int second = start + stride;
    int third = second + stride;
    int fourth = third + stride;
    int plane1 = plane + stride;
    int plane2 = plane1 + stride;
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
    for (int j = 0; j < stride; j += L) {
      DoubleVector z0 = DoubleVector.fromArray(D, planes, plane + j);
      DoubleVector z1 = DoubleVector.fromArray(D, planes, plane1 + j);
      DoubleVector z2 = DoubleVector.fromArray(D, planes, plane2 + j);
      DoubleVector a = DoubleVector.fromArray(D, values, start + j);
      a0 = a.fma(z0, a0);
      a1 = a.fma(z1, a1);
      a2 = a.fma(z2, a2);
      DoubleVector b = DoubleVector.fromArray(D, values, second + j);
      b0 = b.fma(z0, b0);
      b1 = b.fma(z1, b1);
      b2 = b.fma(z2, b2);
      DoubleVector c = DoubleVector.fromArray(D, values, third + j);
      c0 = c.fma(z0, c0);
      c1 = c.fma(z1, c1);
      c2 = c.fma(z2, c2);
      DoubleVector d = DoubleVector.fromArray(D, values, fourth + j);
      d0 = d.fma(z0, d0);
      d1 = d.fma(z1, d1);
      d2 = d.fma(z2, d2);
    }
    a0.intoArray(lanes, 0);
    b0.intoArray(lanes, L);
    c0.intoArray(lanes, 2 * L);
    d0.intoArray(lanes, 3 * L);
    a1.intoArray(lanes, 4 * L);
    b1.intoArray(lanes, 5 * L);
    c1.intoArray(lanes, 6 * L);
    d1.intoArray(lanes, 7 * L);
    a2.intoArray(lanes, 8 * L);
    b2.intoArray(lanes, 9 * L);
    c2.intoArray(lanes, 10 * L);
    d2.intoArray(lanes, 11 * L);
  }

  /** Lanes of four rows times two outputs, those of output c and row r at (4 c + r) · L. */
  static void rows2(
      double[] values, int start, int stride, double[] planes, int plane, double[] lanes) {
    int second = start + stride;
    int third = second + stride;
    int fourth = third + stride;
    int plane1 = plane + stride;
    DoubleVector a0 = DoubleVector.zero(D);
    DoubleVector a1 = DoubleVector.zero(D);
    DoubleVector b0 = DoubleVector.zero(D);
    DoubleVector b1 = DoubleVector.zero(D);
    DoubleVector c0 = DoubleVector.zero(D);
    DoubleVector c1 = DoubleVector.zero(D);
    DoubleVector d0 = DoubleVector.zero(D);
    DoubleVector d1 = DoubleVector.zero(D);
    for (int j = 0; j < stride; j += L) {
      DoubleVector z0 = DoubleVector.fromArray(D, planes, plane + j);
      DoubleVector z1 = DoubleVector.fromArray(D, planes, plane1 + j);
      DoubleVector a = DoubleVector.fromArray(D, values, start + j);
      a0 = a.fma(z0, a0);
      a1 = a.fma(z1, a1);
      DoubleVector b = DoubleVector.fromArray(D, values, second + j);
      b0 = b.fma(z0, b0);
      b1 = b.fma(z1, b1);
      DoubleVector c = DoubleVector.fromArray(D, values, third + j);
      c0 = c.fma(z0, c0);
      c1 = c.fma(z1, c1);
      DoubleVector d = DoubleVector.fromArray(D, values, fourth + j);
      d0 = d.fma(z0, d0);
      d1 = d.fma(z1, d1);
    }
    a0.intoArray(lanes, 0);
    b0.intoArray(lanes, L);
    c0.intoArray(lanes, 2 * L);
    d0.intoArray(lanes, 3 * L);
    a1.intoArray(lanes, 4 * L);
    b1.intoArray(lanes, 5 * L);
    c1.intoArray(lanes, 6 * L);
    d1.intoArray(lanes, 7 * L);
  }

  /** Sums of five outputs over all rows, for four vectors of features. */
  static void features5(
      double[] values,
      int start,
      int stride,
      int count,
      double[] coefficients,
      int first,
      int outputStep,
      int rowStep,
      double[] sums,
      int place,
      int planeStep) {
    int second = first + outputStep;
    int third = second + outputStep;
    int fourth = third + outputStep;
    int fifth = fourth + outputStep;
    DoubleVector a0 = DoubleVector.zero(D);
    DoubleVector a1 = DoubleVector.zero(D);
    DoubleVector a2 = DoubleVector.zero(D);
    DoubleVector a3 = DoubleVector.zero(D);
    DoubleVector b0 = DoubleVector.zero(D);
    DoubleVector b1 = DoubleVector.zero(D);
    DoubleVector b2 = DoubleVector.zero(D);
    DoubleVector b3 = DoubleVector.zero(D);
    DoubleVector c0 = DoubleVector.zero(D);
    DoubleVector c1 = DoubleVector.zero(D);
    DoubleVector c2 = DoubleVector.zero(D);
    DoubleVector c3 = DoubleVector.zero(D);
    DoubleVector d0 = DoubleVector.zero(D);
    DoubleVector d1 = DoubleVector.zero(D);
    DoubleVector d2 = DoubleVector.zero(D);
    DoubleVector d3 = DoubleVector.zero(D);
    DoubleVector e0 = DoubleVector.zero(D);
    DoubleVector e1 = DoubleVector.zero(D);
    DoubleVector e2 = DoubleVector.zero(D);
    DoubleVector e3 = DoubleVector.zero(D);
    for (int k = 0; k < count; k++) {
      int row = start + k * stride;
      int at = k * rowStep;
      DoubleVector x0 = DoubleVector.fromArray(D, values, row);
      DoubleVector x1 = DoubleVector.fromArray(D, values, row + L);
      DoubleVector x2 = DoubleVector.fromArray(D, values, row + 2 * L);
      DoubleVector x3 = DoubleVector.fromArray(D, values, row + 3 * L);
      DoubleVector a = DoubleVector.broadcast(D, coefficients[first + at]);
      a0 = x0.fma(a, a0);
      a1 = x1.fma(a, a1);
      a2 = x2.fma(a, a2);
      a3 = x3.fma(a, a3);
      DoubleVector b = DoubleVector.broadcast(D, coefficients[second + at]);
      b0 = x0.fma(b, b0);
      b1 = x1.fma(b, b1);
      b2 = x2.fma(b, b2);
      b3 = x3.fma(b, b3);
      DoubleVector c = DoubleVector.broadcast(D, coefficients[third + at]);
      c0 = x0.fma(c, c0);
      c1 = x1.fma(c, c1);
      c2 = x2.fma(c, c2);
      c3 = x3.fma(c, c3);
      DoubleVector d = DoubleVector.broadcast(D, coefficients[fourth + at]);
      d0 = x0.fma(d, d0);
      d1 = x1.fma(d, d1);
      d2 = x2.fma(d, d2);
      d3 = x3.fma(d, d3);
      DoubleVector e = DoubleVector.broadcast(D, coefficients[fifth + at]);
      e0 = x0.fma(e, e0);
      e1 = x1.fma(e, e1);
      e2 = x2.fma(e, e2);
      e3 = x3.fma(e, e3);
    }
    a0.intoArray(sums, place);
    a1.intoArray(sums, place + L);
    a2.intoArray(sums, place + 2 * L);
    a3.intoArray(sums, place + 3 * L);
    b0.intoArray(sums, place + planeStep);
    b1.intoArray(sums, place + planeStep + L);
    b2.intoArray(sums, place + planeStep + 2 * L);
    b3.intoArray(sums, place + planeStep + 3 * L);
    c0.intoArray(sums, place + 2 * planeStep);
    c1.intoArray(sums, place + 2 * planeStep + L);
    c2.intoArray(sums, place + 2 * planeStep + 2 * L);
    c3.intoArray(sums, place + 2 * planeStep + 3 * L);
    d0.intoArray(sums, place + 3 * planeStep);
    d1.intoArray(sums, place + 3 * planeStep + L);
    d2.intoArray(sums, place + 3 * planeStep + 2 * L);
    d3.intoArray(sums, place + 3 * planeStep + 3 * L);
    e0.intoArray(sums, place + 4 * planeStep);
    e1.intoArray(sums, place + 4 * planeStep + L);
    e2.intoArray(sums, place + 4 * planeStep + 2 * L);
    e3.intoArray(sums, place + 4 * planeStep + 3 * L);
  }

  /** Sums of three outputs over all rows, for four vectors of features. */
  static void features3(
      double[] values,
      int start,
      int stride,
      int count,
      double[] coefficients,
      int first,
      int outputStep,
      int rowStep,
      double[] sums,
      int place,
      int planeStep) {
    int second = first + outputStep;
    int third = second + outputStep;
    DoubleVector a0 = DoubleVector.zero(D);
    DoubleVector a1 = DoubleVector.zero(D);
    DoubleVector a2 = DoubleVector.zero(D);
    DoubleVector a3 = DoubleVector.zero(D);
    DoubleVector b0 = DoubleVector.zero(D);
    DoubleVector b1 = DoubleVector.zero(D);
    DoubleVector b2 = DoubleVector.zero(D);
    DoubleVector b3 = DoubleVector.zero(D);
    DoubleVector c0 = DoubleVector.zero(D);
    DoubleVector c1 = DoubleVector.zero(D);
    DoubleVector c2 = DoubleVector.zero(D);
    DoubleVector c3 = DoubleVector.zero(D);
    for (int k = 0; k < count; k++) {
      int row = start + k * stride;
      int at = k * rowStep;
      DoubleVector x0 = DoubleVector.fromArray(D, values, row);
      DoubleVector x1 = DoubleVector.fromArray(D, values, row + L);
      DoubleVector x2 = DoubleVector.fromArray(D, values, row + 2 * L);
      DoubleVector x3 = DoubleVector.fromArray(D, values, row + 3 * L);
      DoubleVector a = DoubleVector.broadcast(D, coefficients[first + at]);
      a0 = x0.fma(a, a0);
      a1 = x1.fma(a, a1);
      a2 = x2.fma(a, a2);
      a3 = x3.fma(a, a3);
      DoubleVector b = DoubleVector.broadcast(D, coefficients[second + at]);
      b0 = x0.fma(b, b0);
      b1 = x1.fma(b, b1);
      b2 = x2.fma(b, b2);
      b3 = x3.fma(b, b3);
      DoubleVector c = DoubleVector.broadcast(D, coefficients[third + at]);
      c0 = x0.fma(c, c0);
      c1 = x1.fma(c, c1);
      c2 = x2.fma(c, c2);
      c3 = x3.fma(c, c3);
    }
    a0.intoArray(sums, place);
    a1.intoArray(sums, place + L);
    a2.intoArray(sums, place + 2 * L);
    a3.intoArray(sums, place + 3 * L);
    b0.intoArray(sums, place + planeStep);
    b1.intoArray(sums, place + planeStep + L);
    b2.intoArray(sums, place + planeStep + 2 * L);
    b3.intoArray(sums, place + planeStep + 3 * L);
    c0.intoArray(sums, place + 2 * planeStep);
    c1.intoArray(sums, place + 2 * planeStep + L);
    c2.intoArray(sums, place + 2 * planeStep + 2 * L);
    c3.intoArray(sums, place + 2 * planeStep + 3 * L);
  }

  /** Sums of two outputs over all rows, for four vectors of features. */
  static void features2(
      double[] values,
      int start,
      int stride,
      int count,
      double[] coefficients,
      int first,
      int outputStep,
      int rowStep,
      double[] sums,
      int place,
      int planeStep) {
    int second = first + outputStep;
    DoubleVector a0 = DoubleVector.zero(D);
    DoubleVector a1 = DoubleVector.zero(D);
    DoubleVector a2 = DoubleVector.zero(D);
    DoubleVector a3 = DoubleVector.zero(D);
    DoubleVector b0 = DoubleVector.zero(D);
    DoubleVector b1 = DoubleVector.zero(D);
    DoubleVector b2 = DoubleVector.zero(D);
    DoubleVector b3 = DoubleVector.zero(D);
    for (int k = 0; k < count; k++) {
      int row = start + k * stride;
      int at = k * rowStep;
      DoubleVector x0 = DoubleVector.fromArray(D, values, row);
      DoubleVector x1 = DoubleVector.fromArray(D, values, row + L);
      DoubleVector x2 = DoubleVector.fromArray(D, values, row + 2 * L);
      DoubleVector x3 = DoubleVector.fromArray(D, values, row + 3 * L);
      DoubleVector a = DoubleVector.broadcast(D, coefficients[first + at]);
      a0 = x0.fma(a, a0);
      a1 = x1.fma(a, a1);
      a2 = x2.fma(a, a2);
      a3 = x3.fma(a, a3);
      DoubleVector b = DoubleVector.broadcast(D, coefficients[second + at]);
      b0 = x0.fma(b, b0);
      b1 = x1.fma(b, b1);
      b2 = x2.fma(b, b2);
      b3 = x3.fma(b, b3);
    }
    a0.intoArray(sums, place);
    a1.intoArray(sums, place + L);
    a2.intoArray(sums, place + 2 * L);
    a3.intoArray(sums, place + 3 * L);
    b0.intoArray(sums, place + planeStep);
    b1.intoArray(sums, place + planeStep + L);
    b2.intoArray(sums, place + planeStep + 2 * L);
    b3.intoArray(sums, place + planeStep + 3 * L);
  }
}
