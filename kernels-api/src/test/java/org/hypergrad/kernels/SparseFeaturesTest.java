package org.hypergrad.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

/** Sparse features: what is refused, what is kept, and how rows fall into blocks. */
class SparseFeaturesTest {

  private static SparseFeatures sample() {
    return SparseFeatures.copyOf(
        4, new long[] {0, 2, 2, 5}, new int[] {0, 3, 0, 1, 2}, new double[] {1, -2, 3, 4, -0.0});
  }

  /** Every entry as "row:column=value". */
  static String entries(Features features) {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < features.rows(); row++) {
      int number = row;
      features.forEachEntry(
          row, (column, value) -> text.append(number + ":" + column + "=" + value + " "));
    }
    return text.toString().strip();
  }

  @Test
  void keepsWhatItWasGiven() {
    SparseFeatures features = sample();
    assertThat(features.rows()).isEqualTo(3);
    assertThat(features.columns()).isEqualTo(4);
    assertThat(features.storedEntries()).isEqualTo(5);
    assertThat(features.holdsFloats()).isFalse();
    assertThat(features.rowPointers()).containsExactly(0, 2, 2, 5);
    assertThat(entries(features)).isEqualTo("0:0=1.0 0:3=-2.0 2:0=3.0 2:1=4.0 2:2=-0.0");
    assertThat(features.rowSquaredNorm(0)).isEqualTo(5);
    assertThat(features.rowSquaredNorm(1)).isZero();
    assertThat(features.rowSquaredNorm(2)).isEqualTo(25);
  }

  @Test
  void holdsFloatsAsFloats() {
    SparseFeatures features =
        SparseFeatures.copyOf(2, new long[] {0, 2}, new int[] {0, 1}, new float[] {0.1f, -3});
    assertThat(features.holdsFloats()).isTrue();
    assertThat(features.blocks().get(0).floatValues()).startsWith(0.1f, -3);
    assertThat(features.blocks().get(0).doubleValues()).isNull();
    assertThat(entries(features)).isEqualTo("0:0=" + (double) 0.1f + " 0:1=-3.0");
    assertThat(features.rowSquaredNorm(0)).isEqualTo((double) 0.1f * 0.1f + 9);
  }

  @Test
  void theCallersArraysMayChangeAfterwards() {
    long[] pointers = {0, 2};
    int[] columns = {0, 1};
    double[] values = {1, 2};
    float[] floats = {1, 2};
    SparseFeatures features = SparseFeatures.copyOf(2, pointers, columns, values);
    SparseFeatures asFloats = SparseFeatures.copyOf(2, pointers, columns, floats);
    pointers[1] = 1;
    columns[0] = 1;
    values[0] = Double.NaN;
    floats[0] = Float.NaN;
    assertThat(entries(features)).isEqualTo("0:0=1.0 0:1=2.0");
    assertThat(entries(asFloats)).isEqualTo("0:0=1.0 0:1=2.0");
    features.rowPointers()[1] = 7;
    assertThat(features.rowPointers()).containsExactly(0, 2);
  }

  @Test
  void mayBeEmptyInEveryDirection() {
    SparseFeatures none = SparseFeatures.copyOf(3, new long[1], new int[0], new double[0]);
    assertThat(none.rows()).isZero();
    assertThat(none.columns()).isEqualTo(3);
    assertThat(none.rowPointers()).containsExactly(0);
    SparseFeatures narrow = SparseFeatures.copyOf(0, new long[3], new int[0], new double[0]);
    assertThat(narrow.rows()).isEqualTo(2);
    assertThat(narrow.rowSquaredNorm(1)).isZero();
    assertThat(narrow.selectRows(new int[] {1, 1, 0}).rows()).isEqualTo(3);
  }

  private static void assertRefused(
      String message, int columns, long[] pointers, int[] columnOf, double... values) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SparseFeatures.copyOf(columns, pointers, columnOf, values))
        .withMessage(message);
  }

  @Test
  void refusesRowPointersThatDoNotFit() {
    assertRefused("row pointers must begin with 0", 1, new long[0], new int[0]);
    assertRefused("row pointers must begin with 0", 1, new long[] {1, 1}, new int[] {0}, 1);
    assertRefused(
        "the last row pointer is 2, but there are 1 columns and 1 values",
        1,
        new long[] {0, 2},
        new int[] {0},
        1);
    assertRefused(
        "the last row pointer is 1, but there are 1 columns and 2 values",
        1,
        new long[] {0, 1},
        new int[] {0},
        1,
        2);
    assertRefused(
        "the last row pointer is 1, but there are 2 columns and 1 values",
        2,
        new long[] {0, 1},
        new int[] {0, 1},
        1);
    assertRefused(
        "row 1: the row pointers go from 2 to 1",
        2,
        new long[] {0, 2, 1, 2},
        new int[] {0, 1},
        1,
        2);
    assertRefused(
        "row 0: the row pointers go from 0 to 3", 2, new long[] {0, 3, 2}, new int[] {0, 1}, 1, 2);
    assertRefused("the width is -1", -1, new long[1], new int[0]);
  }

  @Test
  void refusesColumnsOutOfRangeOrOrder() {
    long[] pointers = {0, 0, 2};
    assertRefused("row 1: column 2 is outside a width of 2", 2, pointers, new int[] {0, 2}, 1, 2);
    assertRefused("row 1: column -1 is outside a width of 2", 2, pointers, new int[] {-1, 0}, 1, 2);
    assertRefused(
        "row 1: column 1 follows column 1, columns must ascend",
        2,
        pointers,
        new int[] {1, 1},
        1,
        2);
    assertRefused(
        "row 1: column 0 follows column 1, columns must ascend",
        2,
        pointers,
        new int[] {1, 0},
        1,
        2);
  }

  @Test
  void refusesValuesThatAreNotFinite() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1 / 0.0}) {
      assertRefused(
          "row 1, column 2: " + bad + " is not a finite value",
          3,
          new long[] {0, 1, 2},
          new int[] {0, 2},
          1,
          bad);
      float[] floats = {1, (float) bad};
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> SparseFeatures.copyOf(3, new long[] {0, 1, 2}, new int[] {0, 2}, floats))
          .withMessage("row 1, column 2: " + bad + " is not a finite value");
    }
    SparseFeatures.Builder floats = new SparseFeatures.Builder(1, true, 9);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> floats.add(0, 1e300))
        .withMessage("row 0, column 0: 1.0E300 is not a finite value");
  }

  @Test
  void refusesRowNumbersOutOfRange() {
    SparseFeatures features = sample();
    for (int row : new int[] {-1, 3}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> features.rowSquaredNorm(row));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> features.forEachEntry(row, (column, value) -> {}));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> features.selectRows(new int[] {0, row}));
    }
  }

  @Test
  void selectsRowsInTheOrderAsked() {
    SparseFeatures selected = sample().selectRows(new int[] {2, 0, 1, 2});
    assertThat(entries(selected))
        .isEqualTo("0:0=3.0 0:1=4.0 0:2=-0.0 1:0=1.0 1:3=-2.0 3:0=3.0 3:1=4.0 3:2=-0.0");
    assertThat(selected.columns()).isEqualTo(4);
    assertThat(sample().selectRows(new int[0]).rows()).isZero();
    SparseFeatures floats =
        SparseFeatures.copyOf(2, new long[] {0, 1, 2}, new int[] {0, 1}, new float[] {1, 2});
    assertThat(floats.selectRows(new int[] {1}).holdsFloats()).isTrue();
  }

  @Test
  void rowsFallIntoBlocksWhole() {
    for (boolean asFloats : new boolean[] {false, true}) {
      SparseFeatures.Builder builder = new SparseFeatures.Builder(5, asFloats, 4);
      int[] sizes = {0, 3, 1, 2, 0, 3, 4, 0, 1};
      StringBuilder expected = new StringBuilder();
      for (int row = 0; row < sizes.length; row++) {
        assertThat(builder.rows()).isEqualTo(row);
        for (int j = 0; j < sizes[row]; j++) {
          builder.add(j, row + 0.5 * j);
          expected.append(row + ":" + j + "=" + (row + 0.5 * j) + " ");
        }
        builder.endRow();
      }
      SparseFeatures features = builder.build();
      assertThat(entries(features)).isEqualTo(expected.toString().strip());
      assertThat(features.rowPointers()).containsExactly(0, 0, 3, 4, 6, 6, 9, 13, 13, 14);
      assertThat(features.storedEntries()).isEqualTo(14);
      assertThat(features.blocks())
          .extracting(SparseFeatures.Block::firstRow)
          .containsExactly(0, 3, 5, 6, 8);
      assertThat(features.blocks())
          .extracting(SparseFeatures.Block::rows)
          .containsExactly(3, 2, 1, 2, 1);
      assertThat(features.blocks())
          .extracting(SparseFeatures.Block::entries)
          .containsExactly(4, 2, 3, 4, 1);
      assertThat(features.blocks().get(3).rowOffsets()).containsExactly(0, 4, 4);
    }
  }

  @Test
  void refusesBlocksOfNothing() {
    for (int limit : new int[] {0, -1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new SparseFeatures.Builder(9, false, limit))
          .withMessage("blocks of at most %d entries", limit);
    }
  }

  @Test
  void refusesARowLongerThanABlock() {
    SparseFeatures.Builder builder = new SparseFeatures.Builder(9, false, 2);
    builder.add(0, 1);
    builder.endRow();
    builder.add(0, 1);
    builder.add(1, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.add(2, 1))
        .withMessage("row 1 has more than 2 entries");
  }

  @Test
  void growsBeyondItsFirstArrays() {
    SparseFeatures.Builder builder = new SparseFeatures.Builder(3);
    int rows = 5000;
    for (int row = 0; row < rows; row++) {
      builder.add(row % 3, row);
      builder.endRow();
    }
    SparseFeatures features = builder.build();
    assertThat(features.storedEntries()).isEqualTo(rows);
    assertThat(features.rowSquaredNorm(4999)).isEqualTo(4999.0 * 4999);
    assertThat(features.blocks()).hasSize(1);
  }

  @Test
  void isNarrowedToAWidthKnownAtTheEnd() {
    SparseFeatures.Builder builder = new SparseFeatures.Builder(100);
    builder.add(2, 1);
    assertThatIllegalStateException().isThrownBy(builder::build).withMessage("row 0 was not ended");
    builder.endRow();
    String message = "the width is %d, it must be at least 3 and at most 100";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.build(2))
        .withMessage(message.formatted(2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.build(101))
        .withMessage(message.formatted(101));
    assertThat(builder.build(3).columns()).isEqualTo(3);
  }
}
