package org.hypergrad.kernels.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Row-compressed rows in the most compact of four formats that loses nothing. The loops are plain
 * Java: a gather does not win here, and what decides is how few bytes an entry takes. Pairs are two
 * vectors interleaved, so that one access of 128 bits serves both.
 */
abstract class SparseRows {

  private static final VectorSpecies<Double> PAIR =
      VectorSpecies.of(double.class, VectorShape.S_128_BIT);

  /** a_row · z. */
  abstract double dot(int row, double[] z);

  /** out ← out + alpha a_row. */
  abstract void axpy(int row, double alpha, double[] out);

  /** out[place] and out[place + 1] ← a_row times the even and the odd elements of {@code pairs}. */
  abstract void dotPair(int row, double[] pairs, double[] out, int place);

  /** pairs ← pairs + a_row times factors[place] in even and factors[place + 1] in odd elements. */
  abstract void axpyPair(int row, double[] factors, int place, double[] pairs);

  /**
   * The most compact format for rows that begin at {@code starts} in the arrays, which are copied
   * if they shrink.
   *
   * @param width number of columns
   */
  static SparseRows of(int[] starts, int[] columns, double[] values, int width) {
    boolean floats = true;
    for (double value : values) {
      floats &= (float) value == value;
    }
    float[] shortValues = new float[floats ? values.length : 0];
    for (int k = 0; k < shortValues.length; k++) {
      shortValues[k] = (float) values[k];
    }
    if (width > Character.MAX_VALUE + 1) {
      return floats
          ? new IntFloats(starts, columns, shortValues)
          : new IntDoubles(starts, columns, values);
    }
    char[] shortColumns = new char[columns.length];
    for (int k = 0; k < columns.length; k++) {
      shortColumns[k] = (char) columns[k];
    }
    return floats
        ? new CharFloats(starts, shortColumns, shortValues)
        : new CharDoubles(starts, shortColumns, values);
  }

  /** Columns as char, values as float. */
  static final class CharFloats extends SparseRows {
    private final int[] starts;
    private final char[] columns;
    private final float[] values;

    CharFloats(int[] starts, char[] columns, float[] values) {
      this.starts = starts;
      this.columns = columns;
      this.values = values;
    }

    @Override
    double dot(int row, double[] z) {
      char[] cs = columns;
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
      return (a + b) + (c + d);
    }

    @Override
    void axpy(int row, double alpha, double[] out) {
      char[] cs = columns;
      float[] as = values;
      int end = starts[row + 1];
      for (int k = starts[row]; k < end; k++) {
        out[cs[k]] += alpha * as[k];
      }
    }

    @Override
    void dotPair(int row, double[] pairs, double[] out, int place) {
      char[] cs = columns;
      float[] as = values;
      int k = starts[row];
      int end = starts[row + 1];
      DoubleVector a = DoubleVector.zero(PAIR);
      DoubleVector b = DoubleVector.zero(PAIR);
      for (; k < end - 1; k += 2) {
        a = DoubleVector.fromArray(PAIR, pairs, 2 * cs[k]).mul(as[k]).add(a);
        b = DoubleVector.fromArray(PAIR, pairs, 2 * cs[k + 1]).mul(as[k + 1]).add(b);
      }
      if (k < end) {
        a = DoubleVector.fromArray(PAIR, pairs, 2 * cs[k]).mul(as[k]).add(a);
      }
      a.add(b).intoArray(out, place);
    }

    @Override
    void axpyPair(int row, double[] factors, int place, double[] pairs) {
      char[] cs = columns;
      float[] as = values;
      DoubleVector factor = DoubleVector.fromArray(PAIR, factors, place);
      int end = starts[row + 1];
      for (int k = starts[row]; k < end; k++) {
        int at = 2 * cs[k];
        factor.mul(as[k]).add(DoubleVector.fromArray(PAIR, pairs, at)).intoArray(pairs, at);
      }
    }
  }

  /** Columns as char, values as double. */
  static final class CharDoubles extends SparseRows {
    private final int[] starts;
    private final char[] columns;
    private final double[] values;

    CharDoubles(int[] starts, char[] columns, double[] values) {
      this.starts = starts;
      this.columns = columns;
      this.values = values;
    }

    @Override
    double dot(int row, double[] z) {
      char[] cs = columns;
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
      char[] cs = columns;
      double[] as = values;
      int end = starts[row + 1];
      for (int k = starts[row]; k < end; k++) {
        out[cs[k]] += alpha * as[k];
      }
    }

