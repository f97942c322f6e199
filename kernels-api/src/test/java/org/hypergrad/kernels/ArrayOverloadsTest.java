package org.hypergrad.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.hypergrad.kernels.scalar.ScalarBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The overloads on arrays: the same bits as on vectors, on a host and on a device. */
class ArrayOverloadsTest {

  private static final SmallData SMALL = SmallData.of(9, 5);
  private static final Dataset DATA = SMALL.sparse();

  private static LogisticKernels open(boolean device) {
    return device
        ? new DeviceKernels(DATA)
        : new ScalarBackend().logistic(DATA, OpenOptions.defaults());
  }

  private static double[] garbage() {
    double[] out = new double[5];
    Arrays.fill(out, Double.NaN);
    return out;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void giveTheSameBitsAsVectors(boolean device) {
    double[] z = SMALL.z();
    double[] v = SMALL.v();
    Rows rows = Rows.range(2, 7);
    try (LogisticKernels kernels = open(device)) {
      Vectors vectors = kernels.vectors();
      Vec point = vectors.of(z);
      Vec direction = vectors.of(v);
      Vec expected = vectors.create(5);
      double[] out = garbage();

      double loss = kernels.lossAndGradient(Rows.all(), 1, point, expected);
      assertThat(kernels.loss(z)).isEqualTo(loss);
      assertThat(kernels.lossAndGradient(z, out)).isEqualTo(loss);
      assertThat(out).isEqualTo(vectors.toArray(expected));
      double[] gradient = garbage();
      kernels.gradient(z, gradient);
      assertThat(gradient).isEqualTo(vectors.toArray(expected));

      double partOfLoss = kernels.lossAndGradient(rows, 0.3, point, expected);
      assertThat(kernels.lossAndGradient(rows, 0.3, z, out)).isEqualTo(partOfLoss);
      assertThat(out).isEqualTo(vectors.toArray(expected));

      kernels.hessianVector(Rows.all(), 1, point, direction, expected);
      kernels.hessianVector(z, v, out);
      assertThat(out).isEqualTo(vectors.toArray(expected));
      kernels.hessianVector(rows, 0.3, point, direction, expected);
      kernels.hessianVector(rows, 0.3, z, v, out);
      assertThat(out).isEqualTo(vectors.toArray(expected));
      assertThat(z).isEqualTo(SMALL.z());
      assertThat(v).isEqualTo(SMALL.v());
    }
  }

  /** The view that is kept from call to call must not be mistaken for another array. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void seeWhatIsInTheArraysNow(boolean device) {
    try (LogisticKernels kernels = open(device)) {
      double[] z = SMALL.z().clone();
      double atZ = kernels.loss(z);
      double[] equalButOther = z.clone();
      z[0] += 1;
      double afterChange = kernels.loss(z);
      assertThat(afterChange).isNotEqualTo(atZ);
      assertThat(kernels.loss(equalButOther)).isEqualTo(atZ);
      double[] first = garbage();
      double[] second = garbage();
      kernels.gradient(z, first);
      kernels.gradient(equalButOther, second);
      assertThat(first).isNotEqualTo(second).doesNotContain(Double.NaN);
    }
  }

  /** A device's memory is not what Java clears up after: three vectors do for all calls. */
  @Test
  void makeNoVectorForEveryCall() {
    try (DeviceKernels kernels = new DeviceKernels(DATA)) {
      double[] out = garbage();
      for (int k = 0; k < 5; k++) {
        kernels.lossAndGradient(SMALL.z().clone(), out);
        kernels.hessianVector(SMALL.z().clone(), SMALL.v().clone(), out.clone());
      }
      assertThat(kernels.vectorsMade()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void refuseArraysOfAnotherLength(boolean device) {
    double[] right = new double[5];
    double[] wrong = new double[6];
    String message = "a vector of length 6 where 5 is needed";
    try (LogisticKernels kernels = open(device)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> kernels.loss(wrong))
          .withMessage(message);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> kernels.gradient(wrong, right))
          .withMessage(message);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> kernels.lossAndGradient(right, wrong))
          .withMessage(message);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> kernels.hessianVector(right, wrong, right.clone()))
          .withMessage(message);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void refuseAnOutputThatIsAnInput(boolean device) {
    double[] z = new double[5];
    double[] v = new double[5];
    String message = "an output vector is also an input";
    try (LogisticKernels kernels = open(device)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> kernels.gradient(z, z))
          .withMessage(message);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> kernels.lossAndGradient(z, z))
          .withMessage(message);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> kernels.hessianVector(z, v, v))
          .withMessage(message);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> kernels.hessianVector(z, v, z))
          .withMessage(message);
    }
  }
}
