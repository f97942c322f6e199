package org.hypergrad.kernels;

/**
 * The pointwise functions of multinomial logistic regression on one row of k margins m, in forms
 * that neither overflow nor cancel: what {@link Logistic} is for two classes.
 *
 * <p>With π = softmax(m) and y the row's class: loss log Σ<sub>c</sub> e^{m<sub>c</sub>} −
 * m<sub>y</sub>, residual ∂loss/∂m = π − e<sub>y</sub>, curvature on a direction u: π∘(u − π·u).
 * The largest margin is subtracted and its class kept apart, so that 1 − π is exact where π is next
 * to one; one exp a class serves all. One margin of +∞ gives the limits, more of them or a NaN give
 * NaN.
 *
 * <p>Holds the probabilities of the last margins given; k doubles. Not thread-safe.
 */
public final class Softmax {

  private final double[] probabilities;
  private double[] margins = new double[0];
  private int top;
  private double others;

  /** For rows of k margins, k ≥ 1. */
  public Softmax(int classes) {
    probabilities = new double[classes];
  }

  /** π ← softmax(m), of length k; {@code margins} is kept, not copied, for {@link #loss}. */
  public void evaluate(double[] margins) {
    this.margins = margins;
    top = 0;
    for (int c = 1; c < probabilities.length; c++) {
      if (margins[c] > margins[top]) {
        top = c;
      }
    }
    others = 0;
    for (int c = 0; c < probabilities.length; c++) {
      if (c != top) {
        probabilities[c] = Math.exp(margins[c] - margins[top]);
        others += probabilities[c];
      }
    }
    probabilities[top] = 1;
    for (int c = 0; c < probabilities.length; c++) {
      probabilities[c] /= 1 + others;
    }
  }

  /** The class of the largest margin, the lowest of equals. */
  public int top() {
    return top;
  }

  /** π<sub>c</sub>. */
  public double probability(int c) {
    return probabilities[c];
  }

  /** 1 − π<sub>c</sub>. */
  private double complement(int c) {
    return c == top ? others / (1 + others) : 1 - probabilities[c];
  }

  /** log Σ<sub>c</sub> e^{m<sub>c</sub>} − m<sub>y</sub>. */
  public double loss(int y) {
    double below = y == top ? 0 : margins[top] - margins[y];
    return below + Math.log1p(others);
  }

  /** out ← π − e<sub>y</sub>, of length k. */
  public void residual(int y, double[] out) {
    System.arraycopy(probabilities, 0, out, 0, probabilities.length);
    out[y] = -complement(y);
  }

  /**
   * out ← π∘(u − π·u), of length k; out may be u. The direction of the top class is subtracted from
   * all first, which changes nothing but the rounding where that class is all but certain.
   */
  public void curvature(double[] u, double[] out) {
    double shift = u[top];
    double mean = 0;
    for (int c = 0; c < probabilities.length; c++) {
      mean += probabilities[c] * (u[c] - shift);
    }
    for (int c = 0; c < probabilities.length; c++) {
      out[c] = probabilities[c] * ((u[c] - shift) - mean);
    }
  }

  /** out ← π∘(1 − π), of length k: the curvature's diagonal. */
  public void curvatureDiagonal(double[] out) {
    for (int c = 0; c < probabilities.length; c++) {
      out[c] = probabilities[c] * complement(c);
    }
  }
}
