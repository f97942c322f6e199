package org.hypergrad.kernels.testkit;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A number, and how far its computation in doubles may be off: the tolerance of a check, which
 * follows from the operations and is never chosen.
 *
 * <p>Every operation takes over the errors of its operands and adds one rounding: a unit roundoff
 * of the result, or the smallest double where it underflows. A sum of N terms may be made in any
 * order, with N · unit · Σ|terms|.
 *
 * <p>The number is known to 50 digits; or, where that would take too long, it is itself computed in
 * doubles, within the same bound: then a computation may be off by the sum of both. A number with a
 * rough operand is rough.
 *
 * @param digits the number to 50 digits, null if it is rough
 * @param value the double next to it
 * @param error bound on the distance of a double computation from the number
 */
record Bounded(@Nullable BigDecimal digits, double value, double error) {

  /** Half an ulp of one: the relative error of a rounded operation. */
  static final double UNIT = 0x1p-53;

  static final Bounded ONE = exact(1);
  static final Bounded ZERO = exact(0);

  /** The error bounds are doubles themselves; this covers their own roundings. */
  private static final double SLACK = 1 + 1e-9;

  /** A double as it is. */
  static Bounded exact(double value) {
    return new Bounded(new BigDecimal(value), value, 0);
  }

  static Bounded[] exact(double... values) {
    return Arrays.stream(values).mapToObj(Bounded::exact).toArray(Bounded[]::new);
  }

  /** A double as it is, to compute with in doubles. */
  static Bounded rough(double value) {
    return new Bounded(null, value, 0);
  }

  static Bounded[] rough(double... values) {
    return Arrays.stream(values).mapToObj(Bounded::rough).toArray(Bounded[]::new);
  }

  /** A number to 50 digits. */
  static Bounded of(BigDecimal digits, double error) {
    return new Bounded(digits, digits.doubleValue(), error);
  }

  /** The number to 50 digits, for a number that is not rough. */
  BigDecimal decimal() {
    return Objects.requireNonNull(digits, "a rough number has no digits");
  }

  boolean isRough() {
    return digits == null;
  }

  private boolean isRoughWith(Bounded other) {
    return digits == null || other.digits == null;
  }

  /** The same number, a computation of which may be off by more. */
  Bounded widened(double more) {
    return new Bounded(digits, value, error + more);
  }

  /** The same number after some more roundings, each a relative unit. */
  Bounded rounded(int times) {
    return widened(times * (UNIT * (size() + error) + Double.MIN_VALUE));
  }

  /** |value| as a double. */
  double size() {
    return Math.abs(value);
  }

  boolean isZero() {
    return digits == null ? value == 0 : digits.signum() == 0;
  }

  Bounded negate() {
    return new Bounded(digits == null ? null : digits.negate(), -value, error);
  }

  Bounded plus(Bounded other) {
    return sum(List.of(this, other));
  }

  Bounded minus(Bounded other) {
    return plus(other.negate());
  }

  Bounded times(Bounded other) {
    double carried = size() * other.error + other.size() * error + error * other.error;
    Bounded product =
        isRoughWith(other)
            ? rough(value * other.value)
            : of(decimal().multiply(other.decimal(), Series.DIGITS), 0);
    return product.widened(carried).rounded(1);
  }

  Bounded times(double factor) {
    return times(digits == null ? rough(factor) : exact(factor));
  }

  Bounded dividedBy(Bounded other) {
    double smallest = other.size() - other.error;
    if (!(smallest > 0)) {
      throw new ArithmeticException("a divisor that may be zero has no bound");
    }
    Bounded quotient =
        isRoughWith(other)
            ? rough(value / other.value)
            : of(decimal().divide(other.decimal(), Series.DIGITS), 0);
    return quotient.widened((error + quotient.size() * other.error) / smallest).rounded(1);
  }

  Bounded squareRoot() {
    if (isZero()) {
      return new Bounded(digits, value, Math.sqrt(error));
    }
    Bounded root = digits == null ? rough(Math.sqrt(value)) : of(digits.sqrt(Series.DIGITS), 0);
    return root.widened(error / root.value).rounded(1);
  }

  /** e^this, by a function that is right to an ulp, which is two units. */
  Bounded exp() {
    Bounded power = digits == null ? rough(Math.exp(value)) : of(Series.exp(digits), 0);
    return power.widened(power.value * Math.expm1(error)).rounded(2);
  }

  /** log(1 + this) of a number that is not negative, by a function that is right to an ulp. */
  Bounded log1p() {
    Bounded logarithm = digits == null ? rough(Math.log1p(value)) : of(Series.log1p(digits), 0);
    return logarithm.widened(error / (1 + Math.max(0, value - error))).rounded(2);
  }

  /** The projection on [lower, upper], which is exact and never widens an error. */
  Bounded clip(double lower, double upper) {
    if (isBeyond(lower, -1)) {
      return end(lower);
    }
    return isBeyond(upper, 1) ? end(upper) : this;
  }

  private boolean isBeyond(double end, int side) {
    if (Double.isInfinite(end)) {
      return false;
    }
    int order = digits == null ? Double.compare(value, end) : digits.compareTo(new BigDecimal(end));
    return order * side > 0;
  }

  private Bounded end(double end) {
    return (digits == null ? rough(end) : exact(end)).widened(error);
  }

  /** Σ terms, added in any order. */
  static Bounded sum(List<Bounded> terms) {
    Sum sum = new Sum();
    terms.forEach(sum::add);
    return sum.total();
  }

  /** A sum under way. */
  static final class Sum {
    private BigDecimal digits = BigDecimal.ZERO;
    private double value;
    private boolean rough;
    private double errors;
    private double sizes;
    private int count;

    void add(Bounded term) {
      if (term.digits == null) {
        rough = true;
      } else if (!rough) {
        digits = digits.add(term.digits, Series.DIGITS);
      }
      value += term.value;
      errors += term.error;
      sizes += term.size() + term.error;
      count++;
    }

    Bounded total() {
      double error = errors + count * UNIT * sizes;
      return rough ? new Bounded(null, value, error) : of(digits, error);
    }
  }

  /** Whether a computed number is within the bound. */
  boolean admits(double computed) {
    if (!Double.isFinite(computed)) {
      return false;
    }
    return digits == null
        ? Math.abs(computed - value) <= 2 * error * SLACK
        : new BigDecimal(computed).subtract(digits).abs().doubleValue() <= error * SLACK;
  }

  /** Asserts that computed numbers are within their bounds. */
  static void assertWithin(String what, double[] computed, Bounded... expected) {
    if (computed.length != expected.length) {
      throw new AssertionError(
          "%s: %d numbers where %d are expected".formatted(what, computed.length, expected.length));
    }
    for (int k = 0; k < computed.length; k++) {
      if (!expected[k].admits(computed[k])) {
        throw new AssertionError(
            "%s [%d]: computed %s, expected %s ± %.3g"
                .formatted(
                    what,
                    k,
                    computed[k],
                    expected[k].value(),
                    expected[k].error() * (expected[k].isRough() ? 2 : 1)));
      }
    }
  }

  static void assertWithin(String what, double computed, Bounded expected) {
    assertWithin(what, new double[] {computed}, expected);
  }
}
