package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.hypergrad.kernels.BackendRefusedException;
import org.hypergrad.kernels.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutoThresholdTest {

  private static final int SIMD = 10;

  @AfterEach
  void forget() {
    System.clearProperty(AutoThreshold.PROPERTY);
  }

  private static Shape shape(long entries, int classes) {
    return new Shape(1000, 1000, entries, true, classes);
  }

  @Test
  void takesADeviceFromTenMillionEntriesOn() {
    assertThat(AutoThreshold.rank(shape(9_999_999, 2))).isNegative();
    assertThat(AutoThreshold.rank(shape(10_000_000, 2))).isGreaterThan(SIMD);
    assertThat(AutoThreshold.rank(shape(999_999, 10))).isNegative();
    assertThat(AutoThreshold.rank(shape(1_000_000, 10))).isGreaterThan(SIMD);
    assertThat(AutoThreshold.rank(shape(Long.MAX_VALUE, 10))).isGreaterThan(SIMD);
  }

  @ParameterizedTest
  @CsvSource({"0, 0, true", "-5, 0, true", " 50 , 50, true", "50, 49, false"})
  void orFromWhatIsSet(String value, long entries, boolean taken) {
    System.setProperty(AutoThreshold.PROPERTY, value);
    assertThat(AutoThreshold.rank(shape(entries, 2)) >= 0).isEqualTo(taken);
  }

  @Test
  void aSettingThatIsNoNumber() {
    System.setProperty(AutoThreshold.PROPERTY, "1e6");
    assertThatExceptionOfType(BackendRefusedException.class)
        .isThrownBy(AutoThreshold::entries)
        .withMessage("hypergrad.cuda.auto.entries is a whole number of entries, not '1e6'");
  }
}
