package org.hypergrad.kernels.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.hypergrad.kernels.Logistic;
import org.hypergrad.kernels.Softmax;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pointwise functions of many classes, where they overflow, cancel or have no value. */
class SoftmaxTest {

  private static final double INFINITY = Double.POSITIVE_INFINITY;

  static Stream<double[]> margins() {
    return Stream.of(
        new double[] {0, 0, 0},
        new double[] {-0.0, 0, Double.MIN_VALUE},
        new double[] {0.3, -0.7, 1.1, 2},
        new double[] {37, 0, -37},
        new double[] {37, 37, -1},
        new double[] {750, 0, -750},
        new double[] {-750, -751, -749.5},
        new double[] {1e5, -1e5, 1e5 + 1},
        new double[] {700, -9, 0, 3, 5, 1, 2, 6, 8, 7});
  }

  @ParameterizedTest
  @MethodSource("margins")
  void isWithinTheBoundOfTheExactValue(double[] margins) {
    int k = margins.length;
    ExactPointwise exact = ExactPointwise.of(k);
    Bounded[] bounded = Bounded.exact(margins);
    double[] along = new double[k];
    for (int c = 0; c < k; c++) {
      along[c] = Math.sin(3 * c + 1);
    }
    Softmax softmax = new Softmax(k);
    softmax.evaluate(margins);
    double[] out = new double[k];
    for (int y = 0; y < k; y++) {
      Bounded.assertWithin("loss", softmax.loss(y), exact.loss(y, bounded));
      softmax.residual(y, out);
      Bounded.assertWithin("residual", out, exact.residual(y, bounded));
    }
    softmax.curvature(along, out);
    Bounded.assertWithin("curvature", out, exact.curvature(bounded, Bounded.exact(along)));
    softmax.curvatureDiagonal(out);
    Bounded.assertWithin("diagonal", out, exact.curvatureDiagonal(bounded));
  }

  /** The bounds of a row that is all but certain are relative: 1 − π does not cancel. */
  @Test
  void whatIsLeftOfCertaintyIsExact() {
    Softmax softmax = new Softmax(3);
    softmax.evaluate(new double[] {60, 0, -INFINITY});
    double[] out = new double[3];
    softmax.residual(0, out);
    assertThat(out).containsExactly(-Math.exp(-60), Math.exp(-60), 0);
    assertThat(softmax.loss(0)).isEqualTo(Math.exp(-60));
    softmax.curvature(new double[] {1, 0, 0}, out);
    assertThat(out).startsWith(Math.exp(-60), -Math.exp(-60));
    assertThat(Math.abs(out[2])).isZero();
  }

  /** With two classes it is the logistic loss of the difference of margins. */
  @Test
  void agreesWithTwoClasses() {
    Softmax softmax = new Softmax(2);
    double[] out = new double[2];
    for (double margin : new double[] {0, 1, -2, 40, -40}) {
      softmax.evaluate(new double[] {0, margin});
      Bounded m = Bounded.exact(margin);
      ExactPointwise exact = ExactPointwise.of(2);
      Bounded.assertWithin("loss", softmax.loss(1), exact.loss(1, m));
      softmax.residual(1, out);
      Bounded.assertWithin("residual", out[1], exact.residual(1, m)[0]);
      assertThat(softmax.top()).isEqualTo(Logistic.probability(margin) > 0.5 ? 1 : 0);
    }
  }

  @Test
  void oneInfiniteMarginGivesTheLimits() {
    Softmax softmax = new Softmax(3);
    double[] out = new double[3];
    softmax.evaluate(new double[] {1, INFINITY, 2});
    assertThat(softmax.loss(1)).isZero();
    assertThat(softmax.loss(0)).isEqualTo(INFINITY);
    softmax.residual(0, out);
    assertThat(out).containsExactly(-1, 1, 0);
    softmax.curvatureDiagonal(out);
    assertThat(out).containsExactly(0, 0, 0);
    softmax.evaluate(new double[] {1, -INFINITY, 1});
    assertThat(softmax.probability(1)).isZero();
    assertThat(softmax.loss(1)).isEqualTo(INFINITY);
    assertThat(softmax.loss(0)).isEqualTo(Math.log1p(1));
  }

  @Test
  void noMarginGivesNoValue() {
    for (int lost = 0; lost < 3; lost++) {
      double[] margins = {1, 2, 3};
      margins[lost] = Double.NaN;
      Softmax softmax = new Softmax(3);
      softmax.evaluate(margins);
      double[] out = new double[3];
      for (int y = 0; y < 3; y++) {
        assertThat(softmax.loss(y)).isNaN();
        softmax.residual(y, out);
        assertThat(out).containsOnly(Double.NaN);
      }
      softmax.curvature(new double[] {1, 2, 3}, out);
      assertThat(out).containsOnly(Double.NaN);
    }
  }
}
