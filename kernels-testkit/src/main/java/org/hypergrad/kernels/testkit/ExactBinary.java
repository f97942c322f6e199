package org.hypergrad.kernels.testkit;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.hypergrad.kernels.Logistic;

/**
 * The pointwise functions of two classes.
 *
 * <p>The logarithms of loss, residual and curvature have derivatives of at most one in the margin,
 * so an error δ of the margin changes each by a factor of at most e^δ. A backend may take 10 units
 * for each. That is the longest stable form, e/(1+e)², with an exp to an ulp: exp 2, 1 + e 3, its
 * square 7, quotient 2 + 7 + 1; or the same as e · (1/(1+e)) · (1/(1+e)) with an exp to two: 4 for
 * e, in which the result's logarithm changes no faster, 2 for either factor and 2 for the products.
 */
final class ExactBinary implements ExactPointwise {

  private static final int POINTWISE_ROUNDINGS = 10;

  private final Map<BigDecimal, BigDecimal> exponentials = new HashMap<>();
  private final Map<BigDecimal, BigDecimal> logarithms = new HashMap<>();

  private static int sign(int y) {
    return y == 1 ? 1 : -1;
  }

  private BigDecimal exp(BigDecimal x) {
    return exponentials.computeIfAbsent(x, Series::exp);
  }

  private static Bounded pointwise(Bounded value, Bounded margin) {
    return value
        .widened(value.size() * Math.expm1(margin.error()) + FLUSHED)
        .rounded(POINTWISE_ROUNDINGS);
  }

  /** log(1 + e^{−ym}). */
  @Override
  public Bounded loss(int y, Bounded... margins) {
    Bounded margin = margins[0];
    if (margin.isRough()) {
      return pointwise(Bounded.rough(Logistic.loss(sign(y), margin.value())), margin);
    }
    BigDecimal power = exp(margin.decimal().multiply(BigDecimal.valueOf(-sign(y))));
    BigDecimal loss = logarithms.computeIfAbsent(power, Series::log1p);
    return pointwise(Bounded.of(loss, 0), margin);
  }

  /** −y / (1 + e^{ym}). */
  @Override
  public Bounded[] residual(int y, Bounded... margins) {
    Bounded margin = margins[0];
    if (margin.isRough()) {
      double rough = Logistic.residual(sign(y), margin.value());
      return new Bounded[] {pointwise(Bounded.rough(rough), margin)};
    }
    BigDecimal power = exp(margin.decimal().multiply(BigDecimal.valueOf(sign(y))));
    BigDecimal below = power.add(BigDecimal.ONE, Series.DIGITS);
    BigDecimal residual = BigDecimal.valueOf(-sign(y)).divide(below, Series.DIGITS);
    return new Bounded[] {pointwise(Bounded.of(residual, 0), margin)};
  }

  @Override
  public Bounded[] curvature(Bounded[] margins, Bounded... along) {
    return new Bounded[] {curvature(margins[0]).times(along[0])};
  }

  @Override
  public Bounded[] curvatureDiagonal(Bounded... margins) {
    return new Bounded[] {curvature(margins[0])};
  }

  /** e^m / (1 + e^m)². */
  private Bounded curvature(Bounded margin) {
    if (margin.isRough()) {
      return pointwise(Bounded.rough(Logistic.curvature(margin.value())), margin);
    }
    BigDecimal power = exp(margin.decimal());
    BigDecimal below = power.add(BigDecimal.ONE, Series.DIGITS).pow(2, Series.DIGITS);
    return pointwise(Bounded.of(power.divide(below, Series.DIGITS), 0), margin);
  }
}
