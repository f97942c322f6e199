package org.hypergrad.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class AxisTest {

  private static List<String> labels(Axis axis) {
    return axis.ticks().stream().map(Axis.Tick::label).toList();
  }

  @Test
  void linearTicksAreRound() {
    assertThat(labels(Axis.linear(0.7, 3.9)))
        .containsExactly("0.5", "1.0", "1.5", "2.0", "2.5", "3.0", "3.5", "4.0");
    assertThat(labels(Axis.linear(-12, 12))).contains("-10", "0", "10");
    assertThat(labels(Axis.linear(5, 5))).isNotEmpty();
    assertThat(labels(Axis.linear(0, 0))).contains("0.0");
  }

  @Test
  void logarithmicTicksArePowersOfTenOverManyDecades() {
    assertThat(labels(Axis.logarithmic(1e-5, 0.2)))
        .contains("10⁻⁵", "10⁻⁴", "0.001", "0.01", "0.1");
    assertThat(labels(Axis.logarithmic(1e-12, 1e3)).size()).isLessThanOrEqualTo(8);
    assertThat(labels(Axis.logarithmic(0.3, 8))).contains("0.5", "1", "2", "5");
    assertThat(labels(Axis.logarithmic(0.2, 0.25))).contains("0.20", "0.22");
  }

  @Test
  void timeBeginsAtZero() {
    Axis axis = Axis.time(0.02, 10);
    assertThat(axis.ticks().getFirst()).isEqualTo(new Axis.Tick(0, "0"));
    assertThat(axis.at(0)).isZero();
    assertThat(axis.holds(0)).isTrue();
    assertThat(axis.holds(-1)).isFalse();
    assertThat(Axis.logarithmic(1, 2).holds(0)).isFalse();
    assertThat(Axis.linear(0, 1).holds(Double.NaN)).isFalse();
  }

  @Property
  void ticksAndEndsLieOnTheAxis(
      @ForAll @DoubleRange(min = 1e-9, max = 1e6) @Scale(12) double one,
      @ForAll @DoubleRange(min = 1e-9, max = 1e6) @Scale(12) double other) {
    double low = Math.min(one, other);
    double high = Math.max(one, other);
    for (Axis axis :
        List.of(Axis.linear(low, high), Axis.logarithmic(low, high), Axis.time(low, high))) {
      assertThat(axis.at(low)).isBetween(-1e-9, 1 + 1e-9);
      assertThat(axis.at(high)).isBetween(axis.at(low) - 1e-9, 1 + 1e-9);
      assertThat(axis.ticks()).hasSizeBetween(1, 25);
      assertThat(axis.ticks()).allSatisfy(t -> assertThat(t.position()).isBetween(-1e-6, 1 + 1e-6));
    }
  }

  @Test
  void positionsFollowTheLogarithm() {
    Axis axis = Axis.logarithmic(1, 100);
    assertThat(axis.at(10)).isEqualTo(0.5, within(1e-9));
  }
}
