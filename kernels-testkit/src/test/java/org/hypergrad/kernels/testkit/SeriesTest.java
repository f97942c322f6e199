package org.hypergrad.kernels.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The oracle's own foundations, against digits from tables and against identities. */
class SeriesTest {

  private static void assertDigits(BigDecimal computed, String digits) {
    BigDecimal known = new BigDecimal(digits);
    assertThat(computed.subtract(known).abs())
        .isLessThan(known.abs().multiply(new BigDecimal("1e-40")));
  }

  @Test
  void knowsETo45Digits() {
    assertDigits(Series.exp(BigDecimal.ONE), "2.71828182845904523536028747135266249775724709");
  }

  @Test
  void knowsTheLogarithmOfTwoTo45Digits() {
    assertDigits(Series.log1p(BigDecimal.ONE), "0.693147180559945309417232121458176568075500134");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-310, 1e-17, 0.3, 1, 18, 37, 709.5, 750})
  void expAndLogUndoEachOther(double x) {
    BigDecimal exact = new BigDecimal(x);
    BigDecimal less = Series.exp(exact.negate());
    BigDecimal loss = Series.log1p(Series.exp(exact)); // log(1 + e^x) = x + log(1 + e^-x)
    assertDigits(Series.exp(exact).multiply(less), "1");
    assertDigits(loss, exact.add(Series.log1p(less), Series.DIGITS).toString());
  }
}
