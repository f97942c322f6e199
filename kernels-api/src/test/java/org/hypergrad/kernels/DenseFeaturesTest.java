package org.hypergrad.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Dense features: what is refused, what is kept, and how rows fall into blocks. */
class DenseFeaturesTest {

  private static final double[][] MATRIX = {{1, -2, 0}, {0, 3, 4}, {5, 0, 0}, {7, 8, 9}, {6, 6, 6}};
  private static final String ENTRIES =
      "0:0=1.0 0:1=-2.0 0:2=0.0 1:0=0.0 1:1=3.0 1:2=4.0 2:0=5.0 2:1=0.0 2:2=0.0"
          + " 3:0=7.0 3:1=8.0 3:2=9.0 4:0=6.0 4:1=6.0 4:2=6.0";

  private static List<DenseFeatures> inEveryWay() {
    float[] floats = {1, -2, 0, 0, 3, 4, 5, 0, 0, 7, 8, 9, 6, 6, 6};
    return List.of(
        DenseFeatures.copyOf(MATRIX),
        DenseFeatures.copyOf(5, 3, floats),
        DenseFeatures.copyOf(MATRIX, 3, 2));
  }

  @Test
  void refusesBlocksThatAreNone() {
    for (int[] bad : new int[][] {{3, 0}, {3, -1}, {-1, 2}}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> DenseFeatures.copyOf(MATRIX, bad[0], bad[1]))
          .withMessage("blocks of %d rows of %d columns", bad[1], bad[0]);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DenseFeatures.copyOf(MATRIX, Integer.MAX_VALUE, 2))
        .withMessage("blocks of 2 rows of 2147483647 columns");
    assertThat(DenseFeatures.copyOf(MATRIX, 3, Integer.MAX_VALUE).doubleBlocks())
        .hasNumberOfRows(1);
  }

  @Test
  void keepsWhatItWasGiven() {
    DenseFeatures features = DenseFeatures.copyOf(MATRIX);
    assertThat(features.rows()).isEqualTo(5);
    assertThat(features.columns()).isEqualTo(3);
    assertThat(features.storedEntries()).isEqualTo(15);
    assertThat(features.holdsFloats()).isFalse();
    assertThat(features.floatBlocks()).isNull();
    assertThat(SparseFeaturesTest.entries(features)).isEqualTo(ENTRIES);
    assertThat(features.rowSquaredNorm(1)).isEqualTo(25);
    for (Features stored : inEveryWay()) {
      assertThat(SparseFeaturesTest.entries(stored)).isEqualTo(ENTRIES);
      assertThat(stored.rowSquaredNorm(4)).isEqualTo(108);
    }
  }

  @Test
  void holdsFloatsAsFloats() {
    DenseFeatures features = DenseFeatures.copyOf(1, 2, new float[] {0.1f, 2});
    assertThat(features.holdsFloats()).isTrue();
    assertThat(features.doubleBlocks()).isNull();
    assertThat(features.floatBlocks()).isDeepEqualTo(new float[][] {{0.1f, 2}});
    assertThat(features.rowSquaredNorm(0)).isEqualTo((double) 0.1f * 0.1f + 4);
  }

  @Test
  void rowsFallIntoBlocks() {
    DenseFeatures features = DenseFeatures.copyOf(MATRIX, 3, 2);
    assertThat(features.rowsPerBlock()).isEqualTo(2);
    assertThat(features.doubleBlocks())
        .isDeepEqualTo(new double[][] {{1, -2, 0, 0, 3, 4}, {5, 0, 0, 7, 8, 9}, {6, 6, 6}});
  }

  @Test
  void theCallersArraysMayChangeAfterwards() {
    double[][] matrix = {{1, 2}};
    double[] values = {1, 2};
    float[] floats = {1, 2};
    DenseFeatures ofRows = DenseFeatures.copyOf(matrix);
    DenseFeatures ofValues = DenseFeatures.copyOf(1, 2, values);
    DenseFeatures ofFloats = DenseFeatures.copyOf(1, 2, floats);
    matrix[0][0] = 9;
    values[0] = 9;
    floats[0] = 9;
    for (DenseFeatures features : new DenseFeatures[] {ofRows, ofValues, ofFloats}) {
      assertThat(SparseFeaturesTest.entries(features)).isEqualTo("0:0=1.0 0:1=2.0");
    }
  }

  /** The number of blocks was once computed with an overflow at this width. */
  @Test
  void oneColumnMayHaveManyRows() {
    double[][] tall = new double[100][1];
    for (int i = 0; i < tall.length; i++) {
      tall[i][0] = i;
    }
    DenseFeatures features = DenseFeatures.copyOf(tall);
    assertThat(features.rowSquaredNorm(99)).isEqualTo(99 * 99);
    int[] backwards = new int[100];
    for (int i = 0; i < backwards.length; i++) {
      backwards[i] = 99 - i;
    }
    assertThat(features.selectRows(backwards).rowSquaredNorm(0)).isEqualTo(99 * 99);
    assertThat(DenseFeatures.copyOf(new double[100][0]).rows()).isEqualTo(100);
  }

  @Test
  void mayBeEmptyInEveryDirection() {
    assertThat(DenseFeatures.copyOf(new double[0][]).rows()).isZero();
    assertThat(DenseFeatures.copyOf(0, 3, new double[0]).columns()).isEqualTo(3);
    DenseFeatures narrow = DenseFeatures.copyOf(4, 0, new float[0]);
    assertThat(narrow.rows()).isEqualTo(4);
    assertThat(narrow.rowSquaredNorm(3)).isZero();
    assertThat(narrow.selectRows(new int[] {3, 3}).rows()).isEqualTo(2);
  }

  @Test
  void refusesLengthsThatDoNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DenseFeatures.copyOf(2, 3, new double[5]))
        .withMessage("2 rows of 3 columns need 6 values, there are 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DenseFeatures.copyOf(2, 3, new float[7]))
        .withMessage("2 rows of 3 columns need 6 values, there are 7");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DenseFeatures.copyOf(1 << 16, 1 << 16, new double[0]))
        .withMessage("65536 rows of 65536 columns need 4294967296 values, there are 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DenseFeatures.copyOf(-1, -1, new double[1]))
        .withMessage("-1 rows of -1 columns need 1 values, there are 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DenseFeatures.copyOf(new double[][] {{1, 2}, {1}}))
        .withMessage("row 1 has 1 columns, 2 are expected");
  }

  @Test
  void refusesValuesThatAreNotFinite() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1 / 0.0}) {
      String message = "row 1, column 0: " + bad + " is not a finite value";
      assertThatIllegalArgumentException()
          .isThrownBy(() -> DenseFeatures.copyOf(2, 2, new double[] {1, 2, bad, 3}))
          .withMessage(message);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> DenseFeatures.copyOf(2, 2, new float[] {1, 2, (float) bad, 3}))
          .withMessage(message);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> DenseFeatures.copyOf(new double[][] {{1, 2}, {bad, 3}}))
          .withMessage(message);
    }
  }

  @Test
  void refusesRowNumbersOutOfRange() {
    for (DenseFeatures features :
        new DenseFeatures[] {
          DenseFeatures.copyOf(MATRIX), DenseFeatures.copyOf(5, 0, new double[0])
        }) {
      for (int row : new int[] {-1, 5}) {
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
            .isThrownBy(() -> features.rowSquaredNorm(row));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
            .isThrownBy(() -> features.forEachEntry(row, (column, value) -> {}));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
            .isThrownBy(() -> features.selectRows(new int[] {0, row}));
      }
    }
  }

  @Test
  void selectsRowsInTheOrderAsked() {
    for (DenseFeatures features : inEveryWay()) {
      DenseFeatures selected = features.selectRows(new int[] {4, 0, 4});
      assertThat(SparseFeaturesTest.entries(selected))
          .isEqualTo("0:0=6.0 0:1=6.0 0:2=6.0 1:0=1.0 1:1=-2.0 1:2=0.0 2:0=6.0 2:1=6.0 2:2=6.0");
      assertThat(selected.holdsFloats()).isEqualTo(features.holdsFloats());
      DenseFeatures none = features.selectRows(new int[0]);
      assertThat(none.rows()).isZero();
      assertThat(none.columns()).isEqualTo(3);
    }
  }
}
