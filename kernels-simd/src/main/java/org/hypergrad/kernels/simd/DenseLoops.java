package org.hypergrad.kernels.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops over dense rows that lie one after the other, each {@code stride} long, a multiple of
 * the lane count. Rows are taken four at a time: the memory delivers four streams faster than one,
 * and the vector on the other side is read once for all four. Sums over lanes are left to {@link
 * Lanes}, which has a fixed order for them; arrays go in and out, for a vector that is passed to a
 * method which is not inlined costs an allocation.
 */
final class DenseLoops {

  private static final VectorSpecies<Double> D = Lanes.DOUBLES;
  private static final int L = Lanes.COUNT;

  /** As many floats as there are doubles in a vector. */
  static final VectorSpecies<Float> FLOATS =
      VectorSpecies.of(float.class, VectorShape.forBitSize(Math.max(64, D.vectorBitSize() / 2)));

  private DenseLoops() {}

  /** to[place…] ← from[start…], {@code length} of them, a multiple of the lane count. */
  static void widen(float[] from, int start, int length, double[] to, int place) {
    for (int j = 0; j < length; j += L) {
      FloatVector narrow = FloatVector.fromArray(FLOATS, from, start + j);
      ((DoubleVector) narrow.convertShape(VectorOperators.F2D, D, 0)).intoArray(to, place + j);
    }
  }

  /** lanes[place + k·L…] ← the lanes of row k times z. */
  static void margins(
      double[] values, int start, int stride, int count, double[] z, double[] lanes, int place) {
    int k = 0;
    for (; k <= count - 4; k += 4) {
      fourMargins(values, start + k * stride, stride, z, lanes, place + k * L);
    }
    for (; k < count; k++) {
      oneMargin(values, start + k * stride, stride, z, lanes, place + k * L);
    }
  }

  private static void fourMargins(
      double[] values, int start, int stride, double[] z, double[] lanes, int place) {
    int second = start + stride;
    int third = second + stride;
    int fourth = third + stride;
    DoubleVector a = DoubleVector.zero(D);
    DoubleVector b = DoubleVector.zero(D);
    DoubleVector c = DoubleVector.zero(D);
    DoubleVector d = DoubleVector.zero(D);
    for (int j = 0; j < stride; j += L) {
      DoubleVector zj = DoubleVector.fromArray(D, z, j);
      a = DoubleVector.fromArray(D, values, start + j).fma(zj, a);
      b = DoubleVector.fromArray(D, values, second + j).fma(zj, b);
      c = DoubleVector.fromArray(D, values, third + j).fma(zj, c);
      d = DoubleVector.fromArray(D, values, fourth + j).fma(zj, d);
    }
    a.intoArray(lanes, place);
    b.intoArray(lanes, place + L);
    c.intoArray(lanes, place + 2 * L);
    d.intoArray(lanes, place + 3 * L);
  }

  private static void oneMargin(
      double[] values, int start, int stride, double[] z, double[] lanes, int place) {
    DoubleVector a = DoubleVector.zero(D);
    for (int j = 0; j < stride; j += L) {
      a = DoubleVector.fromArray(D, values, start + j).fma(DoubleVector.fromArray(D, z, j), a);
    }
    a.intoArray(lanes, place);
  }

  /** The lanes of row k times z and times v. */
  static void marginsTwo(
      double[] values,
      int start,
      int stride,
      int count,
      double[] z,
      double[] v,
      double[] lanes,
      double[] otherLanes) {
    int k = 0;
    for (; k <= count - 2; k += 2) {
      twoMarginsTwo(values, start + k * stride, stride, z, v, lanes, otherLanes, k * L);
    }
    if (k < count) {
      oneMargin(values, start + k * stride, stride, z, lanes, k * L);
      oneMargin(values, start + k * stride, stride, v, otherLanes, k * L);
    }
  }

  private static void twoMarginsTwo(
      double[] values,
      int start,
      int stride,
      double[] z,
      double[] v,
      double[] lanes,
      double[] otherLanes,
      int place) {
    int second = start + stride;
    DoubleVector a = DoubleVector.zero(D);
    DoubleVector b = DoubleVector.zero(D);
    DoubleVector c = DoubleVector.zero(D);
    DoubleVector d = DoubleVector.zero(D);
    for (int j = 0; j < stride; j += L) {
      DoubleVector zj = DoubleVector.fromArray(D, z, j);
      DoubleVector vj = DoubleVector.fromArray(D, v, j);
      DoubleVector row = DoubleVector.fromArray(D, values, start + j);
      DoubleVector next = DoubleVector.fromArray(D, values, second + j);
      a = row.fma(zj, a);
      b = row.fma(vj, b);
      c = next.fma(zj, c);
      d = next.fma(vj, d);
    }
    a.intoArray(lanes, place);
    b.intoArray(otherLanes, place);
    c.intoArray(lanes, place + L);
    d.intoArray(otherLanes, place + L);
  }

