package org.hypergrad.kernels.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.hypergrad.kernels.scalar.HostVectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The separable penalty: its coefficients and mixed derivative, from its value alone. */
class PenaltyTest {

  private static final int P = 6;
  private static final double[] Z = {1.5, -0.5, 0.25, 2, -1, 0.75};
  private static final double[] V = {-0.5, 0.25, 1, -1.5, 0.5, 2};

  private final Vectors vectors = new HostVectors();

  static Stream<Penalty> penalties() {
    return Stream.of(
        Penalty.perFeature(P),
        Penalty.uniform(P),
        Penalty.perFeature(P - 1).withIntercept(),
        Penalty.uniform(P - 1).withIntercept(),
        Penalty.none(P, 2),
        Penalty.groups(new int[] {2, 0, 2, Penalty.UNPENALIZED, 2, 0}, 4),
        Penalty.perFeature(2, 3),
        Penalty.perClass(2, 3),
        Penalty.perClass(1, 3).withIntercept(3),
        Penalty.fixed(P, 0.4, 3),
        Penalty.fixed(P - 1, 0.4, 1).withIntercept());
  }

  private static double[] strengths(Penalty penalty) {
    double[] x = new double[penalty.outerDimension()];
    Arrays.setAll(x, g -> 0.5 * g - 1);
    return x;
  }

