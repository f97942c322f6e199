package org.hypergrad.kernels.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of a block of dense rows with matrices that are held output by output, each output a
 * plane of {@code stride} numbers as long as a row: features along the lanes, so that no lane is
 * idle whatever the number of outputs, at least two. Not thread-safe.
 *
 * <p>The last tile of rows or features is moved back until it is whole: what it computes a second
 * time has the same bits.
 */
final class PlaneProducts {

  private static final VectorSpecies<Double> D = Lanes.DOUBLES;
  private static final int L = Lanes.COUNT;
  private static final int TILE = 4;

  /** Of a tile, with room to sum in whole vectors. */
  private final double[] lanes = new double[Lanes.padded(5 * TILE) * L];

  private final double[] sums = new double[Lanes.padded(5 * TILE)];

  /** Of so many outputs left, how many to take: five, three or two, so that never one is left. */
  private static int width(int left) {
    return switch (left) {
      case 2, 4 -> 2;
      case 3, 6 -> 3;
      default -> 5;
    };
  }

  /**
   * out[c · length + k] ← row k · plane c.
   *
   * @param values row k of {@code count} begins at {@code start + k · stride}
   */
  void margins(
      double[] values,
      int start,
      int stride,
      int count,
      double[] planes,
      int outputs,
      double[] out,
      int length) {
    for (int k = 0; k < count; k += TILE) {
      rows(values, start, stride, Math.min(k, count - TILE), planes, outputs, out, length);
    }
  }

  /** The same for two matrices, each row read once for both. */
  void marginsTwo(
      double[] values,
      int start,
      int stride,
      int count,
      double[] planes,
      double[] otherPlanes,
      int outputs,
      double[] out,
      double[] other,
      int length) {
    for (int k = 0; k < count; k += TILE) {
      int from = Math.min(k, count - TILE);
      rows(values, start, stride, from, planes, outputs, out, length);
      rows(values, start, stride, from, otherPlanes, outputs, other, length);
    }
  }

  /** Four rows from a place on, or from place 0 all rows if they are fewer. */
  private void rows(
      double[] values,
      int start,
      int stride,
      int from,
      double[] planes,
      int outputs,
      double[] out,
      int length) {
    if (from < 0) {
      for (int k = 0; k < TILE + from; k++) {
        for (int c = 0; c < outputs; c++) {
          oneRow(values, start + k * stride, stride, planes, c * stride, lanes);
          out[c * length + k] = Lanes.sum(lanes, 0);
        }
      }
      return;
    }
    int row = start + from * stride;
    int width;
    for (int c = 0; c < outputs; c += width) {
      width = width(outputs - c);
      switch (width) {
        case 5 -> PlaneTiles.rows5(values, row, stride, planes, c * stride, lanes);
        case 3 -> PlaneTiles.rows3(values, row, stride, planes, c * stride, lanes);
        default -> PlaneTiles.rows2(values, row, stride, planes, c * stride, lanes);
      }
      Lanes.sum(lanes, Lanes.padded(TILE * width), sums);
      for (int i = 0; i < width; i++) {
        for (int k = 0; k < TILE; k++) {
          out[(c + i) * length + from + k] = sums[TILE * i + k];
        }
      }
    }
  }

  private static void oneRow(
      double[] values, int start, int stride, double[] planes, int plane, double[] lanes) {
    DoubleVector a = DoubleVector.zero(D);
    for (int j = 0; j < stride; j += L) {
      DoubleVector z = DoubleVector.fromArray(D, planes, plane + j);
      a = DoubleVector.fromArray(D, values, start + j).fma(z, a);
    }
    a.intoArray(lanes, 0);
  }

  /**
   * sums[c · stride + j] ← Σ<sub>k</sub> coefficients[c · length + k] values<sub>kj</sub>.
   *
   * @param values row k of {@code count} begins at {@code start + k · stride}
   */
  static void sums(
      double[] values,
      int start,
      int stride,
      int count,
      double[] coefficients,
      int length,
      int outputs,
      double[] sums) {
    for (int j = 0; j < stride; j += TILE * L) {
      int from = Math.min(j, stride - TILE * L);
      features(values, start, stride, count, from, coefficients, length, outputs, sums);
    }
  }

  /** The same for two matrices, each row read once for both. */
  static void sumsTwo(
      double[] values,
      int start,
      int stride,
      int count,
      double[] coefficients,
      double[] otherCoefficients,
      int length,
      int outputs,
      double[] sums,
      double[] other) {
    for (int j = 0; j < stride; j += TILE * L) {
      int from = Math.min(j, stride - TILE * L);
      features(values, start, stride, count, from, coefficients, length, outputs, sums);
      features(values, start, stride, count, from, otherCoefficients, length, outputs, other);
    }
  }

  /** Four vectors of features from a column on, or from column 0 all if they are fewer. */
  private static void features(
      double[] values,
      int start,
      int stride,
      int count,
      int from,
      double[] coefficients,
      int length,
      int outputs,
      double[] sums) {
    if (from < 0) {
      for (int j = 0; j < stride; j += L) {
        for (int c = 0; c < outputs; c++) {
          int place = c * stride + j;
          oneVector(values, start + j, stride, count, coefficients, c * length, sums, place);
        }
      }
      return;
    }
    int at = start + from;
    int width;
    for (int c = 0; c < outputs; c += width) {
      width = width(outputs - c);
      int first = c * length;
      int place = c * stride + from;
      switch (width) {
        case 5 ->
            PlaneTiles.features5(
                values, at, stride, count, coefficients, first, length, sums, place);
        case 3 ->
            PlaneTiles.features3(
                values, at, stride, count, coefficients, first, length, sums, place);
        default ->
            PlaneTiles.features2(
                values, at, stride, count, coefficients, first, length, sums, place);
      }
    }
  }

  private static void oneVector(
      double[] values,
      int start,
      int stride,
      int count,
      double[] coefficients,
      int first,
      double[] sums,
      int place) {
    DoubleVector a = DoubleVector.zero(D);
    for (int k = 0; k < count; k++) {
      DoubleVector x = DoubleVector.fromArray(D, values, start + k * stride);
      a = x.fma(DoubleVector.broadcast(D, coefficients[first + k]), a);
    }
    a.intoArray(sums, place);
  }
}
