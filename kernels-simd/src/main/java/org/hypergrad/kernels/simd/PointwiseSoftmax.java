package org.hypergrad.kernels.simd;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link org.hypergrad.kernels.Softmax} for a group of rows at once, rows along the lanes: what
 * comes in and goes out row by row is held class by class in between. As there, the top class is
 * kept apart, so that 1 − π is exact where π is next to one.
 */
final class PointwiseSoftmax {

  private static final VectorSpecies<Double> D = Lanes.DOUBLES;
  private static final int L = Lanes.COUNT;

  private final int classes;

  /** Rows of the largest group, padded: class c's numbers begin at c · stride. */
  final int stride;

  /** By class: margins, and the same along a direction, of the group under way. */
  final double[] margins;

  final double[] along;
  private final double[] exponentials;

  /** By class, of the operation under way. */
  final double[] residuals;

  final double[] curvatures;

  /** By row: its class, its largest margin, Σ e without the top class, and 1/Σ e. */
  private final double[] own;

  private final double[] others;
  private final double[] inverses;
  private final double[] tops;

  /** What the residual of a row is along the direction. */
  final double[] slopes;

  /** For groups of at most so many rows of k margins. */
  PointwiseSoftmax(int classes, int groupRows) {
    this.classes = classes;
    stride = Lanes.padded(groupRows);
    margins = new double[classes * stride];
    along = new double[classes * stride];
    exponentials = new double[classes * stride];
    residuals = new double[classes * stride];
    curvatures = new double[classes * stride];
    own = new double[stride];
    others = new double[stride];
    inverses = new double[stride];
    tops = new double[stride];
    slopes = new double[stride];
  }

  /** Sets the class of a row of the group. */
  void setClass(int k, int y) {
    own[k] = y;
  }

  /** The probabilities of a group of rows, whose margins begin at k · width. */
  void evaluate(double[] rowMargins, int width, int count) {
    byClass(rowMargins, 0, width, count, margins);
    evaluate(count);
  }

  /** The probabilities of a group of rows, whose {@link #margins} are in place. */
  void evaluate(int count) {
    int padded = Lanes.padded(count);
    for (int k = 0; k < padded; k += L) {
      largest(k);
    }
    for (int c = 0; c < classes; c++) {
      difference(c * stride, padded);
    }
    // the padding between classes is small, and holds what an earlier group has left
    PointwiseLogistic.exponentials(classes * stride, exponentials, exponentials);
    for (int k = 0; k < padded; k += L) {
      sumOthers(k);
    }
  }

  private void byClass(double[] rows, int at, int width, int count, double[] to) {
    for (int k = 0; k < count; k++) {
      int row = k * width + at;
      for (int c = 0; c < classes; c++) {
        to[c * stride + k] = rows[row + c];
      }
    }
  }

  private void largest(int k) {
    DoubleVector top = DoubleVector.fromArray(D, margins, k);
    for (int c = 1; c < classes; c++) {
      top = top.max(DoubleVector.fromArray(D, margins, c * stride + k));
    }
    top.intoArray(tops, k);
  }

  private void difference(int at, int padded) {
    for (int k = 0; k < padded; k += L) {
      DoubleVector top = DoubleVector.fromArray(D, tops, k);
      DoubleVector.fromArray(D, margins, at + k).sub(top).intoArray(exponentials, at + k);
    }
  }

  /** Sums without the top class, the lowest of equals, whose own exponential is one. */
  private void sumOthers(int k) {
    DoubleVector top = DoubleVector.fromArray(D, tops, k);
    DoubleVector sum = DoubleVector.zero(D);
    VectorMask<Double> found = D.maskAll(false);
    for (int c = 0; c < classes; c++) {
      int at = c * stride + k;
      VectorMask<Double> equal =
          DoubleVector.fromArray(D, margins, at).compare(VectorOperators.EQ, top).andNot(found);
      found = found.or(equal);
      DoubleVector e = DoubleVector.fromArray(D, exponentials, at);
      sum = sum.add(e.blend(0, equal));
      e.blend(1, equal).intoArray(exponentials, at);
    }
    sum.intoArray(others, k);
    DoubleVector.broadcast(D, 1).div(sum.add(1)).intoArray(inverses, k);
  }

