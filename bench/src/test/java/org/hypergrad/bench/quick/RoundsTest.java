package org.hypergrad.bench.quick;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoundsTest {

  @Test
  void ratiosAreOfTheSameRound() {
    double[] slow = {10, 200, 10};
    double[] fast = {5, 100, 5};
    assertThat(Rounds.ratio(slow, fast)).isEqualTo(2);
    assertThat(Rounds.median(new double[] {3, 1, 2, 10})).isEqualTo(2.5);
  }
}
