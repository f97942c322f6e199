package org.hypergrad.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.SparseFeatures;
import org.junit.jupiter.api.Test;

class StandardizationTest {

  private static double[][] matrix(Features features) {
    double[][] matrix = new double[features.rows()][features.columns()];
    for (int row = 0; row < matrix.length; row++) {
      double[] target = matrix[row];
      features.forEachEntry(row, (column, value) -> target[column] = value);
    }
    return matrix;
  }

  private static SparseFeatures sparse(double[][] matrix) {
    SparseFeatures.Builder builder = new SparseFeatures.Builder(matrix[0].length);
    for (double[] row : matrix) {
      for (int j = 0; j < row.length; j++) {
        if (row[j] != 0) {
          builder.add(j, row[j]);
        }
      }
      builder.endRow();
    }
    return builder.build();
  }

  private static double[][] column(double... values) {
    double[][] matrix = new double[values.length][1];
    for (int i = 0; i < values.length; i++) {
      matrix[i][0] = values[i];
    }
    return matrix;
  }

  /** Mean and standard deviation in 60 digits. */
  private static double[] exactly(double[][] matrix, int column) {
    MathContext digits = new MathContext(60);
    BigDecimal n = BigDecimal.valueOf(matrix.length);
    BigDecimal sum = BigDecimal.ZERO;
    for (double[] row : matrix) {
      sum = sum.add(new BigDecimal(row[column]));
    }
    BigDecimal mean = sum.divide(n, digits);
    BigDecimal squares = BigDecimal.ZERO;
    for (double[] row : matrix) {
      squares = squares.add(new BigDecimal(row[column]).subtract(mean).pow(2));
    }
    return new double[] {mean.doubleValue(), squares.divide(n, digits).sqrt(digits).doubleValue()};
  }

  private static double[][] random(int rows, double... offsets) {
    SplittableRandom random = new SplittableRandom(3);
    double[][] matrix = new double[rows][offsets.length];
    for (double[] row : matrix) {
      for (int j = 0; j < row.length; j++) {
        row[j] = random.nextInt(3) == 0 ? 0 : offsets[j] + random.nextGaussian();
      }
    }
    return matrix;
  }

  @Test
  void meanAndDeviationAreExactNearlyToTheLastDigit() {
    double[][] matrix = random(1000, 0, 1, -7, 1e4);
    for (double[] row : matrix) {
      row[3] = 1e8 + row[0]; // the mean is a hundred million deviations away from 0
    }
    for (Features features : new Features[] {DenseFeatures.copyOf(matrix), sparse(matrix)}) {
      Standardization fitted = Standardization.fitCentred(features);
      for (int j = 0; j < 4; j++) {
        double[] exact = exactly(matrix, j);
        // a sum of n terms of [0, 1], times the range, which is below 10 deviations
        double bound = matrix.length * Math.ulp(1.0) * 10 * exact[1];
        assertThat(fitted.shift()[j]).isCloseTo(exact[0], within(bound + Math.ulp(exact[0])));
        assertThat(fitted.scale()[j]).isCloseTo(exact[1], within(bound));
      }
    }
  }

  @Test
  void denseFeaturesAreCentredAndScaled() {
    Features result = apply(DenseFeatures.copyOf(random(500, 3, -200)));
    assertThat(result).isInstanceOf(DenseFeatures.class);
    for (int j = 0; j < 2; j++) {
      double[] exact = exactly(matrix(result), j);
      assertThat(exact[0]).isCloseTo(0, within(1e-14));
      assertThat(exact[1]).isCloseTo(1, within(1e-13));
    }
  }

  private static Features apply(Features features) {
    return Standardization.fit(features).apply(features);
  }

  @Test
  void sparseFeaturesAreOnlyScaled() {
    SparseFeatures features = sparse(random(500, 3, -200));
    Standardization fitted = Standardization.fit(features);
    assertThat(fitted.shift()).containsOnly(0);
    Features result = fitted.apply(features);
    assertThat(result).isInstanceOf(SparseFeatures.class);
    assertThat(result.storedEntries()).isEqualTo(features.storedEntries());
    double[][] before = matrix(features);
    double[][] after = matrix(result);
    for (int i = 0; i < before.length; i++) {
      for (int j = 0; j < 2; j++) {
        assertThat(after[i][j]).isEqualTo(before[i][j] / fitted.scale()[j]);
      }
    }
    assertThat(exactly(after, 0)[1]).isCloseTo(1, within(1e-13));
  }

  @Test
  void sparseFeaturesBecomeDenseWhereCentringIsAskedFor() {
    double[][] matrix = random(200, 3, -200);
    Standardization fitted = Standardization.fitCentred(sparse(matrix));
    Features result = fitted.apply(sparse(matrix));
    assertThat(result).isInstanceOf(DenseFeatures.class);
    assertThat(matrix(result)).isDeepEqualTo(matrix(fitted.apply(DenseFeatures.copyOf(matrix))));
    assertThat(exactly(matrix(result), 1)[0]).isCloseTo(0, within(1e-14));
  }

