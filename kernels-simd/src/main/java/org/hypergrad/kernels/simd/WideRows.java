package org.hypergrad.kernels.simd;

/** Rows of any number of columns, whose numbers take 32 bits. */
final class WideRows {

  private WideRows() {}

  /** Values as floats, in units. */
  static SparseRows floats(int[] starts, int[] columns, float[] values, double unit) {
    return Gather.pays(starts)
        ? new GatheredWideRows.Floats(starts, columns, values, unit)
        : new Floats(starts, columns, values, unit);
  }

  /** Values as doubles. */
  static SparseRows doubles(int[] starts, int[] columns, double[] values) {
    return Gather.pays(starts)
        ? new GatheredWideRows.Doubles(starts, columns, values)
        : new Doubles(starts, columns, values);
  }

  /** Values that are equal within a row. */
  static SparseRows constants(int[] starts, int[] columns, double[] rowValues) {
    return Gather.pays(starts)
        ? new GatheredWideRows.Constants(starts, columns, rowValues)
        : new Constants(starts, columns, rowValues);
  }

  /** Values as floats, in units. */
  static class Floats extends SparseRows {
    final int[] starts;
    final int[] columns;
    final float[] values;
    final double unit;

    Floats(int[] starts, int[] columns, float[] values, double unit) {
      this.starts = starts;
      this.columns = columns;
      this.values = values;
      this.unit = unit;
    }

    @Override
    void addDot(int row, double[] z, double[] lanes, int place, int[] places) {
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
      lanes[place] += unit * ((a + b) + (c + d));
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
      double a = 0;
      double b = 0;
      double c = 0;
      double d = 0;
      for (; k < end - 1; k += 2) {
        int at = cs[k];
        int next = cs[k + 1];
        a += as[k] * z[at];
        b += as[k] * v[at];
        c += as[k + 1] * z[next];
        d += as[k + 1] * v[next];
      }
      if (k < end) {
        int at = cs[k];
        a += as[k] * z[at];
        b += as[k] * v[at];
      }
      lanes[place] += unit * (a + c);
      otherLanes[place] += unit * (b + d);
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
    void axpyTwo(int row, double alpha, double[] out, double beta, double[] other) {
      int[] cs = columns;
      float[] as = values;
      double a = alpha * unit;
      double b = beta * unit;
      int end = starts[row + 1];
      for (int k = starts[row]; k < end; k++) {
        int at = cs[k];
        out[at] += a * as[k];
        other[at] += b * as[k];
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
  static class Doubles extends SparseRows {
    final int[] starts;
    final int[] columns;
    final double[] values;

    Doubles(int[] starts, int[] columns, double[] values) {
      this.starts = starts;
      this.columns = columns;
      this.values = values;
    }

    @Override
    void addDot(int row, double[] z, double[] lanes, int place, int[] places) {
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
      lanes[place] += ((a + b) + (c + d));
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
      double a = 0;
      double b = 0;
      double c = 0;
      double d = 0;
      for (; k < end - 1; k += 2) {
        int at = cs[k];
        int next = cs[k + 1];
        a += as[k] * z[at];
        b += as[k] * v[at];
        c += as[k + 1] * z[next];
        d += as[k + 1] * v[next];
      }
      if (k < end) {
        int at = cs[k];
        a += as[k] * z[at];
        b += as[k] * v[at];
      }
      lanes[place] += (a + c);
      otherLanes[place] += (b + d);
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
    void axpyTwo(int row, double alpha, double[] out, double beta, double[] other) {
      int[] cs = columns;
      double[] as = values;
      int end = starts[row + 1];
      for (int k = starts[row]; k < end; k++) {
        int at = cs[k];
        out[at] += alpha * as[k];
        other[at] += beta * as[k];
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
  static class Constants extends SparseRows {
    final int[] starts;
    final int[] columns;
    final double[] rowValues;

    Constants(int[] starts, int[] columns, double[] rowValues) {
      this.starts = starts;
      this.columns = columns;
      this.rowValues = rowValues;
    }

    @Override
    void addDot(int row, double[] z, double[] lanes, int place, int[] places) {
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
      lanes[place] += rowValues[row] * ((a + b) + (c + d));
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
      double a = 0;
      double b = 0;
      double c = 0;
      double d = 0;
      for (; k < end - 1; k += 2) {
        int at = cs[k];
        int next = cs[k + 1];
        a += z[at];
        b += v[at];
        c += z[next];
        d += v[next];
      }
      if (k < end) {
        int at = cs[k];
        a += z[at];
        b += v[at];
      }
      lanes[place] += rowValues[row] * (a + c);
      otherLanes[place] += rowValues[row] * (b + d);
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
    void axpyTwo(int row, double alpha, double[] out, double beta, double[] other) {
      int[] cs = columns;
      double a = alpha * rowValues[row];
      double b = beta * rowValues[row];
      int end = starts[row + 1];
      for (int k = starts[row]; k < end; k++) {
        int at = cs[k];
        out[at] += a;
        other[at] += b;
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