  /** log Σ e^{m_c} − m_y of a row of the group. */
  double loss(int k) {
    int y = (int) own[k];
    double margin = margins[y * stride + k];
    // not where the own class is the top: the difference of infinite margins is no number
    double below = margin == tops[k] ? 0 : tops[k] - margin;
    return below + Math.log1p(others[k]);
  }

  /** residuals ← π − e_y, by class. */
  void residual(int count) {
    for (int c = 0; c < classes; c++) {
      residual(c, count);
    }
  }

  private void residual(int c, int count) {
    int from = c * stride;
    for (int k = 0; k < count; k += L) {
      DoubleVector e = DoubleVector.fromArray(D, exponentials, from + k);
      DoubleVector inverse = DoubleVector.fromArray(D, inverses, k);
      DoubleVector probability = e.mul(inverse);
      VectorMask<Double> mine = DoubleVector.fromArray(D, own, k).compare(VectorOperators.EQ, c);
      // 1 − π of the own class: the others' part where it is the top, e = 1, else no cancellation
      VectorMask<Double> top = e.compare(VectorOperators.EQ, 1);
      DoubleVector complement =
          DoubleVector.broadcast(D, 1)
              .sub(probability)
              .blend(DoubleVector.fromArray(D, others, k).mul(inverse), top);
      probability.blend(complement.neg(), mine).intoArray(residuals, from + k);
    }
  }

  /** curvatures ← π∘(u − π·u) by class, with u of the k-th row at {@code at + k · width}. */
  void curvature(double[] rowDirections, int at, int width, int count) {
    byClass(rowDirections, at, width, count, along);
    curvature(count);
  }

  /** curvatures ← π∘(u − π·u) by class, with u what {@link #along} holds. */
  void curvature(int count) {
    for (int k = 0; k < count; k += L) {
      groupCurvature(k);
    }
  }

  private void groupCurvature(int k) {
    DoubleVector inverse = DoubleVector.fromArray(D, inverses, k);
    // the top class's direction is taken off all: nothing but the rounding changes
    DoubleVector mean = DoubleVector.zero(D);
    DoubleVector shift = DoubleVector.zero(D);
    VectorMask<Double> found = D.maskAll(false);
    for (int c = 0; c < classes; c++) {
      int here = c * stride + k;
      VectorMask<Double> top =
          DoubleVector.fromArray(D, exponentials, here)
              .compare(VectorOperators.EQ, 1)
              .andNot(found);
      found = found.or(top);
      shift = shift.blend(DoubleVector.fromArray(D, along, here), top);
    }
    for (int c = 0; c < classes; c++) {
      int here = c * stride + k;
      DoubleVector u = DoubleVector.fromArray(D, along, here).sub(shift);
      mean = mean.add(DoubleVector.fromArray(D, exponentials, here).mul(u));
    }
    mean = mean.mul(inverse);
    for (int c = 0; c < classes; c++) {
      int here = c * stride + k;
      DoubleVector u = DoubleVector.fromArray(D, along, here).sub(shift);
      DoubleVector.fromArray(D, exponentials, here)
          .mul(inverse)
          .mul(u.sub(mean))
          .intoArray(curvatures, here);
    }
  }

  /** slopes ← (π − e_y)·u, after {@link #residual} and {@link #curvature}. */
  void slope(int count) {
    Arrays.fill(slopes, 0, count, 0);
    for (int c = 0; c < classes; c++) {
      int from = c * stride;
      for (int k = 0; k < count; k++) {
        slopes[k] += residuals[from + k] * along[from + k];
      }
    }
  }

  /** to[at + k · width + c] ← factor[k] times what {@code byClass} holds for row k and class c. */
  void byRow(double[] byClass, double[] factor, int count, double[] to, int at, int width) {
    for (int k = 0; k < count; k++) {
      int row = at + k * width;
      double f = factor[k];
      for (int c = 0; c < classes; c++) {
        to[row + c] = f * byClass[c * stride + k];
      }
    }
  }
}
