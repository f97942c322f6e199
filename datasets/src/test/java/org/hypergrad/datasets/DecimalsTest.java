package org.hypergrad.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {

  private static double parse(String text) {
    byte[] padded = Texts.bytes("9" + text + "9"); // neighbours that must not be read
    return Decimals.parse(padded, 1, padded.length - 1);
  }

  /** Bits, so that −0 counts. */
  private static void assertParsesLikeTheJdk(String text) {
    assertThat(Double.doubleToRawLongBits(parse(text)))
        .as(text)
        .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "+0",
        "0.0",
        "-0.0e5",
        "1",
        "+1",
        "-1",
        "1.",
        ".5",
        "-.5e1",
        "00012",
        "0e999999",
        "0.1",
        "0.2",
        "0.3",
        "1e22",
        "1e23",
        "-1e-22",
        "1e-23",
        "123e20",
        "8.5e22",
        "1E+5",
        "1e-0",
        "9007199254740991",
        "9007199254740992",
        "9007199254740993",
        "9007199254740995",
        "9007199254740992.5",
        "90071992547409930",
        "9007199254740993e22",
        "9007199254740993e-22",
        "2.2250738585072011e-308",
        "2.2250738585072012e-308",
        "2.2250738585072014e-308",
        "4.9e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "1e-400",
        "-1e-99999999",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "1e309",
        "-1e400",
        "1e2147483648",
        "1e-2147483648",
        "1e99999999999999999999",
        "0.000001e314",
        "6.631236846766476e-316",
        "3.2378839133029012895883524125015321748630094380e-319",
        "1.00000000000000011102230246251565404236316680908203125",
        "1.00000000000000011102230246251565404236316680908203124",
        "1.00000000000000011102230246251565404236316680908203126",
        "7.2057594037927933e16",
        "1448997445238699",
        "123456789012345678901234567890",
        "0.00000000000000000000000000000000000000000000000000000000000000000001",
        "100000000000000000000000000000000000000000000000000000000000000000000e-60",
        "5708990770823839207320493820740630171355185151999e-3",
        "0.500000000000000166533453693773481063544750213623046875"
      })
  void hardDecimalsAreRoundedAsTheJdkDoes(String text) {
    assertParsesLikeTheJdk(text);
  }

  @Test
  void randomDecimalsAreRoundedAsTheJdkDoes() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 300_000; i++) {
      StringBuilder text = new StringBuilder(new String[] {"", "-", "+"}[random.nextInt(3)]);
      int digits = 1 + random.nextInt(random.nextBoolean() ? 8 : 25);
      int point = random.nextInt(2 * digits);
      for (int d = 0; d < digits; d++) {
        if (d == point) {
          text.append('.');
        }
        text.append(random.nextInt(10));
      }
      if (random.nextBoolean()) {
        int reach = random.nextBoolean() ? 30 : 340;
        text.append(random.nextBoolean() ? 'e' : 'E').append(random.nextInt(-reach, reach));
      }
      assertParsesLikeTheJdk(text.toString());
    }
  }

  @Test
  void everyDoubleComesBackFromItsText() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 100_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertThat(parse(Double.toString(value))).isEqualTo(value);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "+",
        ".",
        "-.",
        "e",
        "e5",
        ".e5",
        "1e",
        "1e+",
        "1e-",
        "1e1.5",
        "1.2.3",
        "--1",
        "+-1",
        "1d",
        "1f",
        "1F",
        "1D",
        "nan",
        "NaN",
        "-NaN",
        "inf",
        "Infinity",
        "-Infinity",
        "0x1p3",
        "0x10",
        "1 ",
        " 1",
        "1,5",
        "1_000",
        "1e5e5",
        "1e5x",
        "١",
        "²",
        "1\0"
      })
  void everythingElseIsNotANumber(String text) {
    assertThat(parse(text)).isNaN();
  }
}
