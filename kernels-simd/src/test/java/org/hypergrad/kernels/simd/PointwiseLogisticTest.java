package org.hypergrad.kernels.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Against StrictMath, which is within one ulp of the exact values. */
class PointwiseLogisticTest {

  private static final double ULP = Math.ulp(1.0);

  /** Margins over the whole range, the ends of the ranges of reduction, and the special values. */
  private static double[] margins() {
    SplittableRandom random = new SplittableRandom(7);
    DoubleStream everywhere = random.doubles(20_000).map(u -> (u - 0.5) * 1600);
    DoubleStream usual = random.doubles(20_000).map(u -> (u - 0.5) * 40);
    DoubleStream tiny = random.doubles(2_000).map(u -> (u - 0.5) * 1e-8);
    DoubleStream special =
        DoubleStream.of(
            0, -0.0, Double.MIN_VALUE, 18, -18, 37, -37, 707.9, -708, 708.1, 750, -750, 1e300);
    return DoubleStream.concat(
            DoubleStream.concat(everywhere, usual), DoubleStream.concat(tiny, special))
        .toArray();
  }

  @Test
  void residualAndCurvatureAreWithinAFewUlp() {
    double[] margins = margins();
    for (double y : new double[] {1, -1}) {
      double[] residuals = new double[Lanes.padded(margins.length)];
      double[] curvatures = new double[residuals.length];
      PointwiseLogistic.residualAndCurvature(
          margins.length, filled(y, residuals.length), padded(margins), residuals, curvatures);
      for (int k = 0; k < margins.length; k++) {
        double e = StrictMath.exp(-Math.abs(margins[k]));
        double residual = -y * (y * margins[k] >= 0 ? e : 1) / (1 + e);
        double curvature = e / ((1 + e) * (1 + e));
        // exp 2 ulp here and 1 in StrictMath, then at most four roundings on either side; below the
        // least argument of exp the result is zero, an absolute error of at most e^−708
        assertThat(residuals[k]).isCloseTo(residual, within(11, residual));
        assertThat(curvatures[k]).isCloseTo(curvature, within(11, curvature));
      }
    }
  }

  @Test
  void lossIsWithinAFewUlp() {
    double[] margins = margins();
    for (double y : new double[] {1, -1}) {
      double[] losses = new double[Lanes.padded(margins.length)];
      double[] residuals = new double[losses.length];
      PointwiseLogistic.lossAndResidual(
          margins.length, filled(y, losses.length), padded(margins), losses, residuals);
      for (int k = 0; k < margins.length; k++) {
        double signed = y * margins[k];
        double exact = Math.max(-signed, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(signed)));
        assertThat(losses[k]).as("margin %s", margins[k]).isCloseTo(exact, within(8, exact));
      }
    }
  }

  private static org.assertj.core.data.Offset<Double> within(int ulps, double value) {
    return org.assertj.core.data.Offset.offset(ulps * ULP * Math.abs(value) + 4e-308);
  }

  @Test
  void infinitiesGiveTheLimitsAndNaNGivesNaN() {
    double[] margins = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN};
    double[] first = new double[Lanes.padded(3)];
    double[] second = new double[Lanes.padded(3)];
    PointwiseLogistic.residualAndCurvature(
        3, filled(1, first.length), padded(margins), first, second);
    assertThat(first[0]).isZero();
    assertThat(first[1]).isEqualTo(-1);
    assertThat(first[2]).isNaN();
    assertThat(second[0]).isZero();
    assertThat(second[1]).isZero();
    assertThat(second[2]).isNaN();
    PointwiseLogistic.lossAndResidual(3, filled(1, first.length), padded(margins), first, second);
    assertThat(first[0]).isZero();
    assertThat(first[1]).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(first[2]).isNaN();
  }

  private static double[] filled(double value, int length) {
    return DoubleStream.generate(() -> value).limit(length).toArray();
  }

  private static double[] padded(double[] values) {
    return java.util.Arrays.copyOf(values, Lanes.padded(values.length));
  }
}
