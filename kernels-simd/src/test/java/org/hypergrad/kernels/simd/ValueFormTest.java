package org.hypergrad.kernels.simd;

import static org.assertj.core.api.Assertions.assertThat;

import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.SparseFeatures;
import org.junit.jupiter.api.Test;

/** What values are held as, and that nothing is lost by it. */
class ValueFormTest {

  private static SparseFeatures rows(double[]... rows) {
    SparseFeatures.Builder builder = new SparseFeatures.Builder(8);
    for (double[] row : rows) {
      for (int j = 0; j < row.length; j++) {
        builder.add(j, row[j]);
      }
      builder.endRow();
    }
    return builder.build();
  }

  private static ValueForm form(double... values) {
    return ValueForm.ofDense(DenseFeatures.copyOf(1, values.length, values));
  }

  @Test
  void equalEntriesOfARowAreOneNumber() {
    assertThat(ValueForm.ofSparse(rows(new double[] {0.1, 0.1}, new double[] {}, new double[] {7})))
        .isEqualTo(new ValueForm(ValueForm.Kind.ROW_CONSTANT, 1));
    assertThat(ValueForm.ofSparse(rows(new double[] {1, 1}, new double[] {1, 2})).kind())
        .isEqualTo(ValueForm.Kind.FLOATS);
  }

  @Test
  void valuesThatAreFloatsAreHeldAsFloats() {
    assertThat(form(0.5, -3, 1e30f, -0.0)).isEqualTo(new ValueForm(ValueForm.Kind.FLOATS, 1));
    assertThat(form(0.5, 1 / 3.0)).isEqualTo(new ValueForm(ValueForm.Kind.DOUBLES, 1));
  }

  @Test
  void decimalsAreHeldAsWholeNumbersOfUnits() {
    ValueForm form = form(0.1, -12.25, 3, 0.999999);
    assertThat(form).isEqualTo(new ValueForm(ValueForm.Kind.FLOATS, 1e-6));
    assertThat(form.inUnits(0.1)).isEqualTo(100_000f);
    assertThat(form.inUnits(-12.25)).isEqualTo(-12_250_000f);
    assertThat(form.inUnits(0.999999)).isEqualTo(999_999f);
  }

  @Test
  void decimalsWithMoreDigitsThanAFloatHoldsStayDoubles() {
    assertThat(form(0.1, 16.777216)).isEqualTo(new ValueForm(ValueForm.Kind.FLOATS, 1e-6));
    assertThat(form(0.1, 16.777217).kind()).isEqualTo(ValueForm.Kind.DOUBLES);
    assertThat(form(0.1, 1e300).kind()).isEqualTo(ValueForm.Kind.DOUBLES);
    assertThat(form(0.123456789).kind()).isEqualTo(ValueForm.Kind.DOUBLES);
    assertThat(form(Double.MIN_VALUE, 0.1).kind()).isEqualTo(ValueForm.Kind.DOUBLES);
  }

  @Test
  void everyDecimalOfSixDigitsComesBack() {
    ValueForm form = new ValueForm(ValueForm.Kind.FLOATS, 1e-6);
    int wrong = 0;
    for (int k = 0; k <= 1_000_000; k++) {
      wrong += form.inUnits(k / 1e6) == k ? 0 : 1;
    }
    assertThat(wrong).isZero();
  }
}
