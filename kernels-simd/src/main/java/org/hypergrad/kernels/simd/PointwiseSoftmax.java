package org.hypergrad.kernels.simd;

/**
 * {@link org.hypergrad.kernels.Softmax} for a group of rows at once: the exponentials of all rows
 * and classes are one pass of vector code, the few operations beside them plain loops.
 *
 * <p>Margins are a matrix of {@code width} numbers a row, of which the first k are the row's.
 */
final class PointwiseSoftmax {

  private final int classes;

  /** e^{m_c − m_top}, k a row, and what is left of their sum without the top class. */
  private final double[] exponentials;

  private final double[] differences;
  private final double[] others;
  private final int[] tops;

  /** For groups of at most so many rows of k margins. */
  PointwiseSoftmax(int classes, int groupRows) {
    this.classes = classes;
    int length = Lanes.padded(classes * groupRows);
    exponentials = new double[length];
    differences = new double[length];
    others = new double[groupRows];
    tops = new int[groupRows];
  }

  /** Evaluates a group of rows. */
  void evaluate(double[] margins, int width, int count) {
    for (int k = 0; k < count; k++) {
      int row = k * width;
      int top = 0;
      for (int c = 1; c < classes; c++) {
        if (margins[row + c] > margins[row + top]) {
          top = c;
        }
      }
      tops[k] = top;
      double largest = margins[row + top];
      for (int c = 0; c < classes; c++) {
        differences[k * classes + c] = margins[row + c] - largest;
      }
    }
    PointwiseLogistic.exponentials(count * classes, differences, exponentials);
    for (int k = 0; k < count; k++) {
      double sum = 0;
      int first = k * classes;
      for (int c = 0; c < classes; c++) {
        sum += c == tops[k] ? 0 : exponentials[first + c];
      }
      exponentials[first + tops[k]] = 1;
      others[k] = sum;
    }
  }

  /** log Σ e^{m_c} − m_y of a row of the group. */
  double loss(int k, int y) {
    // the difference of the top class may be NaN where its margin is infinite
    double below = y == tops[k] ? 0 : -differences[k * classes + y];
    return below + Math.log1p(others[k]);
  }

  /** out[place…] ← π − e_y. */
  void residual(int k, int y, double[] out, int place) {
    double inverse = 1 / (1 + others[k]);
    int first = k * classes;
    for (int c = 0; c < classes; c++) {
      out[place + c] = exponentials[first + c] * inverse;
    }
    out[place + y] = y == tops[k] ? -others[k] * inverse : -(1 - out[place + y]);
  }

  /** out[place…] ← π∘(u − π·u), with u at {@code along[at…]}. */
  void curvature(int k, double[] along, int at, double[] out, int place) {
    double inverse = 1 / (1 + others[k]);
    int first = k * classes;
    double shift = along[at + tops[k]];
    double mean = 0;
    for (int c = 0; c < classes; c++) {
      mean += exponentials[first + c] * (along[at + c] - shift);
    }
    mean *= inverse;
    for (int c = 0; c < classes; c++) {
      out[place + c] = exponentials[first + c] * inverse * (along[at + c] - shift - mean);
    }
  }
}
