package org.hypergrad.kernels.simd;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.scalar.HostVectors;

/**
 * Vectors in the Java heap. Only sums need lanes of their own: plain elementwise loops are turned
 * into vector code by the JIT, with the same bits.
 */
final class SimdVectors extends HostVectors {

  private static final VectorSpecies<Double> D = Lanes.DOUBLES;
  private static final int L = Lanes.COUNT;

  @Override
  protected double dotK(Vec x, Vec y) {
    return dot(array(x), array(y));
  }

  /**
   * Sums over runs of coordinates of one group: one strength a class is as many runs where a vector
   * is held class by class, and a loop over elements would wait for every addition.
   */
  @Override
  protected void mixedDerivativeK(Penalty penalty, Vec e, Vec z, Vec v, Vec out) {
    int[] groupOf = penalty.groupOfAll();
    double[] outs = array(out);
    Arrays.fill(outs, 0);
    int end;
    for (int k = 0; k < groupOf.length; k = end) {
      int group = groupOf[k];
      end = k + 1;
      while (end < groupOf.length && groupOf[end] == group) {
        end++;
      }
      if (group >= 0) { // else the strength is not learned
        outs[group] += sum(array(e), array(z), array(v), k, end);
      }
    }
  }

  /** Σ e z v over a range. */
  private static double sum(double[] e, double[] z, double[] v, int from, int to) {
    int k = from;
    double sum = 0;
    if (to - from >= 4 * L) {
      DoubleVector a = DoubleVector.zero(D);
      DoubleVector b = DoubleVector.zero(D);
      for (; k <= to - 2 * L; k += 2 * L) {
        DoubleVector first = DoubleVector.fromArray(D, e, k).mul(DoubleVector.fromArray(D, z, k));
        a = first.fma(DoubleVector.fromArray(D, v, k), a);
        int next = k + L;
        DoubleVector second =
            DoubleVector.fromArray(D, e, next).mul(DoubleVector.fromArray(D, z, next));
        b = second.fma(DoubleVector.fromArray(D, v, next), b);
      }
      DoubleVector total = a.add(b);
      for (int lane = 0; lane < L; lane++) { // in this order, whatever compiles it
        sum += total.lane(lane);
      }
    }
    for (; k < to; k++) {
      sum += e[k] * z[k] * v[k];
    }
    return sum;
  }

  private static double dot(double[] x, double[] y) {
    int length = x.length;
    int k = 0;
    double sum = 0;
    if (length >= 4 * L) {
      DoubleVector a = DoubleVector.zero(D);
      DoubleVector b = DoubleVector.zero(D);
      DoubleVector c = DoubleVector.zero(D);
      DoubleVector d = DoubleVector.zero(D);
      for (; k <= length - 4 * L; k += 4 * L) {
        a = DoubleVector.fromArray(D, x, k).fma(DoubleVector.fromArray(D, y, k), a);
        b = DoubleVector.fromArray(D, x, k + L).fma(DoubleVector.fromArray(D, y, k + L), b);
        c = DoubleVector.fromArray(D, x, k + 2 * L).fma(DoubleVector.fromArray(D, y, k + 2 * L), c);
        d = DoubleVector.fromArray(D, x, k + 3 * L).fma(DoubleVector.fromArray(D, y, k + 3 * L), d);
      }
      DoubleVector total = a.add(b).add(c.add(d));
      for (int lane = 0; lane < L; lane++) { // in this order, whatever compiles it
        sum += total.lane(lane);
      }
    }
    for (; k < length; k++) {
      sum += x[k] * y[k];
    }
    return sum;
  }
}