  /** ½ Σ_k e_k z_k² with e_k = e^{x_g}, or the fixed strength, to 50 digits. */
  private static BigDecimal value(Penalty penalty, BigDecimal[] x, BigDecimal... z) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int k = 0; k < z.length; k++) {
      int group = penalty.groupOf(k);
      if (group != Penalty.UNPENALIZED) {
        BigDecimal strength =
            group == Penalty.FIXED ? new BigDecimal(penalty.fixedStrength()) : Series.exp(x[group]);
        sum = sum.add(strength.multiply(z[k].pow(2)), Series.DIGITS);
      }
    }
    return sum.divide(BigDecimal.TWO, Series.DIGITS);
  }

  private static BigDecimal[] decimals(double... values) {
    return Arrays.stream(values).mapToObj(BigDecimal::new).toArray(BigDecimal[]::new);
  }

  private static BigDecimal[] moved(BigDecimal[] from, int k, BigDecimal by) {
    BigDecimal[] to = from.clone();
    to[k] = to[k].add(by);
    return to;
  }

  private static final BigDecimal STEP = new BigDecimal("1e-12");

  /** ∂penalty/∂z_k, exact up to digits because the penalty is quadratic in z. */
  private static BigDecimal slope(Penalty penalty, BigDecimal[] x, BigDecimal[] z, int k) {
    BigDecimal above = value(penalty, x, moved(z, k, STEP));
    BigDecimal below = value(penalty, x, moved(z, k, STEP.negate()));
    return above.subtract(below).divide(STEP.add(STEP), Series.DIGITS);
  }

  @ParameterizedTest
  @MethodSource("penalties")
  void coefficientsTimesZAreTheSlopes(Penalty penalty) {
    double[] x = strengths(penalty);
    Vec out = vectors.of(Z);
    vectors.coefficients(penalty, vectors.of(x), out);
    double[] coefficients = vectors.toArray(out);
    for (int k = 0; k < P; k++) {
      BigDecimal slope = slope(penalty, decimals(x), decimals(Z), k);
      BigDecimal quotient = slope.divide(new BigDecimal(Z[k]), Series.DIGITS);
      // exp is right to an ulp; differences of 50 digits by 1e-12 leave 35, far below a unit
      Bounded expected = Bounded.of(quotient, 1e-25 * (1 + Math.abs(quotient.doubleValue())));
      Bounded.assertWithin("coefficient of " + k, coefficients[k], expected.rounded(2));
    }
  }

  @ParameterizedTest
  @MethodSource("penalties")
  void theMixedDerivativeIsTheDifferenceOfSlopes(Penalty penalty) {
    double[] x = strengths(penalty);
    Vec e = vectors.create(P);
    vectors.coefficients(penalty, vectors.of(x), e);
    Vec out = vectors.of(x);
    vectors.mixedDerivative(penalty, e, vectors.of(Z), vectors.of(V), out);
    double[] computed = vectors.toArray(out);
    for (int g = 0; g < x.length; g++) {
      List<Bounded> terms = new ArrayList<>();
      for (int k = 0; k < P; k++) {
        BigDecimal above = slope(penalty, moved(decimals(x), g, STEP), decimals(Z), k);
        BigDecimal below = slope(penalty, moved(decimals(x), g, STEP.negate()), decimals(Z), k);
        BigDecimal mixed = above.subtract(below).divide(STEP.add(STEP), Series.DIGITS);
        // e^x (sinh h / h − 1) ≈ e^x h²/6 is left of the third derivative, 1e-24 here
        double truncation = 1e-24 * (1 + Math.abs(mixed.doubleValue()));
        // exp right to an ulp, two products
        terms.add(Bounded.of(mixed, truncation).times(V[k]).rounded(3));
      }
      Bounded.assertWithin("group " + g, computed[g], Bounded.sum(terms));
    }
  }

  @Test
  void aCoordinateThatIsNotPenalizedHasNoCoefficientAndNoPart() {
    Penalty penalty = Penalty.groups(new int[] {0, Penalty.UNPENALIZED, 0}, 1);
    Vec e = vectors.of(7, 7, 7);
    vectors.coefficients(penalty, vectors.of(0), e);
    assertThat(vectors.toArray(e)).containsExactly(1, 0, 1);
    Vec out = vectors.of(99);
    vectors.mixedDerivative(
        penalty, vectors.of(1, 5, 1), vectors.of(1, 1, 2), vectors.of(3, 9, 5), out);
    assertThat(vectors.toArray(out)).containsExactly(13);
  }

  @Test
  void aGroupWithoutCoordinatesHasNoMixedDerivative() {
    Vec out = vectors.of(5, 5);
    vectors.mixedDerivative(Penalty.none(1, 2), vectors.of(0), vectors.of(3), vectors.of(4), out);
    assertThat(vectors.toArray(out)).containsExactly(0, 0);
  }

  @Test
  void dimensionsAndGroups() {
    assertThat(Penalty.perFeature(3).groupOfAll()).containsExactly(0, 1, 2);
    assertThat(Penalty.perFeature(3).outerDimension()).isEqualTo(3);
    assertThat(Penalty.uniform(3).groupOfAll()).containsExactly(0, 0, 0);
    assertThat(Penalty.uniform(3).outerDimension()).isEqualTo(1);
    assertThat(Penalty.none(2, 5).groupOfAll()).containsExactly(-1, -1);
    assertThat(Penalty.none(2, 5).outerDimension()).isEqualTo(5);
    Penalty intercept = Penalty.uniform(2).withIntercept();
    assertThat(intercept.groupOfAll()).containsExactly(0, 0, -1);
    assertThat(intercept.innerDimension()).isEqualTo(3);
    assertThat(intercept.groupOf(2)).isEqualTo(Penalty.UNPENALIZED);
  }

  /** Weights lie feature by feature: that of column j for class c of k is j·k + c. */
  @Test
  void groupsOfManyClasses() {
    assertThat(Penalty.perFeature(2, 3).groupOfAll()).containsExactly(0, 0, 0, 1, 1, 1);
    assertThat(Penalty.perFeature(2, 3).outerDimension()).isEqualTo(2);
    assertThat(Penalty.perClass(2, 3).groupOfAll()).containsExactly(0, 1, 2, 0, 1, 2);
    assertThat(Penalty.perClass(2, 3).outerDimension()).isEqualTo(3);
    Penalty intercept = Penalty.perClass(1, 3).withIntercept(3);
    assertThat(intercept.groupOfAll()).containsExactly(0, 1, 2, -1, -1, -1);
    assertThat(intercept.outerDimension()).isEqualTo(3);
    assertThat(intercept.isFixed()).isFalse();
  }

  @Test
  void aFixedPenaltyDoesNotHearX() {
    Penalty penalty = Penalty.fixed(2, 0.4, 3).withIntercept();
    assertThat(penalty.isFixed()).isTrue();
    assertThat(penalty.fixedStrength()).isEqualTo(0.4);
    assertThat(penalty.groupOfAll()).containsExactly(Penalty.FIXED, Penalty.FIXED, -1);
    assertThat(penalty.outerDimension()).isEqualTo(3);
    Vec e = vectors.create(3);
    Vec out = vectors.of(9, 9, 9);
    for (double x : new double[] {-2, 5, Double.NaN}) {
      vectors.coefficients(penalty, vectors.of(x, x, x), e);
      assertThat(vectors.toArray(e)).containsExactly(0.4, 0.4, 0);
    }
    vectors.mixedDerivative(penalty, e, vectors.of(1, 2, 3), vectors.of(4, 5, 6), out);
    assertThat(vectors.toArray(out)).containsExactly(0, 0, 0);
    assertThat(Penalty.none(2, 1).isFixed()).isTrue();
    assertThat(Penalty.fixed(1, -0.0, 0).fixedStrength()).isEqualTo(0.0);
    assertThat(Penalty.uniform(2).fixedStrength()).isZero();
  }

  @Test
  void refusesStrengthsAndOutputsOutOfRange() {
    for (double strength : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Penalty.fixed(2, strength, 1))
          .withMessage("a penalty of strength " + strength);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Penalty.perClass(2, 0))
        .withMessage("weights of 2 columns for 0 outputs");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Penalty.perFeature(1 << 30, 3))
        .withMessage("weights of 1073741824 columns for 3 outputs");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Penalty.perClass(2, 3).withIntercept(0))
        .withMessage("an intercept for 0 outputs");
  }

  @Test
  void theCallersArrayMayChangeAfterwards() {
    int[] groupOf = {0, 1};
    Penalty penalty = Penalty.groups(groupOf, 2);
    groupOf[0] = 1;
    assertThat(penalty.groupOf(0)).isZero();
  }

  @Test
  void refusesGroupsOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Penalty.groups(new int[] {0, 2}, 2))
        .withMessage("coordinate 1 is in group 2 of 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Penalty.groups(new int[] {-2}, 2))
        .withMessage("coordinate 0 is in group -2 of 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Penalty.none(1, -1))
        .withMessage("-1 groups");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Penalty.perFeature(-1))
        .withMessage("weights of -1 columns for 1 outputs");
  }
}
