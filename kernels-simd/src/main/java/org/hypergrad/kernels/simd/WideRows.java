package org.hypergrad.kernels.simd;

import jdk.incubator.vector.DoubleVector;

/** Rows of any number of columns, whose numbers take 32 bits. */
final class WideRows {

  private WideRows() {}

  /** Values as floats, in units. */
  static final class Floats extends SparseRows {
    private final int[] starts;
    private final int[] columns;
    private final float[] values;
    private final double unit;

    Floats(int[] starts, int[] columns, float[] values, double unit) {
      this.starts = starts;
      this.columns = columns;
      this.values = values;
      this.unit = unit;
    }

    @Override
    double dot(int row, double[] z) {
      int[] cs = columns;
      float[] as = values;
      int k = starts[row];
      int end = starts[row + 1];
      double a = 0;
      double b = 0;
      double c = 0;
      double d = 0;
      for (; k < end - 3; k += 4) {
        a += as[k] * z[cs[k]];
        b += as[k + 1] * z[cs[k + 1]];
        c += as[k + 2] * z[cs[k + 2]];
        d += as[k + 3] * z[cs[k + 3]];
      }
      for (; k < end; k++) {
        a += as[k] * z[cs[k]];
      }
      return unit * ((a + b) + (c + d));
    }

    @Override
    void axpy(int row, double alpha, double[] out) {
      int[] cs = columns;
      float[] as = values;
      double factor = alpha * unit;
      int end = starts[row + 1];
      for (int k = starts[row]; k < end; k++) {
        out[cs[k]] += factor * as[k];
      }
    }

    @Override
    void dotPair(int row, double[] pairs, double[] out, int place) {
      int[] cs = columns;
      float[] as = values;
      int k = starts[row];
      int end = starts[row + 1];
      double a = 0;
      double b = 0;
      double c = 0;
      double d = 0;
      for (; k < end - 1; k += 2) {
        int at = 2 * cs[k];
        int next = 2 * cs[k + 1];
        a += as[k] * pairs[at];
        b += as[k] * pairs[at + 1];
        c += as[k + 1] * pairs[next];
        d += as[k + 1] * pairs[next + 1];
      }
      a += c;
      b += d;
      if (k < end) {
        int at = 2 * cs[k];
        a += as[k] * pairs[at];
        b += as[k] * pairs[at + 1];
      }
      out[place] = unit * a;
      out[place + 1] = unit * b;
    }

    @Override
    void axpyPair(int row, double[] factors, int place, double[] pairs) {
      int[] cs = columns;
      float[] as = values;
      int end = starts[row + 1];
      double scale = unit;
      for (int k = starts[row]; k < end; k++) {
        int at = 2 * cs[k];
        DoubleVector.fromArray(PAIR, factors, place)
            .mul(scale * as[k])
            .add(DoubleVector.fromArray(PAIR, pairs, at))
            .intoArray(pairs, at);
      }
    }

    @Override
    long bytes() {
      return 4L * starts.length + 4L * columns.length + 4L * values.length;
    }

    @Override
    String describe() {
      return "32-bit columns, 32-bit values";
    }
  }

  /** Values as doubles. */
  static final class Doubles extends SparseRows {
    private final int[] starts;
    private final int[] columns;
    private final double[] values;

    Doubles(int[] starts, int[] columns, double[] values) {
      this.starts = starts;
      this.columns = columns;
      this.values = values;
    }

    @Override
    double dot(int row, double[] z) {
      int[] cs = columns;
      double[] as = values;
      int k = starts[row];
      int end = starts[row + 1];
      double a = 0;
      double b = 0;
      double c = 0;
      double d = 0;
      for (; k < end - 3; k += 4) {
        a += as[k] * z[cs[k]];
        b += as[k + 1] * z[cs[k + 1]];
        c += as[k + 2] * z[cs[k + 2]];
        d += as[k + 3] * z[cs[k + 3]];
      }
      for (; k < end; k++) {
        a += as[k] * z[cs[k]];
      }
      return (a + b) + (c + d);
    }

    @Override
    void axpy(int row, double alpha, double[] out) {
      int[] cs = columns;
      double[] as = values;
      int end = starts[row + 1];
      for (int k = starts[row]; k < end; k++) {
        out[cs[k]] += alpha * as[k];
      }
    }

