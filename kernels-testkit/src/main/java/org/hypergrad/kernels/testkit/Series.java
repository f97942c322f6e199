package org.hypergrad.kernels.testkit;

import java.math.BigDecimal;
import java.math.MathContext;

/** exp and log in decimal arithmetic, straight from their series: slow, and nothing of Math's. */
final class Series {

  static final MathContext DIGITS = new MathContext(50);

  private static final BigDecimal NEGLIGIBLE = new BigDecimal("1e-60");
  private static final BigDecimal TWO = BigDecimal.TWO;

  private Series() {}

  /** e^x: the Taylor series of x/2^k below 2^-8, squared k times. */
  static BigDecimal exp(BigDecimal x) {
    int halvings = x.abs().toBigInteger().bitLength() + 8;
    BigDecimal small = x.divide(TWO.pow(halvings), DIGITS);
    BigDecimal sum = BigDecimal.ONE;
    BigDecimal term = BigDecimal.ONE;
    for (int k = 1; term.abs().compareTo(NEGLIGIBLE) > 0; k++) {
      term = term.multiply(small, DIGITS).divide(BigDecimal.valueOf(k), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    for (int k = 0; k < halvings; k++) {
      sum = sum.multiply(sum, DIGITS);
    }
    return sum;
  }

  /** log(1 + u) for u ≥ 0: powers of two taken out, the rest by the series of 2 artanh(u/(2+u)). */
  static BigDecimal log1p(BigDecimal u) {
    if (u.compareTo(BigDecimal.ONE) > 0) {
      BigDecimal whole = u.add(BigDecimal.ONE, DIGITS);
      int powers = whole.toBigInteger().bitLength() - 1;
      BigDecimal rest = whole.divide(TWO.pow(powers), DIGITS).subtract(BigDecimal.ONE, DIGITS);
      return log1p(BigDecimal.ONE).multiply(BigDecimal.valueOf(powers)).add(log1p(rest), DIGITS);
    }
    BigDecimal y = u.divide(u.add(TWO), DIGITS);
    BigDecimal square = y.multiply(y, DIGITS);
    BigDecimal power = y;
    BigDecimal sum = y;
    BigDecimal negligible = y.multiply(NEGLIGIBLE, DIGITS);
    for (int k = 3; power.compareTo(negligible) > 0; k += 2) {
      power = power.multiply(square, DIGITS);
      sum = sum.add(power.divide(BigDecimal.valueOf(k), DIGITS), DIGITS);
    }
    return sum.multiply(TWO, DIGITS);
  }
}
