package org.hypergrad.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Labels;
import org.junit.jupiter.api.Test;

class SplitsTest {

  @Property(tries = 300)
  void partsAreDisjointCoverAllRowsAndKeepTheOrder(
      @ForAll @IntRange(min = 20, max = 500) int rows,
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.1, max = 0.8) double first,
      @ForAll @DoubleRange(min = 0.2, max = 0.8) double second) {
    List<int[]> parts = Splits.rows(rows, seed, first, second);
    assertThat(parts).hasSize(3);
    assertThat(parts.get(0).length).isEqualTo((int) Math.round(first * rows));
    int rest = rows - parts.get(0).length;
    assertThat(parts.get(1).length).isEqualTo((int) Math.round(second * rest));
    int[] all = parts.stream().flatMapToInt(IntStream::of).sorted().toArray();
    assertThat(all).isEqualTo(IntStream.range(0, rows).toArray());
    for (int[] part : parts) {
      assertThat(part).isSorted();
    }
  }

  @Test
  void aSeedGivesTheSamePartsForever() {
    List<int[]> parts = Splits.rows(12, 42, 0.25, 0.25);
    assertThat(parts.stream().map(Arrays::toString))
        .containsExactly("[3, 4, 10]", "[1, 11]", "[0, 2, 5, 6, 7, 8, 9]");
    assertThat(Splits.rows(12, 43, 0.25, 0.25).get(0)).isNotEqualTo(parts.get(0));
    // what the later fractions are does not change the first part
    assertThat(Splits.rows(12, 42, 0.25).get(0)).isEqualTo(parts.get(0));
  }

  @Test
  void everyRowIsEquallyLikely() {
    int[] drawn = new int[10];
    for (int seed = 0; seed < 10_000; seed++) {
      for (int row : Splits.rows(10, seed, 0.3).get(0)) {
        drawn[row]++;
      }
    }
    for (int count : drawn) { // 3,000 expected, standard deviation 46
      assertThat(count).isBetween(2750, 3250);
    }
  }

  @Test
  void datasetsAreDividedWithTheirLabels() {
    double[][] matrix = new double[100][1];
    double[] labels = new double[100];
    for (int i = 0; i < 100; i++) {
      matrix[i][0] = i;
      labels[i] = i % 3;
    }
    Dataset data = new Dataset(DenseFeatures.copyOf(matrix), Labels.of(labels));
    List<Dataset> parts = Splits.split(data, 7, 0.2, 0.2);
    assertThat(parts.stream().map(Dataset::rows)).containsExactly(20, 16, 64);
    List<int[]> rows = Splits.rows(100, 7, 0.2, 0.2);
    for (int p = 0; p < 3; p++) {
      Dataset part = parts.get(p);
      assertThat(part.labels().map()).containsExactly(0, 1, 2);
      for (int i = 0; i < part.rows(); i++) {
        int row = rows.get(p)[i];
        part.features().forEachEntry(i, (column, value) -> assertThat(value).isEqualTo(row));
        assertThat(part.labels().classOf(i)).isEqualTo(row % 3);
      }
    }
  }

  @Test
  void partsWithoutRowsAreRefused() {
    assertThatThrownBy(() -> Splits.rows(2, 1, 0.2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 rows are too few for the fractions [0.2]: a part would have no row");
    assertThatThrownBy(() -> Splits.rows(2, 1, 0.9)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Splits.rows(0, 1)).isInstanceOf(IllegalArgumentException.class);
    for (double fraction : new double[] {0, 1, -0.1, 1.5, Double.NaN}) {
      assertThatThrownBy(() -> Splits.rows(100, 1, fraction))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a part's fraction must be above 0 and below 1, not " + fraction);
    }
  }

  @Property(tries = 200)
  void partsOfGivenSizesAreDisjoint(
      @ForAll @IntRange(min = 20, max = 500) int rows,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 10) int first,
      @ForAll @IntRange(min = 1, max = 10) int second) {
    List<int[]> parts = Splits.drawRows(rows, seed, first, second);
    assertThat(parts).hasSize(2);
    assertThat(parts.get(0)).hasSize(first).isSorted();
    assertThat(parts.get(1)).hasSize(second).isSorted();
    assertThat(parts.stream().flatMapToInt(IntStream::of)).doesNotHaveDuplicates();
    assertThat(parts.stream().flatMapToInt(IntStream::of)).allMatch(row -> row >= 0 && row < rows);
  }

  @Test
  void partsOfGivenSizesAreTheSameForever() {
    assertThat(Splits.drawRows(12, 42, 3, 2).stream().map(Arrays::toString))
        .containsExactly("[3, 4, 10]", "[1, 11]");
    assertThat(Splits.drawRows(12, 42, 3, 9).get(0)).containsExactly(3, 4, 10);
    assertThat(Splits.drawRows(3, 1, 3).get(0)).containsExactly(0, 1, 2);
  }

  @Test
  void datasetsAreDrawnFromWithTheirLabels() {
    Dataset data =
        new Dataset(
            DenseFeatures.copyOf(6, 1, new float[] {0, 1, 2, 3, 4, 5}),
            Labels.of(0, 1, 2, 3, 4, 5));
    Dataset part = Splits.draw(data, 3, 2, 1).get(1);
    int row = Splits.drawRows(6, 3, 2, 1).get(1)[0];
    assertThat(part.rows()).isEqualTo(1);
    assertThat(part.labels().map()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(part.labels().classOf(0)).isEqualTo(row);
    part.features().forEachEntry(0, (column, value) -> assertThat(value).isEqualTo(row));
  }

  @Test
  void sizesThatCannotBeDrawnAreRefused() {
    assertThatThrownBy(() -> Splits.drawRows(60, 1, 50, 11))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("parts of [50, 11] rows need 61 rows, there are 60; ask for fewer");
    int huge = Integer.MAX_VALUE;
    assertThatThrownBy(() -> Splits.drawRows(60, 1, huge, huge))
        .hasMessageContaining("need 4294967294 rows");
    for (int size : new int[] {0, -1}) {
      assertThatThrownBy(() -> Splits.drawRows(60, 1, 10, size))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a part must have at least one row, not " + size);
    }
  }
}
