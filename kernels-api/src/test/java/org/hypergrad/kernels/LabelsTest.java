package org.hypergrad.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Labels, label maps and datasets. */
class LabelsTest {

  private static int[] classes(Labels labels) {
    return IntStream.range(0, labels.rows()).map(labels::classOf).toArray();
  }

  @Test
  void numbersClassesInAscendingOrderOfValues() {
    Labels labels = Labels.of(7, -1, 7, 2.5);
    assertThat(labels.map()).containsExactly(-1, 2.5, 7);
    assertThat(classes(labels)).containsExactly(2, 0, 2, 1);
    assertThat(labels.classes()).isEqualTo(3);
    assertThat(labels.value(1)).isEqualTo(2.5);
  }

  @Test
  void classOneIsPositive() {
    Labels labels = Labels.of(2, 1, 2);
    assertThat(labels.sign(0)).isEqualTo(1);
    assertThat(labels.sign(1)).isEqualTo(-1);
    assertThat(labels.sign(2)).isEqualTo(1);
  }

  @Test
  void minusZeroIsTheLabelZero() {
    Labels labels = Labels.of(-0.0, 1, 0.0);
    assertThat(labels.map()).containsExactly(0.0, 1);
    assertThat(classes(labels)).containsExactly(0, 1, 0);
    Labels underMap = Labels.of(new double[] {-0.0, 0.0, 1}, new double[] {-0.0, 1});
    assertThat(classes(underMap)).containsExactly(0, 0, 1);
    assertThat(underMap.map()).containsExactly(0.0, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Labels.of(new double[] {0}, new double[] {-0.0, 0.0}))
        .withMessage("the label map must be finite and ascending: [0.0, 0.0]");
  }

  @Test
  void aMapMakesClassesMeanTheSameInEveryPart() {
    Labels part = Labels.of(new double[] {3, 3}, new double[] {1, 2, 3});
    assertThat(classes(part)).containsExactly(2, 2);
    assertThat(part.classes()).isEqualTo(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Labels.of(new double[] {1, 4}, new double[] {1, 2, 3}))
        .withMessage("row 1: label 4.0 is not one of [1.0, 2.0, 3.0]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Labels.of(new double[] {Double.NaN}, new double[] {1, 2}))
        .withMessage("row 0: label NaN is not one of [1.0, 2.0]");
  }

  @Test
  void refusesMapsThatAreNotFiniteAndAscending() {
    for (String map : new String[] {"2.0, 1.0", "1.0, 1.0", "1.0, NaN", "NaN", "-Infinity, 0.0"}) {
      double[] values =
          Arrays.stream(map.split(", ", -1)).mapToDouble(Double::parseDouble).toArray();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Labels.of(new double[0], values))
          .withMessage("the label map must be finite and ascending: [" + map + "]");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Labels.of(1, Double.NaN))
        .withMessage("the label map must be finite and ascending: [1.0, NaN]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Labels.of(1, Double.POSITIVE_INFINITY))
        .withMessage("the label map must be finite and ascending: [1.0, Infinity]");
  }

  @Test
  void theCallersArraysMayChangeAfterwards() {
    double[] values = {1, 2};
    double[] map = {1, 2};
    Labels labels = Labels.of(values, map);
    values[0] = 2;
    map[0] = 0;
    labels.map()[1] = 9;
    assertThat(classes(labels)).containsExactly(0, 1);
    assertThat(labels.map()).containsExactly(1, 2);
  }

  @Test
  void selectsRowsUnderTheSameMap() {
    Labels labels = Labels.of(5, 6, 7).selectRows(new int[] {2, 2, 0});
    assertThat(classes(labels)).containsExactly(2, 2, 0);
    assertThat(labels.map()).containsExactly(5, 6, 7);
    assertThat(labels.selectRows(new int[0]).rows()).isZero();
    for (int row : new int[] {-1, 3}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> labels.selectRows(new int[] {row}));
    }
  }

  @Test
  void aDatasetHasALabelForEveryRow() {
    Features features = DenseFeatures.copyOf(new double[][] {{1, 0}, {2, 3}, {4, 5}});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Dataset(features, Labels.of(1, 2)))
        .withMessage("3 rows of features, 2 labels");
    Dataset data = new Dataset(features, Labels.of(0, 1, 1));
    assertThat(data.rows()).isEqualTo(3);
    assertThat(data.columns()).isEqualTo(2);
    Dataset selected = data.selectRows(new int[] {2, 0});
    assertThat(SparseFeaturesTest.entries(selected.features()))
        .isEqualTo("0:0=4.0 0:1=5.0 1:0=1.0 1:1=0.0");
    assertThat(classes(selected.labels())).containsExactly(1, 0);
  }

  @Test
  void aShapeSaysWhatBackendsAskFor() {
    Dataset dense =
        new Dataset(DenseFeatures.copyOf(new double[][] {{1, 0}, {2, 3}}), Labels.of(0, 1));
    assertThat(Shape.of(dense)).isEqualTo(new Shape(2, 2, 4, false, 2));
    SparseFeatures features =
        SparseFeatures.copyOf(9, new long[] {0, 1}, new int[] {8}, new double[] {1});
    assertThat(Shape.of(new Dataset(features, Labels.of(4))))
        .isEqualTo(new Shape(1, 9, 1, true, 1));
  }
}