  /** out ← out + Σ alpha[first + k] row k, for {@code count} rows. */
  static void accumulate(
      double[] values, int start, int stride, int count, double[] alpha, int first, double[] out) {
    int k = 0;
    for (; k <= count - 4; k += 4) {
      addFour(values, start + k * stride, stride, alpha, first + k, out);
    }
    for (; k < count; k++) {
      addOne(values, start + k * stride, stride, alpha, first + k, out);
    }
  }

  private static void addFour(
      double[] values, int start, int stride, double[] alpha, int k, double[] out) {
    int second = start + stride;
    int third = second + stride;
    int fourth = third + stride;
    DoubleVector a = DoubleVector.broadcast(D, alpha[k]);
    DoubleVector b = DoubleVector.broadcast(D, alpha[k + 1]);
    DoubleVector c = DoubleVector.broadcast(D, alpha[k + 2]);
    DoubleVector d = DoubleVector.broadcast(D, alpha[k + 3]);
    for (int j = 0; j < stride; j += L) {
      DoubleVector total = DoubleVector.fromArray(D, out, j);
      total = DoubleVector.fromArray(D, values, start + j).fma(a, total);
      total = DoubleVector.fromArray(D, values, second + j).fma(b, total);
      total = DoubleVector.fromArray(D, values, third + j).fma(c, total);
      total = DoubleVector.fromArray(D, values, fourth + j).fma(d, total);
      total.intoArray(out, j);
    }
  }

  private static void addOne(
      double[] values, int start, int stride, double[] alpha, int k, double[] out) {
    DoubleVector a = DoubleVector.broadcast(D, alpha[k]);
    for (int j = 0; j < stride; j += L) {
      DoubleVector.fromArray(D, values, start + j)
          .fma(a, DoubleVector.fromArray(D, out, j))
          .intoArray(out, j);
    }
  }

  /**
   * out ← Σ alpha[k] row k, for narrow rows: a vector of features at a time, the sum in registers.
   * Four rows in turn have sums of their own, for one would wait for every addition.
   */
  static void sumNarrow(
      double[] values, int start, int stride, int count, double[] alpha, double[] out) {
    for (int j = 0; j < stride; j += L) {
      DoubleVector a = DoubleVector.zero(D);
      DoubleVector b = DoubleVector.zero(D);
      DoubleVector c = DoubleVector.zero(D);
      DoubleVector d = DoubleVector.zero(D);
      int k = 0;
      int row = start + j;
      for (; k <= count - 4; k += 4) {
        a = DoubleVector.fromArray(D, values, row).fma(broadcast(alpha[k]), a);
        b = DoubleVector.fromArray(D, values, row + stride).fma(broadcast(alpha[k + 1]), b);
        c = DoubleVector.fromArray(D, values, row + 2 * stride).fma(broadcast(alpha[k + 2]), c);
        d = DoubleVector.fromArray(D, values, row + 3 * stride).fma(broadcast(alpha[k + 3]), d);
        row += 4 * stride;
      }
      for (; k < count; k++) {
        a = DoubleVector.fromArray(D, values, row).fma(broadcast(alpha[k]), a);
        row += stride;
      }
      a.add(b).add(c.add(d)).intoArray(out, j);
    }
  }

  private static DoubleVector broadcast(double value) {
    return DoubleVector.broadcast(D, value);
  }

  /** The same, and other ← Σ beta[k] row k. */
  static void sumTwoNarrow(
      double[] values,
      int start,
      int stride,
      int count,
      double[] alpha,
      double[] out,
      double[] beta,
      double[] other) {
    for (int j = 0; j < stride; j += L) {
      DoubleVector a = DoubleVector.zero(D);
      DoubleVector b = DoubleVector.zero(D);
      DoubleVector c = DoubleVector.zero(D);
      DoubleVector d = DoubleVector.zero(D);
      DoubleVector otherA = DoubleVector.zero(D);
      DoubleVector otherB = DoubleVector.zero(D);
      DoubleVector otherC = DoubleVector.zero(D);
      DoubleVector otherD = DoubleVector.zero(D);
      int k = 0;
      int row = start + j;
      for (; k <= count - 4; k += 4) {
        DoubleVector x = DoubleVector.fromArray(D, values, row);
        a = x.fma(broadcast(alpha[k]), a);
        otherA = x.fma(broadcast(beta[k]), otherA);
        x = DoubleVector.fromArray(D, values, row + stride);
        b = x.fma(broadcast(alpha[k + 1]), b);
        otherB = x.fma(broadcast(beta[k + 1]), otherB);
        x = DoubleVector.fromArray(D, values, row + 2 * stride);
        c = x.fma(broadcast(alpha[k + 2]), c);
        otherC = x.fma(broadcast(beta[k + 2]), otherC);
        x = DoubleVector.fromArray(D, values, row + 3 * stride);
        d = x.fma(broadcast(alpha[k + 3]), d);
        otherD = x.fma(broadcast(beta[k + 3]), otherD);
        row += 4 * stride;
      }
      for (; k < count; k++) {
        DoubleVector x = DoubleVector.fromArray(D, values, row);
        a = x.fma(broadcast(alpha[k]), a);
        otherA = x.fma(broadcast(beta[k]), otherA);
        row += stride;
      }
      a.add(b).add(c.add(d)).intoArray(out, j);
      otherA.add(otherB).add(otherC.add(otherD)).intoArray(other, j);
    }
  }

