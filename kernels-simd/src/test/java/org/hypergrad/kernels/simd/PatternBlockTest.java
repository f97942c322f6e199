package org.hypergrad.kernels.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntBinaryOperator;
import org.hypergrad.kernels.SparseFeatures;
import org.junit.jupiter.api.Test;

/** Which rows are held as patterns, and that nothing is lost; sums of whole numbers are exact. */
class PatternBlockTest {

  private static final int CATEGORIES = 9;
  private static final int LEVELS = 5;

  /** Rows with an entry in each column that {@code columns} gives for a row and a place. */
  private static ColumnEntries entries(int rows, int width, int places, IntBinaryOperator columns) {
    SparseFeatures.Builder builder = new SparseFeatures.Builder(width);
    for (int row = 0; row < rows; row++) {
      int[] chosen = new int[places];
      for (int place = 0; place < places; place++) {
        chosen[place] = columns.applyAsInt(row, place);
      }
      Arrays.stream(chosen).distinct().sorted().forEach(column -> builder.add(column, 1));
      builder.endRow();
    }
    return ColumnEntries.of(builder.build(), 0, rows);
  }

  private static ColumnEntries categories(int rows, int rareColumns) {
    SplittableRandom random = new SplittableRandom(9);
    return entries(
        rows,
        CATEGORIES * LEVELS + rareColumns,
        CATEGORIES + Math.min(1, rareColumns),
        (row, place) ->
            place < CATEGORIES
                ? place * LEVELS + random.nextInt(LEVELS)
                : CATEGORIES * LEVELS + random.nextInt(rareColumns));
  }

  private static double[] wholeNumbers(int length, int seed) {
    return new SplittableRandom(seed).ints(length, -1_000, 1_000).asDoubleStream().toArray();
  }

  private static void assertSameAsColumns(ColumnEntries all) {
    BinaryBlock patterns = PatternBlock.of(all);
    BinaryBlock columns = ColumnBlock.of(all, column -> true);
    assertThat(patterns.patterns()).isPositive();
    assertThat(patterns.entries()).isEqualTo(columns.entries());

    for (int again = 0; again < 2; again++) {
      double[] z = wholeNumbers(all.columns(), again);
      double[] v = wholeNumbers(all.columns(), 2 + again);
      double[][] sums = new double[8][];
      for (int k = 0; k < 2; k++) {
        BinaryBlock block = k == 0 ? patterns : columns;
        double[] margins = wholeNumbers(all.rowCount(), 4);
        double[] pairs = wholeNumbers(2 * all.rowCount(), 5);
        double[] sum = wholeNumbers(all.columns(), 6);
        double[] other = sum.clone();
        double[] another = sum.clone();
        block.spread(z, margins);
        block.spreadTwo(z, v, pairs);
        block.gather(margins, sum);
        block.gatherTwo(pairs, other, another);
        sums[k] = margins;
        sums[2 + k] = pairs;
        sums[4 + k] = sum;
        sums[6 + k] = other;
        assertThat(another).isNotEqualTo(other);
      }
      for (int k = 0; k < sums.length; k += 2) {
        assertThat(sums[k]).as("sums %d", k).isEqualTo(sums[k + 1]);
      }
    }
  }

  /** Three categories of five levels have 155 patterns, and so have three groups. */
  @Test
  void categoriesBecomeOneNumberAGroup() {
    ColumnEntries all = categories(1_300, 0);
    assertThat(PatternBlock.of(all).patterns()).isEqualTo(3 * (5 + 25 + 125));
    assertSameAsColumns(all);
  }

  @Test
  void rareColumnsAndThoseThatFitNoGroupStayColumns() {
    assertSameAsColumns(categories(1_000, 900));
    assertSameAsColumns(categories(ColumnLayout.BLOCK_ROWS, 1));
  }

  /** Every row has the same columns: a pattern a column. */
  @Test
  void equalRows() {
    ColumnEntries all = entries(100, 7, 7, (row, place) -> place);
    assertThat(PatternBlock.of(all).patterns()).isEqualTo(7);
    assertSameAsColumns(all);
  }

  /**
   * Nothing is won where columns have nothing to do with each other, and nothing is there to win.
   */
  @Test
  void unrelatedColumnsStayColumns() {
    SplittableRandom random = new SplittableRandom(10);
    assertThat(PatternBlock.of(entries(5_000, 400, 20, (row, place) -> random.nextInt(400))))
        .isInstanceOf(ColumnBlock.class);
    assertThat(PatternBlock.of(entries(50, 3, 0, (row, place) -> 0)))
        .isInstanceOf(ColumnBlock.class);
    assertThat(PatternBlock.of(entries(1, 3, 3, (row, place) -> place)))
        .isInstanceOf(ColumnBlock.class);
  }
}
