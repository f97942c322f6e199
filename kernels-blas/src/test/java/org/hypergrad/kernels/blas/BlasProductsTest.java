package org.hypergrad.kernels.blas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against plain loops, with a block in the middle of an array and guards behind the outputs. */
class BlasProductsTest {

  private static final double GUARD = 1234.5;
  private static final int BEFORE = 3;

  private final Random random = new Random(1);
  private BlasProducts products;

  @BeforeEach
  void assumeAvailable() {
    BlasHere.assumeAvailable();
    products = new BlasProducts(NativeBlas.get().calls());
  }

  private double[] normal(int length) {
    double[] values = new double[length];
    Arrays.setAll(values, k -> random.nextGaussian());
    return values;
  }

  /** Each term is rounded once, and each of at most n additions adds half a unit of the sum. */
  private static void assertClose(double actual, double expected, double sizes, int n) {
    assertThat(Math.abs(actual - expected)).isLessThanOrEqualTo((n + 2) * Math.ulp(sizes));
  }

  @ParameterizedTest
  @CsvSource({
    "0,8,1",
    "0,8,3",
    "1,1,1",
    "1,8,2",
    "2,3,3",
    "5,16,1",
    "5,16,2",
    "7,17,10",
    "13,5,24",
    "64,784,10",
    "64,784,20",
    "64,784,1",
    "31,129,7",
    "128,8,1",
    "512,16,2"
  })
  void multiply(int count, int stride, int outputs) {
    double[] values = normal(BEFORE + count * stride + 5);
    double[] z = normal(stride * outputs + 2);
    double[] out = new double[count * outputs + 1];
    Arrays.fill(out, Double.NaN);
    out[count * outputs] = GUARD;
    products.margins(values, BEFORE, stride, count, z, outputs, out);
    for (int k = 0; k < count; k++) {
      for (int c = 0; c < outputs; c++) {
        double sum = 0;
        double sizes = 0;
        for (int j = 0; j < stride; j++) {
          double term = values[BEFORE + k * stride + j] * z[c * stride + j];
          sum += term;
          sizes += Math.abs(term);
        }
        assertClose(out[k * outputs + c], sum, sizes, stride);
      }
    }
    assertThat(out[count * outputs]).isEqualTo(GUARD);
  }

  @ParameterizedTest
  @CsvSource({
    "0,8,1",
    "0,8,3",
    "1,1,1",
    "1,8,2",
    "2,3,3",
    "5,16,1",
    "5,16,2",
    "7,17,10",
    "13,5,24",
    "64,784,10",
    "64,784,20",
    "64,784,1",
    "31,129,7",
    "128,8,1",
    "512,16,2"
  })
  void accumulate(int count, int stride, int outputs) {
    double[] values = normal(BEFORE + count * stride + 5);
    double[] coefficients = normal(count * outputs + 2);
    double[] before = normal(stride * outputs + 1);
    before[stride * outputs] = GUARD;
    double[] sum = before.clone();
    products.accumulate(values, BEFORE, stride, count, coefficients, outputs, sum);
    for (int j = 0; j < stride; j++) {
      for (int c = 0; c < outputs; c++) {
        double expected = before[c * stride + j];
        double sizes = Math.abs(expected);
        for (int k = 0; k < count; k++) {
          double term = values[BEFORE + k * stride + j] * coefficients[k * outputs + c];
          expected += term;
          sizes += Math.abs(term);
        }
        assertClose(sum[c * stride + j], expected, sizes, count + 1);
      }
    }
    assertThat(sum[stride * outputs]).isEqualTo(GUARD);
  }

  /** Where a block lies in memory does not show in what comes out. */
  @ParameterizedTest
  @CsvSource({"64,784,10", "13,17,3", "9,16,1", "31,129,20"})
  void theSameBitsWhereverABlockLies(int count, int stride, int outputs) {
    double[] block = normal(count * stride);
    double[] z = normal(stride * outputs);
    double[] first = new double[count * outputs];
    double[] firstSum = new double[stride * outputs];
    products.margins(block, 0, stride, count, z, outputs, first);
    products.accumulate(block, 0, stride, count, first, outputs, firstSum);
    for (int start = 1; start < 20; start++) {
      double[] values = new double[start + block.length];
      System.arraycopy(block, 0, values, start, block.length);
      double[] out = new double[count * outputs + start];
      double[] sum = new double[stride * outputs + start];
      products.margins(values, start, stride, count, z.clone(), outputs, out);
      products.accumulate(values, start, stride, count, out, outputs, sum);
      assertThat(Arrays.copyOf(out, first.length)).isEqualTo(first);
      assertThat(Arrays.copyOf(sum, firstSum.length)).isEqualTo(firstSum);
    }
  }
}
