package org.hypergrad.kernels.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link DenseProducts} on the Vector API, for the few outputs of a classifier, where libraries for
 * square matrices are not at home. Outputs lie along the lanes and are taken up to three vectors at
 * a time; several rows forward and several features backward share every load of the other side, as
 * many as make a dozen sums or eight, enough to hide how long a multiplication takes. Rows are read
 * from end to end: in blocks of features the matrix of weights would stay nearer, but memory
 * delivers short pieces of rows more slowly than whole ones.
 */
final class SimdProducts implements DenseProducts {

  private static final VectorSpecies<Double> D = Lanes.DOUBLES;
  private static final int L = Lanes.COUNT;

  @Override
  public int padded(int outputs) {
    return Lanes.padded(outputs);
  }

  /** How many outputs to take at once of those from {@code at} on. */
  private static int width(int outputs, int at) {
    return Math.min(3 * L, outputs - at);
  }

  @Override
  public void margins(
      double[] values, int start, int stride, int count, double[] z, int outputs, double[] out) {
    for (int at = 0; at < outputs; at += width(outputs, at)) {
      rows(values, start, stride, count, z, outputs, at, out);
    }
  }

  private static void rows(
      double[] values,
      int start,
      int stride,
      int count,
      double[] z,
      int outputs,
      int at,
      double[] out) {
    int width = width(outputs, at);
    int k = 0;
    if (width == 3 * L) {
      for (; k <= count - 4; k += 4) {
        int row = start + k * stride;
        RowTiles.fourRows3(values, row, stride, z, outputs, at, out, k * outputs + at);
      }
    } else if (width == 2 * L) {
      for (; k <= count - 6; k += 6) {
        int row = start + k * stride;
        RowTiles.sixRows2(values, row, stride, z, outputs, at, out, k * outputs + at);
      }
      for (; k <= count - 4; k += 4) {
        int row = start + k * stride;
        RowTiles.fourRows2(values, row, stride, z, outputs, at, out, k * outputs + at);
      }
    } else {
      for (; k <= count - 8; k += 8) {
        int row = start + k * stride;
        RowTiles.eightRows1(values, row, stride, z, outputs, at, out, k * outputs + at);
      }
      for (; k <= count - 4; k += 4) {
        int row = start + k * stride;
        RowTiles.fourRows1(values, row, stride, z, outputs, at, out, k * outputs + at);
      }
    }
    for (; k < count; k++) {
      for (int c = at; c < at + width; c += L) {
        oneRow(values, start + k * stride, stride, z, outputs, c, out, k * outputs + c);
      }
    }
  }

  private static void oneRow(
      double[] values,
      int start,
      int stride,
      double[] z,
      int outputs,
      int at,
      double[] out,
      int place) {
    DoubleVector a = DoubleVector.zero(D);
    for (int j = 0; j < stride; j++) {
      DoubleVector x = DoubleVector.broadcast(D, values[start + j]);
      a = x.fma(DoubleVector.fromArray(D, z, j * outputs + at), a);
    }
    a.intoArray(out, place);
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
    for (int at = 0; at < outputs; at += width(outputs, at)) {
      features(values, start, stride, count, coefficients, outputs, at, sum);
    }
  }

  private static void features(
      double[] values,
      int start,
      int stride,
      int count,
      double[] coefficients,
      int outputs,
      int at,
      double[] sum) {
    int width = width(outputs, at);
    int j = 0;
    if (width == 3 * L) {
      for (; j <= stride - 4; j += 4) {
        int place = j * outputs + at;
        FeatureTiles.fourFeatures3(
            values, start + j, stride, count, coefficients, outputs, at, sum, place);
      }
    } else if (width == 2 * L) {
      for (; j <= stride - 6; j += 6) {
        int place = j * outputs + at;
        FeatureTiles.sixFeatures2(
            values, start + j, stride, count, coefficients, outputs, at, sum, place);
      }
      for (; j <= stride - 4; j += 4) {
        int place = j * outputs + at;
        FeatureTiles.fourFeatures2(
            values, start + j, stride, count, coefficients, outputs, at, sum, place);
      }
    } else {
      for (; j <= stride - 8; j += 8) {
        int place = j * outputs + at;
        FeatureTiles.eightFeatures1(
            values, start + j, stride, count, coefficients, outputs, at, sum, place);
      }
      for (; j <= stride - 4; j += 4) {
        int place = j * outputs + at;
        FeatureTiles.fourFeatures1(
            values, start + j, stride, count, coefficients, outputs, at, sum, place);
      }
    }
    for (; j < stride; j++) {
      for (int c = at; c < at + width; c += L) {
        int place = j * outputs + c;
        oneFeature(values, start + j, stride, count, coefficients, outputs, c, sum, place);
      }
    }
  }

  private static void oneFeature(
      double[] values,
      int start,
      int stride,
      int count,
      double[] coefficients,
      int outputs,
      int at,
      double[] sum,
      int place) {
    DoubleVector a = DoubleVector.fromArray(D, sum, place);
    for (int k = 0; k < count; k++) {
      DoubleVector x = DoubleVector.broadcast(D, values[start + k * stride]);
      a = x.fma(DoubleVector.fromArray(D, coefficients, k * outputs + at), a);
    }
    a.intoArray(sum, place);
  }
}