    @Override
    void dotPair(int row, double[] pairs, double[] out, int place) {
      int[] cs = columns;
      double[] as = values;
      int k = starts[row];
      int end = starts[row + 1];
      double a = 0;
      double b = 0;
      double c = 0;
      double d = 0;
      for (; k < end - 1; k += 2) {
        int at = 2 * cs[k];
        int next = 2 * cs[k + 1];
        a += as[k] * pairs[at];
        b += as[k] * pairs[at + 1];
        c += as[k + 1] * pairs[next];
        d += as[k + 1] * pairs[next + 1];
      }
      a += c;
      b += d;
      if (k < end) {
        int at = 2 * cs[k];
        a += as[k] * pairs[at];
        b += as[k] * pairs[at + 1];
      }
      out[place] = a;
      out[place + 1] = b;
    }

    @Override
    void axpyPair(int row, double[] factors, int place, double[] pairs) {
      int[] cs = columns;
      double[] as = values;
      int end = starts[row + 1];
      for (int k = starts[row]; k < end; k++) {
        int at = 2 * cs[k];
        DoubleVector.fromArray(PAIR, factors, place)
            .mul(as[k])
            .add(DoubleVector.fromArray(PAIR, pairs, at))
            .intoArray(pairs, at);
      }
    }

    @Override
    long bytes() {
      return 4L * starts.length + 4L * columns.length + 8L * values.length;
    }

    @Override
    String describe() {
      return "32-bit columns, 64-bit values";
    }
  }

  /** Values that are equal within a row. */
  static final class Constants extends SparseRows {
    private final int[] starts;
    private final int[] columns;
    private final double[] rowValues;

    Constants(int[] starts, int[] columns, double[] rowValues) {
      this.starts = starts;
      this.columns = columns;
      this.rowValues = rowValues;
    }

    @Override
    double dot(int row, double[] z) {
      int[] cs = columns;
      int k = starts[row];
      int end = starts[row + 1];
      double a = 0;
      double b = 0;
      double c = 0;
      double d = 0;
      for (; k < end - 3; k += 4) {
        a += z[cs[k]];
        b += z[cs[k + 1]];
        c += z[cs[k + 2]];
        d += z[cs[k + 3]];
      }
      for (; k < end; k++) {
        a += z[cs[k]];
      }
      return rowValues[row] * ((a + b) + (c + d));
    }

    @Override
    void axpy(int row, double alpha, double[] out) {
      int[] cs = columns;
      double factor = alpha * rowValues[row];
      int end = starts[row + 1];
      for (int k = starts[row]; k < end; k++) {
        out[cs[k]] += factor;
      }
    }

    @Override
    void dotPair(int row, double[] pairs, double[] out, int place) {
      int[] cs = columns;
      int k = starts[row];
      int end = starts[row + 1];
      double a = 0;
      double b = 0;
      double c = 0;
      double d = 0;
      for (; k < end - 1; k += 2) {
        int at = 2 * cs[k];
        int next = 2 * cs[k + 1];
        a += pairs[at];
        b += pairs[at + 1];
        c += pairs[next];
        d += pairs[next + 1];
      }
      a += c;
      b += d;
      if (k < end) {
        int at = 2 * cs[k];
        a += pairs[at];
        b += pairs[at + 1];
      }
      out[place] = rowValues[row] * a;
      out[place + 1] = rowValues[row] * b;
    }

    @Override
    void axpyPair(int row, double[] factors, int place, double[] pairs) {
      int[] cs = columns;
      int end = starts[row + 1];
      double scale = rowValues[row];
      for (int k = starts[row]; k < end; k++) {
        int at = 2 * cs[k];
        DoubleVector.fromArray(PAIR, factors, place)
            .mul(scale)
            .add(DoubleVector.fromArray(PAIR, pairs, at))
            .intoArray(pairs, at);
      }
    }

    @Override
    long bytes() {
      return 4L * starts.length + 4L * columns.length + 8L * rowValues.length;
    }

    @Override
    String describe() {
      return "32-bit columns, one value a row";
    }
  }
}