    @Override
    void dotPair(int row, double[] pairs, double[] out, int place) {
      char[] cs = columns;
      double[] as = values;
      int k = starts[row];
      int end = starts[row + 1];
      DoubleVector a = DoubleVector.zero(PAIR);
      DoubleVector b = DoubleVector.zero(PAIR);
      for (; k < end - 1; k += 2) {
        a = DoubleVector.fromArray(PAIR, pairs, 2 * cs[k]).mul(as[k]).add(a);
        b = DoubleVector.fromArray(PAIR, pairs, 2 * cs[k + 1]).mul(as[k + 1]).add(b);
      }
      if (k < end) {
        a = DoubleVector.fromArray(PAIR, pairs, 2 * cs[k]).mul(as[k]).add(a);
      }
      a.add(b).intoArray(out, place);
    }

    @Override
    void axpyPair(int row, double[] factors, int place, double[] pairs) {
      char[] cs = columns;
      double[] as = values;
      DoubleVector factor = DoubleVector.fromArray(PAIR, factors, place);
      int end = starts[row + 1];
      for (int k = starts[row]; k < end; k++) {
        int at = 2 * cs[k];
        factor.mul(as[k]).add(DoubleVector.fromArray(PAIR, pairs, at)).intoArray(pairs, at);
      }
    }
  }

  /** Columns as int, values as float. */
  static final class IntFloats extends SparseRows {
    private final int[] starts;
    private final int[] columns;
    private final float[] values;

    IntFloats(int[] starts, int[] columns, float[] values) {
      this.starts = starts;
      this.columns = columns;
      this.values = values;
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
      return (a + b) + (c + d);
    }

    @Override
    void axpy(int row, double alpha, double[] out) {
      int[] cs = columns;
      float[] as = values;
      int end = starts[row + 1];
      for (int k = starts[row]; k < end; k++) {
        out[cs[k]] += alpha * as[k];
      }
    }

    @Override
    void dotPair(int row, double[] pairs, double[] out, int place) {
      int[] cs = columns;
      float[] as = values;
      int k = starts[row];
      int end = starts[row + 1];
      DoubleVector a = DoubleVector.zero(PAIR);
      DoubleVector b = DoubleVector.zero(PAIR);
      for (; k < end - 1; k += 2) {
        a = DoubleVector.fromArray(PAIR, pairs, 2 * cs[k]).mul(as[k]).add(a);
        b = DoubleVector.fromArray(PAIR, pairs, 2 * cs[k + 1]).mul(as[k + 1]).add(b);
      }
      if (k < end) {
        a = DoubleVector.fromArray(PAIR, pairs, 2 * cs[k]).mul(as[k]).add(a);
      }
      a.add(b).intoArray(out, place);
    }

    @Override
    void axpyPair(int row, double[] factors, int place, double[] pairs) {
      int[] cs = columns;
      float[] as = values;
      DoubleVector factor = DoubleVector.fromArray(PAIR, factors, place);
      int end = starts[row + 1];
      for (int k = starts[row]; k < end; k++) {
        int at = 2 * cs[k];
        factor.mul(as[k]).add(DoubleVector.fromArray(PAIR, pairs, at)).intoArray(pairs, at);
      }
    }
  }

  /** Columns as int, values as double. */
  static final class IntDoubles extends SparseRows {
    private final int[] starts;
    private final int[] columns;
    private final double[] values;

    IntDoubles(int[] starts, int[] columns, double[] values) {
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
      DoubleVector a = DoubleVector.zero(PAIR);
      DoubleVector b = DoubleVector.zero(PAIR);
      for (; k < end - 1; k += 2) {
        a = DoubleVector.fromArray(PAIR, pairs, 2 * cs[k]).mul(as[k]).add(a);
        b = DoubleVector.fromArray(PAIR, pairs, 2 * cs[k + 1]).mul(as[k + 1]).add(b);
      }
      if (k < end) {
        a = DoubleVector.fromArray(PAIR, pairs, 2 * cs[k]).mul(as[k]).add(a);
      }
      a.add(b).intoArray(out, place);
    }

    @Override
    void axpyPair(int row, double[] factors, int place, double[] pairs) {
      int[] cs = columns;
      double[] as = values;
      DoubleVector factor = DoubleVector.fromArray(PAIR, factors, place);
      int end = starts[row + 1];
      for (int k = starts[row]; k < end; k++) {
        int at = 2 * cs[k];
        factor.mul(as[k]).add(DoubleVector.fromArray(PAIR, pairs, at)).intoArray(pairs, at);
      }
    }
  }
}
