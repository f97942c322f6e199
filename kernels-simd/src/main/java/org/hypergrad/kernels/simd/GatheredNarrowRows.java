package org.hypergrad.kernels.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link NarrowRows} whose products are computed eight entries at a time; see {@link Gather}. */
final class GatheredNarrowRows {

  private static final VectorSpecies<Double> D = Lanes.DOUBLES;
  private static final VectorSpecies<Float> F = DenseLoops.FLOATS;

  private GatheredNarrowRows() {}

  /** Values as floats, in units. */
  static final class Floats extends NarrowRows.Floats {

    Floats(int[] starts, char[] columns, float[] values, double unit) {
      super(starts, columns, values, unit);
    }

    @Override
    void addDot(int row, double[] z, double[] lanes, int place, int[] places) {
      char[] cs = columns;
      float[] as = values;
      int k = starts[row];
      int end = starts[row + 1];
      DoubleVector a = DoubleVector.zero(D);
      for (; k <= end - Gather.COUNT; k += Gather.COUNT) {
        Gather.widen(cs, k, places);
        DoubleVector values8 =
            (DoubleVector) FloatVector.fromArray(F, as, k).convertShape(VectorOperators.F2D, D, 0);
        a = values8.fma(DoubleVector.fromArray(D, z, 0, places, 0), a);
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
      char[] cs = columns;
      float[] as = values;
      int k = starts[row];
      int end = starts[row + 1];
      DoubleVector a = DoubleVector.zero(D);
      DoubleVector b = DoubleVector.zero(D);
      for (; k <= end - Gather.COUNT; k += Gather.COUNT) {
        Gather.widen(cs, k, places);
        DoubleVector values8 =
            (DoubleVector) FloatVector.fromArray(F, as, k).convertShape(VectorOperators.F2D, D, 0);
        a = values8.fma(DoubleVector.fromArray(D, z, 0, places, 0), a);
        b = values8.fma(DoubleVector.fromArray(D, v, 0, places, 0), b);
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
  static final class Doubles extends NarrowRows.Doubles {

    Doubles(int[] starts, char[] columns, double[] values) {
      super(starts, columns, values);
    }

    @Override
    void addDot(int row, double[] z, double[] lanes, int place, int[] places) {
      char[] cs = columns;
      double[] as = values;
      int k = starts[row];
      int end = starts[row + 1];
      DoubleVector a = DoubleVector.zero(D);
      for (; k <= end - Gather.COUNT; k += Gather.COUNT) {
        Gather.widen(cs, k, places);
        DoubleVector values8 = DoubleVector.fromArray(D, as, k);
        a = values8.fma(DoubleVector.fromArray(D, z, 0, places, 0), a);
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
      char[] cs = columns;
      double[] as = values;
      int k = starts[row];
      int end = starts[row + 1];
      DoubleVector a = DoubleVector.zero(D);
      DoubleVector b = DoubleVector.zero(D);
      for (; k <= end - Gather.COUNT; k += Gather.COUNT) {
        Gather.widen(cs, k, places);
        DoubleVector values8 = DoubleVector.fromArray(D, as, k);
        a = values8.fma(DoubleVector.fromArray(D, z, 0, places, 0), a);
        b = values8.fma(DoubleVector.fromArray(D, v, 0, places, 0), b);
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
  static final class Constants extends NarrowRows.Constants {

    Constants(int[] starts, char[] columns, double[] rowValues) {
      super(starts, columns, rowValues);
    }

    @Override
    void addDot(int row, double[] z, double[] lanes, int place, int[] places) {
      char[] cs = columns;
      int k = starts[row];
      int end = starts[row + 1];
      DoubleVector a = DoubleVector.zero(D);
      for (; k <= end - Gather.COUNT; k += Gather.COUNT) {
        Gather.widen(cs, k, places);
        a = a.add(DoubleVector.fromArray(D, z, 0, places, 0));
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
      char[] cs = columns;
      int k = starts[row];
      int end = starts[row + 1];
      DoubleVector a = DoubleVector.zero(D);
      DoubleVector b = DoubleVector.zero(D);
      for (; k <= end - Gather.COUNT; k += Gather.COUNT) {
        Gather.widen(cs, k, places);
        a = a.add(DoubleVector.fromArray(D, z, 0, places, 0));
        b = b.add(DoubleVector.fromArray(D, v, 0, places, 0));
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