  /** As of images: held as floats, with pixels that are never set. */
  @Test
  void floatsBecomeDoublesAndConstantColumnsZero() {
    float[] pixels = {0, 255, 7, 0, 0, 7, 0, 51, 7};
    DenseFeatures images = DenseFeatures.copyOf(3, 3, pixels);
    Standardization fitted = Standardization.fit(images);
    assertThat(fitted.constantColumns()).isEqualTo(2);
    assertThat(fitted.centres()).isTrue();
    DenseFeatures result = (DenseFeatures) fitted.apply(images);
    assertThat(result.holdsFloats()).isFalse();
    double[] exact = exactly(column(255, 0, 51), 0);
    double[][] expected = {
      {0, (255 - exact[0]) / exact[1], 0}, {0, -exact[0] / exact[1], 0}, {0, -51 / exact[1], 0}
    };
    assertThat(exact[0]).isEqualTo(102);
    for (int i = 0; i < 3; i++) {
      assertThat(matrix(result)[i]).containsExactly(expected[i], within(4 * Math.ulp(2.0)));
    }
  }

  @Test
  void whatIsSaidAboutAFit() {
    double[][] constant = {{0, 3, 1}, {0, 3, 2}};
    assertThat(Standardization.fit(sparse(constant)).constantColumns()).isEqualTo(2);
    assertThat(Standardization.fit(sparse(constant)).centres()).isFalse();
    Standardization centred = Standardization.fitCentred(sparse(constant));
    assertThat(centred.constantColumns()).isEqualTo(2);
    assertThat(centred.centres()).isTrue();
    Standardization rebuilt = Standardization.of(centred.shift(), centred.scale());
    assertThat(rebuilt.constantColumns()).isZero();
    assertThat(rebuilt.centres()).isTrue();
  }

  @Test
  void columnsWithoutSpreadKeepTheirScale() {
    double[][] constant = {{0.1, 0, 1e8 + 0.1}, {0.1, 0, 1e8 + 0.1}, {0.1, 0, 1e8 + 0.1}};
    for (Features features : new Features[] {DenseFeatures.copyOf(constant), sparse(constant)}) {
      Standardization fitted = Standardization.fitCentred(features);
      assertThat(fitted.scale()).containsOnly(1);
      assertThat(fitted.shift()).containsExactly(0.1, 0, 1e8 + 0.1);
      assertThat(matrix(fitted.apply(features))).isDeepEqualTo(new double[3][3]);
    }
    Features single = DenseFeatures.copyOf(new double[][] {{4, -7}});
    assertThat(Standardization.fit(single).scale()).containsExactly(1, 1);
    assertThat(matrix(apply(sparse(constant)))).isDeepEqualTo(constant);
  }

  @Test
  void extremeColumnsNeitherOverflowNorVanish() {
    for (double unit : new double[] {1e-300, 1e300, Double.MIN_NORMAL}) {
      Features features = DenseFeatures.copyOf(column(unit, 3 * unit, unit, 3 * unit));
      Standardization fitted = Standardization.fit(features);
      assertThat(fitted.shift()[0]).isCloseTo(2 * unit, within(2 * Math.ulp(2 * unit)));
      assertThat(fitted.scale()[0]).isCloseTo(unit, within(2 * Math.ulp(unit)));
      double[][] result = matrix(fitted.apply(features));
      for (int i = 0; i < 4; i++) {
        assertThat(result[i][0]).isCloseTo(i % 2 == 0 ? -1 : 1, within(1e-15));
      }
    }
    double huge = Double.MAX_VALUE;
    assertThatThrownBy(() -> Standardization.fit(DenseFeatures.copyOf(column(-huge, huge))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "column 0 reaches from -1.7976931348623157E308 to 1.7976931348623157E308, "
                + "too far to standardise");
  }

  @Test
  void theSameIsDoneToOtherPartsAndAfterRebuilding() {
    Standardization fitted = Standardization.fit(DenseFeatures.copyOf(column(1, 3)));
    Standardization rebuilt = Standardization.of(fitted.shift(), fitted.scale());
    for (Standardization s : new Standardization[] {fitted, rebuilt}) {
      assertThat(matrix(s.apply(DenseFeatures.copyOf(column(5, 0))))).isDeepEqualTo(column(3, -2));
    }
  }

  @Test
  void nothingOfItCanBeChangedFromOutside() {
    double[] shift = {1};
    double[] scale = {2};
    Standardization made = Standardization.of(shift, scale);
    shift[0] = scale[0] = 9;
    made.shift()[0] = made.scale()[0] = 9;
    assertThat(made.shift()).containsExactly(1);
    assertThat(made.scale()).containsExactly(2);
  }

  @Test
  void wrongArgumentsAreRefused() {
    Standardization two = Standardization.of(new double[2], new double[] {1, 1});
    assertThatThrownBy(() -> two.apply(DenseFeatures.copyOf(column(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the features have 1 columns, the standardisation was fitted to 2");
    assertThatThrownBy(() -> Standardization.fit(new SparseFeatures.Builder(3).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there are no rows to take statistics of");
    assertThatThrownBy(() -> Standardization.of(new double[2], new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 shifts, but 3 scales");
    for (double[] bad : new double[][] {{0, 0}, {0, -1}, {0, Double.NaN}, {Double.NaN, 1}}) {
      assertThatThrownBy(
              () -> Standardization.of(new double[] {0, bad[0]}, new double[] {1, bad[1]}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("column 1: shift " + bad[0] + " and scale " + bad[1]);
    }
  }
}
