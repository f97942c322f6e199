package org.hypergrad.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

/**
 * A number to 50 digits, and how far its computation in doubles may be off: the tolerance of a
 * test, which follows from the operations and is never chosen.
 *
 * <p>Every operation takes over the errors of its operands and adds one rounding: a unit roundoff
 * of the result, or the smallest double where it underflows. A sum of N terms may be made in any
 * order, with N · unit · Σ|terms|.
 *
 * @param value the number
 * @param error bound on the distance of a double computation from it
 */
record Bounded(BigDecimal value, double error) {

  /** Half an ulp of one: the relative error of a rounded operation. */
  static final double UNIT = 0x1p-53;

  static final Bounded ONE = exact(1);

  /** The error bounds are doubles themselves; this covers their own roundings. */
  private static final double SLACK = 1 + 1e-9;

  /** A double as it is. */
  static Bounded exact(double value) {
    return new Bounded(new BigDecimal(value), 0);
  }

  static Bounded[] exact(double... values) {
    return Arrays.stream(values).mapToObj(Bounded::exact).toArray(Bounded[]::new);
  }

  /** The same number after some more roundings, each a relative unit. */
  Bounded rounded(int times) {
    return new Bounded(value, (error + times * (UNIT * (size() + error) + Double.MIN_VALUE)));
  }

  /** |value| as a double. */
  double size() {
    return Math.abs(value.doubleValue());
  }

  boolean isZero() {
    return value.signum() == 0;
  }

  Bounded negate() {
    return new Bounded(value.negate(), error);
  }

  Bounded plus(Bounded other) {
    return sum(List.of(this, other));
  }

  Bounded minus(Bounded other) {
    return plus(other.negate());
  }

  Bounded times(Bounded other) {
    double carried = size() * other.error + other.size() * error + error * other.error;
    return new Bounded(value.multiply(other.value, Series.DIGITS), carried).rounded(1);
  }

  Bounded times(double factor) {
    return times(exact(factor));
  }

  Bounded dividedBy(Bounded other) {
    BigDecimal quotient = value.divide(other.value, Series.DIGITS);
    double smallest = other.size() - other.error;
    double carried = (error + Math.abs(quotient.doubleValue()) * other.error) / smallest;
    assertThat(smallest).as("a divisor that may be zero has no bound").isPositive();
    return new Bounded(quotient, carried).rounded(1);
  }

  Bounded squareRoot() {
    if (isZero()) {
      return new Bounded(value, Math.sqrt(error));
    }
    BigDecimal root = value.sqrt(Series.DIGITS);
    return new Bounded(root, error / root.doubleValue()).rounded(1);
  }

  /** e^this, by a function that is right to an ulp, which is two units. */
  Bounded exp() {
    BigDecimal result = Series.exp(value);
    return new Bounded(result, result.doubleValue() * Math.expm1(error)).rounded(2);
  }

  /** The projection on [lower, upper], which is exact and never widens an error. */
  Bounded clip(double lower, double upper) {
    if (lower > Double.NEGATIVE_INFINITY && value.compareTo(new BigDecimal(lower)) < 0) {
      return new Bounded(new BigDecimal(lower), error);
    }
    if (upper < Double.POSITIVE_INFINITY && value.compareTo(new BigDecimal(upper)) > 0) {
      return new Bounded(new BigDecimal(upper), error);
    }
    return this;
  }

  /** Σ terms, added in any order. */
  static Bounded sum(List<Bounded> terms) {
    BigDecimal sum = BigDecimal.ZERO;
    double error = 0;
    double sizes = 0;
    for (Bounded term : terms) {
      sum = sum.add(term.value, Series.DIGITS);
      error += term.error;
      sizes += term.size() + term.error;
    }
    return new Bounded(sum, error + terms.size() * UNIT * sizes);
  }

  /** Whether a computed number is within the bound. */
  boolean admits(double computed) {
    return Double.isFinite(computed)
        && new BigDecimal(computed).subtract(value).abs().doubleValue() <= error * SLACK;
  }

  /** Asserts that computed numbers are within their bounds. */
  static void assertWithin(String what, double[] computed, Bounded... expected) {
    assertThat(computed).as(what).hasSameSizeAs(expected);
    for (int k = 0; k < computed.length; k++) {
      if (!expected[k].admits(computed[k])) {
        throw new AssertionError(
            "%s [%d]: computed %s, exact %s ± %.3g"
                .formatted(
                    what, k, computed[k], expected[k].value().doubleValue(), expected[k].error()));
      }
    }
  }

  static void assertWithin(String what, double computed, Bounded expected) {
    assertWithin(what, new double[] {computed}, expected);
  }
}
