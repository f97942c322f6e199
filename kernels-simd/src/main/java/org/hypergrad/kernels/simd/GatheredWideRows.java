package org.hypergrad.kernels.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link WideRows} whose products are computed eight entries at a time; see {@link Gather}. */
final class GatheredWideRows {

  private static final VectorSpecies<Double> D = Lanes.DOUBLES;
  private static final VectorSpecies<Float> F = DenseLoops.FLOATS;

  private GatheredWideRows() {}

  /** Values as floats, in units. */
  static final class Floats extends WideRows.Floats {

    Floats(int[] starts, int[] columns, float[] values, double unit) {
      super(starts, columns, values, unit);
    }

    @Override
    void addDot(int row, double[] z, double[] lanes, int place, int[] places) {
      int[] cs = columns;
      float[] as = values;
      int k = starts[row];
      int end = starts[row + 1];
      DoubleVector a = DoubleVector.zero(D);
      for (; k <= end - Gather.COUNT; k += Gather.COUNT) {
        DoubleVector values8 =
            (DoubleVector) FloatVector.fromArray(F, as, k).convertShape(VectorOperators.F2D, D, 0);
        a = values8.fma(DoubleVector.fromArray(D, z, 0, cs, k), a);
      }
      double scale = unit;
      a.mul(scale).add(DoubleVector.fromArray(D, lanes, place)).intoArray(lanes, place);
      double tail = 0;
      for (; k < end; k++) {
        tail += as[k] * z[cs[k]];
      }
      lanes[place] += scale * tail;
    }

    @Override
    void addDotTwo(
        int row,
        double[] z,
        double[] v,
        double[] lanes,
        double[] otherLanes,
        int place,
        int[] places) {
      int[] cs = columns;
      float[] as = values;
      int k = starts[row];
      int end = starts[row + 1];
      DoubleVector a = DoubleVector.zero(D);
      DoubleVector b = DoubleVector.zero(D);
      for (; k <= end - Gather.COUNT; k += Gather.COUNT) {
        DoubleVector values8 =
            (DoubleVector) FloatVector.fromArray(F, as, k).convertShape(VectorOperators.F2D, D, 0);
        a = values8.fma(DoubleVector.fromArray(D, z, 0, cs, k), a);
        b = values8.fma(DoubleVector.fromArray(D, v, 0, cs, k), b);
      }
      double scale = unit;
      a.mul(scale).add(DoubleVector.fromArray(D, lanes, place)).intoArray(lanes, place);
      b.mul(scale).add(DoubleVector.fromArray(D, otherLanes, place)).intoArray(otherLanes, place);
      double tail = 0;
      double otherTail = 0;
      for (; k < end; k++) {
        tail += as[k] * z[cs[k]];
        otherTail += as[k] * v[cs[k]];
      }
      lanes[place] += scale * tail;
      otherLanes[place] += scale * otherTail;
    }
  }

  /** Values as doubles. */
  static final class Doubles extends WideRows.Doubles {

    Doubles(int[] starts, int[] columns, double[] values) {
      super(starts, columns, values);
    }

    @Override
    void addDot(int row, double[] z, double[] lanes, int place, int[] places) {
      int[] cs = columns;
      double[] as = values;
      int k = starts[row];
      int end = starts[row + 1];
      DoubleVector a = DoubleVector.zero(D);
      for (; k <= end - Gather.COUNT; k += Gather.COUNT) {
        DoubleVector values8 = DoubleVector.fromArray(D, as, k);
        a = values8.fma(DoubleVector.fromArray(D, z, 0, cs, k), a);
      }
      a.add(DoubleVector.fromArray(D, lanes, place)).intoArray(lanes, place);
      double tail = 0;
      for (; k < end; k++) {
        tail += as[k] * z[cs[k]];
      }
      lanes[place] += tail;
    }

    @Override
    void addDotTwo(
        int row,
        double[] z,
        double[] v,
        double[] lanes,
        double[] otherLanes,
        int place,
        int[] places) {
      int[] cs = columns;
      double[] as = values;
      int k = starts[row];
      int end = starts[row + 1];
      DoubleVector a = DoubleVector.zero(D);
      DoubleVector b = DoubleVector.zero(D);
      for (; k <= end - Gather.COUNT; k += Gather.COUNT) {
        DoubleVector values8 = DoubleVector.fromArray(D, as, k);
        a = values8.fma(DoubleVector.fromArray(D, z, 0, cs, k), a);
        b = values8.fma(DoubleVector.fromArray(D, v, 0, cs, k), b);
      }
      a.add(DoubleVector.fromArray(D, lanes, place)).intoArray(lanes, place);
      b.add(DoubleVector.fromArray(D, otherLanes, place)).intoArray(otherLanes, place);
      double tail = 0;
      double otherTail = 0;
      for (; k < end; k++) {
        tail += as[k] * z[cs[k]];
        otherTail += as[k] * v[cs[k]];
      }
      lanes[place] += tail;
      otherLanes[place] += otherTail;
    }
  }

  /** Values that are equal within a row. */
  static final class Constants extends WideRows.Constants {

    Constants(int[] starts, int[] columns, double[] rowValues) {
      super(starts, columns, rowValues);
    }

    @Override
    void addDot(int row, double[] z, double[] lanes, int place, int[] places) {
      int[] cs = columns;
      int k = starts[row];
      int end = starts[row + 1];
      DoubleVector a = DoubleVector.zero(D);
      for (; k <= end - Gather.COUNT; k += Gather.COUNT) {
        a = a.add(DoubleVector.fromArray(D, z, 0, cs, k));
      }
      double scale = rowValues[row];
      a.mul(scale).add(DoubleVector.fromArray(D, lanes, place)).intoArray(lanes, place);
      double tail = 0;
      for (; k < end; k++) {
        tail += z[cs[k]];
      }
      lanes[place] += scale * tail;
    }

    @Override
    void addDotTwo(
        int row,
        double[] z,
        double[] v,
        double[] lanes,
        double[] otherLanes,
        int place,
        int[] places) {
      int[] cs = columns;
      int k = starts[row];
      int end = starts[row + 1];
      DoubleVector a = DoubleVector.zero(D);
      DoubleVector b = DoubleVector.zero(D);
      for (; k <= end - Gather.COUNT; k += Gather.COUNT) {
        a = a.add(DoubleVector.fromArray(D, z, 0, cs, k));
        b = b.add(DoubleVector.fromArray(D, v, 0, cs, k));
      }
      double scale = rowValues[row];
      a.mul(scale).add(DoubleVector.fromArray(D, lanes, place)).intoArray(lanes, place);
      b.mul(scale).add(DoubleVector.fromArray(D, otherLanes, place)).intoArray(otherLanes, place);
      double tail = 0;
      double otherTail = 0;
      for (; k < end; k++) {
        tail += z[cs[k]];
        otherTail += v[cs[k]];
      }
      lanes[place] += scale * tail;
      otherLanes[place] += scale * otherTail;
    }
  }
}
