package org.hypergrad.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The description of a step: its ranges, its withers, its words; and step sizes. */
class BilevelStepTest {

  private static final BilevelStep PLAIN =
      BilevelStep.plain(StepSize.constant(0.25), StepSize.power(0.5, 0.5));

  @Test
  void plainIsExplicitAndFree() {
    assertThat(PLAIN)
        .isEqualTo(
            new BilevelStep(
                new StepSize(0.25, 0, 1),
                new StepSize(0.5, 0.5, 1),
                false,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                1,
                0,
                1));
  }

  @Test
  void everyWitherChangesItsOwnPartOnly() {
    BilevelStep all =
        PLAIN
            .withBox(-12, 11)
            .withSemiImplicitPenalty()
            .withMomentum(0.5)
            .withSecondMoment(0.75)
            .withOuterStart(7);
    BilevelStep expected =
        new BilevelStep(PLAIN.innerStep(), PLAIN.outerStep(), true, -12, 11, 0.5, 0.75, 7);
    assertThat(all).isEqualTo(expected);
    BilevelStep inAnotherOrder =
        PLAIN
            .withOuterStart(7)
            .withSecondMoment(0.75)
            .withMomentum(0.5)
            .withSemiImplicitPenalty()
            .withBox(-12, 11);
    assertThat(inAnotherOrder).isEqualTo(expected);
  }

  @Test
  void refusesWhatIsOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PLAIN.withBox(1, 0.5))
        .withMessage("a box from 1.0 to 0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PLAIN.withBox(Double.NaN, 0.5))
        .withMessage("a box from NaN to 0.5");
    for (double momentum : new double[] {0, -0.5, 1.5, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PLAIN.withMomentum(momentum))
          .withMessage("a momentum of " + momentum);
    }
    for (double decay : new double[] {-0.5, 1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PLAIN.withSecondMoment(decay))
          .withMessage("a second moment decay of " + decay);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PLAIN.withOuterStart(0))
        .withMessage("x starts to move at iteration 0");
  }

  @Test
  void describesWhatDiffersFromThePlainRule() {
    assertThat(PLAIN.describe()).endsWith(", explicit penalty").doesNotContain("box", "momentum");
    assertThat(
            PLAIN
                .withBox(-12, 12)
                .withSemiImplicitPenalty()
                .withMomentum(0.5)
                .withSecondMoment(0.75)
                .withOuterStart(7)
                .describe())
        .contains(
            ", semi-implicit penalty",
            ", outer direction scaled by its second moment (decay 0.75)",
            ", outer momentum 0.5",
            ", x moves from iteration 7",
            ", box [-12.0, 12.0]");
  }

  @ParameterizedTest
  @CsvSource({
    "0.25, 0,   1,  1,       0.25",
    "0.25, 0,   1,  1000000, 0.25",
    "0.5,  0.5, 1,  1,       0.5",
    "0.5,  0.5, 1,  4,       0.25",
    "0.5,  0.5, 1,  64,      0.0625",
    "2,    1,   4,  1,       2",
    "2,    1,   4,  5,       1",
    "2,    1,   4,  13,      0.5",
    "0,    0.5, 1,  9,       0"
  })
  void stepSizesFollowTheirFormula(
      double initial, double exponent, double delay, long t, double expected) {
    double computed = new StepSize(initial, exponent, delay).at(t);
    // a power right to an ulp and one product: three units; the powers above are exact
    assertThat(Math.abs(computed - expected)).isLessThanOrEqualTo(3 * 0x1p-53 * expected);
  }

  @Test
  void refusesStepSizesThatAreNone() {
    for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new StepSize(bad, 0, 1))
          .withMessage("a step size of " + bad);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new StepSize(1, bad, 1))
          .withMessage("a step size exponent of " + bad);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new StepSize(1, 0, bad))
          .withMessage("a step size delay of " + bad);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StepSize(1, 0, 0))
        .withMessage("a step size delay of 0.0");
  }
}
