package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where fused iterations end, and that what a block shares fits every device. */
class StepLayoutTest {

  @ParameterizedTest
  @CsvSource({
    // outputs, parameters, weighted, parts
    "1, 12, false, 16",
    "1, 300, false, 4",
    "1, 765, false, 1",
    "1, 766, false, 0",
    "1, 594, true, 1",
    "1, 595, true, 0",
    "3, 509, false, 1",
    "3, 510, false, 0",
    "10, 16384, true, 0"
  })
  void theStateIsSharedWhereItFits(int outputs, int parameters, boolean weighted, int parts) {
    StepLayout layout = new StepLayout(outputs, parameters, 10, weighted);
    assertThat(layout.parts()).isEqualTo(parts);
    assertThat(layout.sharedBytes()).isLessThanOrEqualTo(48 * 1024);
  }

  @Test
  void iterationsAreFusedUpToTheLimits() {
    assertThat(new StepLayout(1, 1 << 14, 256, false).suits(512)).isTrue();
    assertThat(new StepLayout(1, 1 << 14, 256, false).suits(513)).isFalse();
    assertThat(new StepLayout(1, 1 << 14, 257, false).suits(512)).isFalse();
    assertThat(new StepLayout(1, (1 << 14) + 1, 1, false).suits(1)).isFalse();
    assertThat(new StepLayout(10, 100, 10, false).suits(102)).isTrue();
    assertThat(new StepLayout(10, 100, 10, false).suits(103)).isFalse();
  }
}
