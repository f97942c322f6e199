package org.hypergrad.kernels.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link DenseProducts} on the Vector API, for the few outputs of a classifier, at least two, where
 * libraries for square matrices are not at home: features lie along the lanes, so that no lane is
 * idle whatever the number of outputs. Rows are read from end to end: in blocks of features the
 * matrix of weights would stay nearer, but memory delivers short pieces of rows more slowly.
 *
 * <p>The last tile of rows or features is moved back until it is whole: what it computes a second
 * time has the same bits. Not thread-safe.
 */
final class PlaneProducts implements DenseProducts {

  private static final VectorSpecies<Double> D = Lanes.DOUBLES;
  private static final int L = Lanes.COUNT;
  private static final int TILE = 4;
  private static final int MOST_OUTPUTS = 5;

  /** Of a tile, with room to sum in whole vectors. */
  private final double[] lanes = new double[Lanes.padded(MOST_OUTPUTS * TILE) * L];

  private final double[] tile = new double[Lanes.padded(MOST_OUTPUTS * TILE) * L];

  @Override
  public DenseProducts twin() {
    return new PlaneProducts();
  }

  /** Of so many outputs left, how many to take: five, three or two, so that never one is left. */
  private static int width(int left) {
    return switch (left) {
      case 2, 4 -> 2;
      case 3, 6 -> 3;
      default -> MOST_OUTPUTS;
    };
  }

  @Override
  public void margins(
      double[] values, int start, int stride, int count, double[] z, int outputs, double[] out) {
    for (int k = 0; k < count; k += TILE) {
      rows(values, start, stride, Math.min(k, count - TILE), z, outputs, out, 1, outputs);
    }
  }

  /** out[c · length + k] ← row k · plane c: numbers of rows held output by output, too. */
  void planeMargins(
      double[] values,
      int start,
      int stride,
      int count,
      double[] z,
      int outputs,
      double[] out,
      int length) {
    for (int k = 0; k < count; k += TILE) {
      rows(values, start, stride, Math.min(k, count - TILE), z, outputs, out, length, 1);
    }
  }

  /** The same for two matrices, each row read once for both. */
  void planeMarginsTwo(
      double[] values,
      int start,
      int stride,
      int count,
      double[] z,
      double[] v,
      int outputs,
      double[] out,
      double[] other,
      int length) {
    for (int k = 0; k < count; k += TILE) {
      int from = Math.min(k, count - TILE);
      rows(values, start, stride, from, z, outputs, out, length, 1);
      rows(values, start, stride, from, v, outputs, other, length, 1);
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
      int outputStep,
      int rowStep) {
    if (from < 0) {
      for (int k = 0; k < TILE + from; k++) {
        for (int c = 0; c < outputs; c++) {
          oneRow(values, start + k * stride, stride, planes, c * stride, lanes);
          out[c * outputStep + k * rowStep] = Lanes.sum(lanes, 0);
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
      Lanes.sum(lanes, Lanes.padded(TILE * width), tile);
      for (int i = 0; i < width; i++) {
        int place = (c + i) * outputStep + from * rowStep;
        for (int k = 0; k < TILE; k++) {
          out[place + k * rowStep] = tile[TILE * i + k];
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

  /** A tile's sums come to lie in a buffer, from where those that are new are added. */
  @Override
  public void accumulate(
      double[] values,
      int start,
      int stride,
      int count,
      double[] coefficients,
      int outputs,
      double[] sum) {
    int most = TILE * L;
    for (int j = 0; j < stride; j += most) {
      int from = Math.max(0, Math.min(j, stride - most));
      int length = Math.min(most, stride);
      int width;
      for (int c = 0; c < outputs; c += width) {
        width = width(outputs - c);
        features(
            values,
            start + from,
            stride,
            count,
            length,
            coefficients,
            c,
            1,
            outputs,
            width,
            tile,
            0,
            most);
        for (int i = 0; i < width; i++) {
          add(tile, i * most + j - from, from + length - j, sum, (c + i) * stride + j);
        }
      }
    }
  }

  private static void add(double[] tile, int at, int count, double[] sum, int place) {
    for (int j = 0; j < count; j += L) {
      DoubleVector.fromArray(D, sum, place + j)
          .add(DoubleVector.fromArray(D, tile, at + j))
          .intoArray(sum, place + j);
    }
  }

  /**
   * sums[c · stride + j] ← Σ<sub>k</sub> coefficients[c · length + k] values<sub>kj</sub>, numbers
   * of rows held output by output, too.
   */
  static void planeSums(
      double[] values,
      int start,
      int stride,
      int count,
      double[] coefficients,
      int length,
      int outputs,
      double[] sums) {
    for (int j = 0; j < stride; j += TILE * L) {
      vectors(values, start, stride, count, j, coefficients, length, outputs, sums);
    }
  }

  /** The same for two matrices, each row read once for both. */
  static void planeSumsTwo(
      double[] values,
      int start,
      int stride,
      int count,
      double[] first,
      double[] second,
      int length,
      int outputs,
      double[] sums,
      double[] other) {
    for (int j = 0; j < stride; j += TILE * L) {
      vectors(values, start, stride, count, j, first, length, outputs, sums);
      vectors(values, start, stride, count, j, second, length, outputs, other);
    }
  }

  /** Four vectors of features from a column on, or moved back to the last four. */
  private static void vectors(
      double[] values,
      int start,
      int stride,
      int count,
      int column,
      double[] coefficients,
      int length,
      int outputs,
      double[] sums) {
    int from = Math.max(0, Math.min(column, stride - TILE * L));
    int features = Math.min(TILE * L, stride);
    int width;
    for (int c = 0; c < outputs; c += width) {
      width = width(outputs - c);
      features(
          values,
          start + from,
          stride,
          count,
          features,
          coefficients,
          c * length,
          length,
          1,
          width,
          sums,
          c * stride + from,
          stride);
    }
  }

  /** A tile of so many features, four vectors or fewer, and two, three or five outputs. */
  private static void features(
      double[] values,
      int start,
      int stride,
      int count,
      int features,
      double[] coefficients,
      int first,
      int outputStep,
      int rowStep,
      int outputs,
      double[] sums,
      int place,
      int planeStep) {
    if (features < TILE * L) {
      for (int j = 0; j < features; j += L) {
        for (int c = 0; c < outputs; c++) {
          int at = first + c * outputStep;
          int to = place + c * planeStep + j;
          oneVector(values, start + j, stride, count, coefficients, at, rowStep, sums, to);
        }
      }
      return;
    }
    switch (outputs) {
      case 5 ->
          PlaneTiles.features5(
              values,
              start,
              stride,
              count,
              coefficients,
              first,
              outputStep,
              rowStep,
              sums,
              place,
              planeStep);
      case 3 ->
          PlaneTiles.features3(
              values,
              start,
              stride,
              count,
              coefficients,
              first,
              outputStep,
              rowStep,
              sums,
              place,
              planeStep);
      default ->
          PlaneTiles.features2(
              values,
              start,
              stride,
              count,
              coefficients,
              first,
              outputStep,
              rowStep,
              sums,
              place,
              planeStep);
    }
  }

  private static void oneVector(
      double[] values,
      int start,
      int stride,
      int count,
      double[] coefficients,
      int first,
      int rowStep,
      double[] sums,
      int place) {
    DoubleVector a = DoubleVector.zero(D);
    for (int k = 0; k < count; k++) {
      DoubleVector x = DoubleVector.fromArray(D, values, start + k * stride);
      a = x.fma(DoubleVector.broadcast(D, coefficients[first + k * rowStep]), a);
    }
    a.intoArray(sums, place);
  }
}
