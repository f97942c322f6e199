package org.hypergrad.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Labels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelCorruptionTest {

  private static final int ROWS = 100_000;

  /** Classes in turn, called 5, 6, …, so that a class's number and value are not the same. */
  private static Labels labels(int rows, int classes) {
    double[] values = new double[rows];
    for (int i = 0; i < rows; i++) {
      values[i] = 5 + i % classes;
    }
    return Labels.of(values);
  }

  private static int[] classes(Labels labels) {
    int[] classes = new int[labels.rows()];
    Arrays.setAll(classes, labels::classOf);
    return classes;
  }

  /** Five standard deviations of the fraction among so many draws. */
  private static double bound(double fraction, int draws) {
    return 5 * Math.sqrt(fraction * (1 - fraction) / draws);
  }

  @ParameterizedTest
  @CsvSource({"0.5, 10", "0.7, 10", "0.9, 10", "1, 10", "0.3, 2", "0.5, 1"})
  void theFractionReallyWrongIsPTimesKMinusOneOverK(double probability, int classes) {
    LabelCorruption corruption = LabelCorruption.draw(labels(ROWS, classes), probability, 7);
    double expected = probability * (classes - 1) / classes;
    assertThat((double) corruption.wrongCount() / ROWS)
        .isCloseTo(expected, within(bound(expected, ROWS)));
    assertThat(corruption.wrongRows()).hasSize(corruption.wrongCount()).isSorted();
  }

  @Test
  void drawsAreUniformOverAllClassesWhateverTheLabelWas() {
    LabelCorruption corruption = LabelCorruption.draw(labels(ROWS, 10), 1, 3);
    int[][] count = new int[10][10];
    for (int row = 0; row < ROWS; row++) {
      count[corruption.original().classOf(row)][corruption.stored().classOf(row)]++;
    }
    for (int[] stored : count) {
      for (int c : stored) {
        assertThat(c / (ROWS / 10.0)).isCloseTo(0.1, within(bound(0.1, ROWS / 10)));
      }
    }
  }

  @Test
  void withProbabilityZeroNothingChanges() {
    Labels original = labels(1000, 10);
    LabelCorruption corruption = LabelCorruption.draw(original, 0, 1);
    assertThat(classes(corruption.stored())).isEqualTo(classes(original));
    assertThat(corruption.wrongCount()).isZero();
    assertThat(corruption.wrongRows()).isEmpty();
  }

  @Test
  void whichRowsAreWrongIsToldByTheLabelsThemselves() {
    Labels original = labels(1000, 4);
    LabelCorruption corruption = LabelCorruption.draw(original, 0.5, 1);
    assertThat(corruption.original()).isSameAs(original);
    assertThat(corruption.stored().map()).containsExactly(original.map());
    int wrong = 0;
    for (int row = 0; row < 1000; row++) {
      boolean differs = corruption.stored().classOf(row) != row % 4;
      assertThat(corruption.isWrong(row)).isEqualTo(differs);
      assertThat(Arrays.binarySearch(corruption.wrongRows(), row) >= 0).isEqualTo(differs);
      wrong += differs ? 1 : 0;
    }
    assertThat(corruption.wrongCount()).isEqualTo(wrong);
  }

  @Test
  void aSeedGivesTheSameLabelsForever() {
    Labels original = labels(12, 10);
    assertThat(classes(LabelCorruption.draw(original, 0.5, 42).stored()))
        .containsExactly(0, 5, 2, 8, 4, 5, 5, 4, 0, 9, 9, 1);
    assertThat(classes(LabelCorruption.draw(original, 0.5, 43).stored()))
        .isNotEqualTo(classes(LabelCorruption.draw(original, 0.5, 42).stored()));
  }

  @Test
  void aLargerProbabilityKeepsWhatASmallerOneReplaced() {
    Labels original = labels(ROWS, 10);
    LabelCorruption half = LabelCorruption.draw(original, 0.5, 9);
    LabelCorruption most = LabelCorruption.draw(original, 0.9, 9);
    for (int row : half.wrongRows()) {
      assertThat(most.stored().classOf(row)).isEqualTo(half.stored().classOf(row));
    }
  }

  /**
   * A division shuffles with numbers below 1, 2, 3, …, and labels are drawn from numbers below 10:
   * from the same generator, the tenth number would put row 9 into the first part exactly where row
   * 4 gets class 0.
   */
  @Test
  void drawsHaveNothingInCommonWithTheSplitOfTheSameSeed() {
    Labels original = labels(10, 10);
    int seeds = 0;
    int zeros = 0;
    for (int seed = 0; seed < 20_000; seed++) {
      if (Splits.drawRows(10, seed, 1).getFirst()[0] == 9) {
        seeds++;
        zeros += LabelCorruption.draw(original, 1, seed).stored().classOf(4) == 0 ? 1 : 0;
      }
    }
    assertThat((double) zeros / seeds).isCloseTo(0.1, within(bound(0.1, seeds)));
  }

  @Test
  void otherPartsAreNotTouched() {
    Dataset all = new Dataset(DenseFeatures.copyOf(600, 1, new double[600]), labels(600, 10));
    List<Dataset> parts = Splits.draw(all, 1, 400, 200);
    Labels training = parts.get(0).labels();
    int[] trainingBefore = classes(training);
    int[] validationBefore = classes(parts.get(1).labels());
    LabelCorruption corruption = LabelCorruption.draw(training, 1, 1);
    assertThat(corruption.stored().rows()).isEqualTo(400);
    assertThat(corruption.wrongCount()).isPositive();
    assertThat(classes(training)).isEqualTo(trainingBefore);
    assertThat(classes(parts.get(1).labels())).isEqualTo(validationBefore);
  }

  @Test
  void wrongArgumentsAreRefused() {
    for (double probability : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> LabelCorruption.draw(labels(10, 2), probability, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "the probability that a label is replaced must be from 0 to 1, not " + probability);
    }
    assertThatThrownBy(() -> new LabelCorruption(labels(4, 2), labels(5, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("5 labels of [5.0, 6.0] were made from 4 of [5.0, 6.0]");
    assertThatThrownBy(() -> new LabelCorruption(labels(4, 2), labels(4, 3)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
