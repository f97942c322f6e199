package org.hypergrad.kernels.simd;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.Rows;

/** Dense rows one after the other, each padded with zeros to whole vectors. */
final class DenseLayout extends RowLayout {

  private static final VectorSpecies<Double> D = Lanes.DOUBLES;
  private static final int L = Lanes.COUNT;

  /** A group of rows should fit in half of a small second-level cache. */
  private static final int GROUP_BYTES = 128 * 1024;

  private final int stride;
  private final double[] values;
  private final int groupRows;
  private final double[] lanes;
  private final double[] otherLanes;

  /** Inputs and sums of the operation under way, padded to whole vectors. */
  private final double[] z;

  private final double[] v;
  private final double[] sum;
  private final double[] other;

  DenseLayout(Features features) {
    this(strideOf(features.columns()), rowsOf(features));
  }

  private DenseLayout(int stride, double[] values) {
    this.stride = stride;
    this.values = values;
    groupRows = Math.clamp(GROUP_BYTES / (8L * stride) / L * L, Math.max(L, 16), 512);
    lanes = new double[groupRows * L];
    otherLanes = new double[groupRows * L];
    z = new double[stride];
    v = new double[stride];
    sum = new double[stride];
    other = new double[stride];
  }

  private static double[] rowsOf(Features features) {
    int stride = strideOf(features.columns());
    double[] values = new double[Math.multiplyExact(features.rows(), stride)];
    for (int row = 0; row < features.rows(); row++) {
      int start = row * stride;
      features.forEachEntry(row, (column, value) -> values[start + column] = value);
    }
    return values;
  }

  @Override
  RowLayout twin() {
    return new DenseLayout(stride, values);
  }

  @Override
  double entriesARow() {
    return stride;
  }

  /** Doubles a row takes. */
  static int strideOf(int columns) {
    return Math.max(L, Lanes.padded(columns));
  }

  @Override
  int groupRows() {
    return groupRows;
  }

  @Override
  String describe() {
    return "dense rows of %d doubles, %.1f MB".formatted(stride, 8e-6 * values.length);
  }

  @Override
  void load(double[] newZ, int rows) {
    System.arraycopy(newZ, 0, z, 0, newZ.length);
    Arrays.fill(sum, 0);
  }

  @Override
  void load(double[] newZ, double[] newV, int rows) {
    load(newZ, rows);
    System.arraycopy(newV, 0, v, 0, newV.length);
    Arrays.fill(other, 0);
  }

  @Override
  void store(double[] out) {
    System.arraycopy(sum, 0, out, 0, out.length);
  }

  @Override
  void store(double[] out, double[] otherOut) {
    store(out);
    System.arraycopy(other, 0, otherOut, 0, otherOut.length);
  }

  @Override
  void addTo(double[] out) {
    for (int j = 0; j < out.length; j++) {
      out[j] += sum[j];
    }
  }

  @Override
  void addTo(double[] out, double[] otherOut) {
    addTo(out);
    for (int j = 0; j < otherOut.length; j++) {
      otherOut[j] += other[j];
    }
  }

  @Override
  void margins(Rows rows, int from, int count, double[] out) {
    for (int k = 0; k < count; k++) {
      dot(values, rows.row(from + k) * stride, stride, z, lanes, k * L);
    }
    Lanes.sum(lanes, count, out);
  }

  static void dot(double[] values, int start, int stride, double[] z, double[] lanes, int place) {
    DoubleVector a = DoubleVector.zero(D);
    int j = 0;
    if (stride >= 8 * L) {
      DoubleVector b = DoubleVector.zero(D);
      DoubleVector c = DoubleVector.zero(D);
      DoubleVector d = DoubleVector.zero(D);
      for (; j <= stride - 4 * L; j += 4 * L) {
        a = DoubleVector.fromArray(D, values, start + j).fma(DoubleVector.fromArray(D, z, j), a);
        b =
            DoubleVector.fromArray(D, values, start + j + L)
                .fma(DoubleVector.fromArray(D, z, j + L), b);
        c =
            DoubleVector.fromArray(D, values, start + j + 2 * L)
                .fma(DoubleVector.fromArray(D, z, j + 2 * L), c);
        d =
            DoubleVector.fromArray(D, values, start + j + 3 * L)
                .fma(DoubleVector.fromArray(D, z, j + 3 * L), d);
      }
      a = a.add(b).add(c.add(d));
    }
    for (; j < stride; j += L) {
      a = DoubleVector.fromArray(D, values, start + j).fma(DoubleVector.fromArray(D, z, j), a);
    }
    a.intoArray(lanes, place);
  }

  @Override
  void marginsTwo(Rows rows, int from, int count, double[] outZ, double[] outV) {
    for (int k = 0; k < count; k++) {
      dotTwo(values, rows.row(from + k) * stride, stride, z, v, lanes, otherLanes, k * L);
    }
    Lanes.sum(lanes, count, outZ);
    Lanes.sum(otherLanes, count, outV);
  }

