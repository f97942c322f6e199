package org.hypergrad.bench.work;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hypergrad.bench.data.DataName;
import org.hypergrad.bench.data.Source;
import org.hypergrad.kernels.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A benchmark of a wrong kernel must not start. */
class VerificationTest {

  private static final Dataset DATA = new Source(null, 100).training(DataName.IMDB);

  /** The scalar reference with one number slightly off. */
  private record Wrong(Passes right, double factor) implements Passes {
    @Override
    public double loss(double[] z) {
      return right.loss(z) * factor;
    }

    @Override
    public void gradient(double[] z, double[] out) {
      right.gradient(z, out);
      spoil(out);
    }

    @Override
    public void hessianVector(double[] z, double[] v, double[] out) {
      right.hessianVector(z, v, out);
      spoil(out);
    }

    /** The largest: a bound is relative to what is summed, and the sum may cancel. */
    private void spoil(double[] out) {
      int largest = 0;
      for (int k = 0; k < out.length; k++) {
        if (Math.abs(out[k]) > Math.abs(out[largest])) {
          largest = k;
        }
      }
      out[largest] *= factor;
    }

    @Override
    public void close() {
      right.close();
    }
  }

  private static FullPass pass(Passes.Kind kind, double factor) {
    Passes right = KernelPasses.open(Kernels.REFERENCE, DATA);
    return new FullPass(new Wrong(right, factor), kind, DATA.columns());
  }

  @ParameterizedTest
  @EnumSource
  void aPassThatIsOffByAMillionthIsRefused(Passes.Kind kind) {
    try (FullPass pass = pass(kind, 1 + 1e-6)) {
      assertThatThrownBy(
              () -> Verification.check("wrong", pass, Verification.Expected.of(kind, DATA)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("wrong computes");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPassThatIsOffByOneRoundingIsAdmitted(Passes.Kind kind) {
    try (FullPass pass = pass(kind, 1 + 0x1p-52)) {
      assertThatCode(() -> Verification.check("right", pass, Verification.Expected.of(kind, DATA)))
          .doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingThatIsNotANumberIsAdmitted(Passes.Kind kind) {
    try (FullPass pass = pass(kind, Double.NaN)) {
      assertThatThrownBy(
              () -> Verification.check("broken", pass, Verification.Expected.of(kind, DATA)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("NaN");
    }
  }

  @Test
  void onlyOneBackendIsMeasuredAtATime() {
    assertThatThrownBy(() -> Kernels.of("auto")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Kernels.of("simd,scalar"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
