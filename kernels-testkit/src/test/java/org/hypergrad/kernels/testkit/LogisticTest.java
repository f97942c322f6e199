package org.hypergrad.kernels.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.hypergrad.kernels.Logistic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pointwise functions, where they change form, overflow, underflow or have no value. */
class LogisticTest {

  private final ExactPointwise exact = ExactPointwise.of(2);

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0,
        -0.0,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        1e-310,
        1e-17,
        -1e-17,
        0.7,
        -0.7,
        1,
        18,
        -18,
        36.7,
        37,
        -37,
        40,
        350,
        -350,
        708.3,
        709.8,
        -709.8,
        745.1,
        -745.1,
        745.2,
        750,
        -750,
        1e5,
        -1e5
      })
  void isWithinTenRoundingsOfTheExactValue(double margin) {
    Bounded m = Bounded.exact(margin);
    for (int y : new int[] {0, 1}) {
      int sign = 2 * y - 1;
      Bounded.assertWithin("loss", Logistic.loss(sign, margin), exact.loss(y, m));
      Bounded.assertWithin("residual", Logistic.residual(sign, margin), exact.residual(y, m)[0]);
    }
    Bounded.assertWithin("curvature", Logistic.curvature(margin), exact.curvatureDiagonal(m)[0]);
    Bounded probability = exact.residual(0, m)[0]; // σ(m) is the residual of y = −1
    Bounded.assertWithin("probability", Logistic.probability(margin), probability);
  }

  @Test
  void infiniteMarginsGiveTheLimits() {
    double infinity = Double.POSITIVE_INFINITY;
    assertThat(Logistic.loss(1, infinity)).isZero();
    assertThat(Logistic.loss(1, -infinity)).isEqualTo(infinity);
    assertThat(Logistic.loss(-1, infinity)).isEqualTo(infinity);
    assertThat(Logistic.loss(-1, -infinity)).isZero();
    assertThat(Math.abs(Logistic.residual(1, infinity))).isZero();
    assertThat(Logistic.residual(1, -infinity)).isEqualTo(-1);
    assertThat(Logistic.residual(-1, infinity)).isEqualTo(1);
    assertThat(Math.abs(Logistic.residual(-1, -infinity))).isZero();
    assertThat(Logistic.curvature(infinity)).isZero();
    assertThat(Logistic.curvature(-infinity)).isZero();
    assertThat(Logistic.probability(infinity)).isEqualTo(1);
    assertThat(Logistic.probability(-infinity)).isZero();
  }

  @Test
  void noMarginGivesNoValue() {
    assertThat(Logistic.loss(1, Double.NaN)).isNaN();
    assertThat(Logistic.loss(-1, Double.NaN)).isNaN();
    assertThat(Logistic.residual(1, Double.NaN)).isNaN();
    assertThat(Logistic.residual(-1, Double.NaN)).isNaN();
    assertThat(Logistic.curvature(Double.NaN)).isNaN();
    assertThat(Logistic.probability(Double.NaN)).isNaN();
  }
}