  static void dotTwo(
      double[] values,
      int start,
      int stride,
      double[] z,
      double[] v,
      double[] lanes,
      double[] otherLanes,
      int place) {
    DoubleVector a = DoubleVector.zero(D);
    DoubleVector b = DoubleVector.zero(D);
    int j = 0;
    if (stride >= 8 * L) {
      DoubleVector c = DoubleVector.zero(D);
      DoubleVector d = DoubleVector.zero(D);
      for (; j <= stride - 2 * L; j += 2 * L) {
        DoubleVector row = DoubleVector.fromArray(D, values, start + j);
        a = row.fma(DoubleVector.fromArray(D, z, j), a);
        b = row.fma(DoubleVector.fromArray(D, v, j), b);
        DoubleVector next = DoubleVector.fromArray(D, values, start + j + L);
        c = next.fma(DoubleVector.fromArray(D, z, j + L), c);
        d = next.fma(DoubleVector.fromArray(D, v, j + L), d);
      }
      a = a.add(c);
      b = b.add(d);
    }
    for (; j < stride; j += L) {
      DoubleVector row = DoubleVector.fromArray(D, values, start + j);
      a = row.fma(DoubleVector.fromArray(D, z, j), a);
      b = row.fma(DoubleVector.fromArray(D, v, j), b);
    }
    a.intoArray(lanes, place);
    b.intoArray(otherLanes, place);
  }

  @Override
  void accumulate(Rows rows, int from, int count, double[] alpha) {
    addRows(values, stride, rows, from, count, alpha, sum);
  }

  static void addRows(
      double[] values, int stride, Rows rows, int from, int count, double[] alpha, double[] out) {
    int k = 0;
    for (; k <= count - 4; k += 4) {
      addFour(
          values,
          rows.row(from + k) * stride,
          rows.row(from + k + 1) * stride,
          rows.row(from + k + 2) * stride,
          rows.row(from + k + 3) * stride,
          stride,
          alpha,
          k,
          out);
    }
    for (; k < count; k++) {
      addOne(values, rows.row(from + k) * stride, stride, alpha[k], out);
    }
  }

  /** Four rows at once: the vector that gathers them is read and written once. */
  private static void addFour(
      double[] values,
      int first,
      int second,
      int third,
      int fourth,
      int stride,
      double[] coefficient,
      int k,
      double[] out) {
    DoubleVector a = DoubleVector.broadcast(D, coefficient[k]);
    DoubleVector b = DoubleVector.broadcast(D, coefficient[k + 1]);
    DoubleVector c = DoubleVector.broadcast(D, coefficient[k + 2]);
    DoubleVector d = DoubleVector.broadcast(D, coefficient[k + 3]);
    for (int j = 0; j < stride; j += L) {
      DoubleVector total = DoubleVector.fromArray(D, out, j);
      total = DoubleVector.fromArray(D, values, first + j).fma(a, total);
      total = DoubleVector.fromArray(D, values, second + j).fma(b, total);
      total = DoubleVector.fromArray(D, values, third + j).fma(c, total);
      total = DoubleVector.fromArray(D, values, fourth + j).fma(d, total);
      total.intoArray(out, j);
    }
  }

  private static void addOne(
      double[] values, int start, int stride, double coefficient, double[] out) {
    DoubleVector a = DoubleVector.broadcast(D, coefficient);
    for (int j = 0; j < stride; j += L) {
      DoubleVector.fromArray(D, values, start + j)
          .fma(a, DoubleVector.fromArray(D, out, j))
          .intoArray(out, j);
    }
  }

  @Override
  void accumulateTwo(Rows rows, int from, int count, double[] alpha, double[] beta) {
    addRowsToTwo(values, stride, rows, from, count, alpha, sum, beta, other);
  }

  static void addRowsToTwo(
      double[] values,
      int stride,
      Rows rows,
      int from,
      int count,
      double[] alpha,
      double[] first,
      double[] beta,
      double[] second) {
    int k = 0;
    for (; k <= count - 2; k += 2) {
      addTwoToTwo(
          values,
          rows.row(from + k) * stride,
          rows.row(from + k + 1) * stride,
          stride,
          alpha,
          first,
          beta,
          second,
          k);
    }
    if (k < count) {
      addOne(values, rows.row(from + k) * stride, stride, alpha[k], first);
      addOne(values, rows.row(from + k) * stride, stride, beta[k], second);
    }
  }

  private static void addTwoToTwo(
      double[] values,
      int start,
      int nextStart,
      int stride,
      double[] alpha,
      double[] first,
      double[] beta,
      double[] second,
      int k) {
    DoubleVector a = DoubleVector.broadcast(D, alpha[k]);
    DoubleVector b = DoubleVector.broadcast(D, beta[k]);
    DoubleVector c = DoubleVector.broadcast(D, alpha[k + 1]);
    DoubleVector d = DoubleVector.broadcast(D, beta[k + 1]);
    for (int j = 0; j < stride; j += L) {
      DoubleVector row = DoubleVector.fromArray(D, values, start + j);
      DoubleVector next = DoubleVector.fromArray(D, values, nextStart + j);
      next.fma(c, row.fma(a, DoubleVector.fromArray(D, first, j))).intoArray(first, j);
      next.fma(d, row.fma(b, DoubleVector.fromArray(D, second, j))).intoArray(second, j);
    }
  }
}