  /** out ← out + Σ alpha[k] row k and other ← other + Σ beta[k] row k. */
  static void accumulateTwo(
      double[] values,
      int start,
      int stride,
      int count,
      double[] alpha,
      double[] out,
      double[] beta,
      double[] other) {
    int k = 0;
    for (; k <= count - 2; k += 2) {
      addTwoToTwo(values, start + k * stride, stride, alpha, out, beta, other, k);
    }
    if (k < count) {
      addOne(values, start + k * stride, stride, alpha, k, out);
      addOne(values, start + k * stride, stride, beta, k, other);
    }
  }

  private static void addTwoToTwo(
      double[] values,
      int start,
      int stride,
      double[] alpha,
      double[] out,
      double[] beta,
      double[] other,
      int k) {
    int second = start + stride;
    DoubleVector a = DoubleVector.broadcast(D, alpha[k]);
    DoubleVector b = DoubleVector.broadcast(D, beta[k]);
    DoubleVector c = DoubleVector.broadcast(D, alpha[k + 1]);
    DoubleVector d = DoubleVector.broadcast(D, beta[k + 1]);
    for (int j = 0; j < stride; j += L) {
      DoubleVector row = DoubleVector.fromArray(D, values, start + j);
      DoubleVector next = DoubleVector.fromArray(D, values, second + j);
      next.fma(c, row.fma(a, DoubleVector.fromArray(D, out, j))).intoArray(out, j);
      next.fma(d, row.fma(b, DoubleVector.fromArray(D, other, j))).intoArray(other, j);
    }
  }

  /**
   * {@link #accumulate} of four rows that are in the cache, and the margins of four that are not
   * yet, in one loop: the processor computes with the first while it waits for the second.
   */
  static void addFourAndFourMargins(
      double[] values,
      int start,
      double[] alpha,
      int k,
      double[] out,
      double[] nextValues,
      int nextStart,
      int stride,
      double[] z,
      double[] lanes,
      int place) {
    DoubleVector alphaA = DoubleVector.broadcast(D, alpha[k]);
    DoubleVector alphaB = DoubleVector.broadcast(D, alpha[k + 1]);
    DoubleVector alphaC = DoubleVector.broadcast(D, alpha[k + 2]);
    DoubleVector alphaD = DoubleVector.broadcast(D, alpha[k + 3]);
    DoubleVector a = DoubleVector.zero(D);
    DoubleVector b = DoubleVector.zero(D);
    DoubleVector c = DoubleVector.zero(D);
    DoubleVector d = DoubleVector.zero(D);
    for (int j = 0; j < stride; j += L) {
      int next = nextStart + j;
      DoubleVector zj = DoubleVector.fromArray(D, z, j);
      a = DoubleVector.fromArray(D, nextValues, next).fma(zj, a);
      b = DoubleVector.fromArray(D, nextValues, next + stride).fma(zj, b);
      c = DoubleVector.fromArray(D, nextValues, next + 2 * stride).fma(zj, c);
      d = DoubleVector.fromArray(D, nextValues, next + 3 * stride).fma(zj, d);
      int row = start + j;
      DoubleVector total = DoubleVector.fromArray(D, out, j);
      total = DoubleVector.fromArray(D, values, row).fma(alphaA, total);
      total = DoubleVector.fromArray(D, values, row + stride).fma(alphaB, total);
      total = DoubleVector.fromArray(D, values, row + 2 * stride).fma(alphaC, total);
      total = DoubleVector.fromArray(D, values, row + 3 * stride).fma(alphaD, total);
      total.intoArray(out, j);
    }
    a.intoArray(lanes, place);
    b.intoArray(lanes, place + L);
    c.intoArray(lanes, place + 2 * L);
    d.intoArray(lanes, place + 3 * L);
  }
}
