package org.hypergrad.kernels.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
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
