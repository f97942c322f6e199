package org.hypergrad.kernels.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.BackendRefusedException;
import org.hypergrad.kernels.Backends;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.Shape;
import org.hypergrad.kernels.SparseFeatures;
import org.hypergrad.kernels.Support;
import org.hypergrad.kernels.simd.SimdBackend;
import org.junit.jupiter.api.Test;

/** What it takes, what it declines, and that nobody gets it unasked. */
class BlasBackendTest {

  private static final Support DECLINED =
      Support.declined("under a quarter is non-zero: BLAS has no sparse rows");

  private final Backend backend = new BlasBackend();

  private static Dataset sparse(int columns) {
    SparseFeatures.Builder builder = new SparseFeatures.Builder(columns);
    for (int row = 0; row < 3; row++) {
      builder.add(row % columns, 1);
      builder.endRow();
    }
    return new Dataset(builder.build(), Labels.of(0, 1, 2));
  }

  @Test
  void declinesSparseRowsBelowAQuarter() {
    assertThat(backend.supports(Operation.GRADIENT, Shape.of(sparse(5)))).isEqualTo(DECLINED);
    assertThat(backend.supports(Operation.VECTORS, Shape.of(sparse(5)))).isEqualTo(DECLINED);
    assertThat(backend.supports(Operation.GRADIENT, Shape.of(sparse(4))))
        .isEqualTo(Support.own("products by BLAS"));
    assertThatExceptionOfType(BackendRefusedException.class)
        .isThrownBy(() -> backend.logistic(sparse(5), OpenOptions.defaults()))
        .withMessage(DECLINED.note());
  }

  @Test
  void saysWhatIsItsOwn() {
    Shape many = new Shape(100, 10, 1000, false, 3);
    Shape two = new Shape(100, 10, 1000, false, 2);
    assertThat(backend.supports(Operation.GRADIENT, many))
        .isEqualTo(Support.own("products by BLAS"));
    assertThat(backend.supports(Operation.GRADIENT, two)).isEqualTo(Support.inherited("simd"));
    assertThat(backend.supports(Operation.VECTORS, many)).isEqualTo(Support.inherited("simd"));
    assertThat(backend.supports(Operation.HESSIAN_DIAGONAL, many))
        .isEqualTo(Support.inherited("scalar"));
  }

  @Test
  void isWarmedUpAsSimdIs() {
    assertThat(backend.needsWarmUp()).isTrue().isEqualTo(new SimdBackend().needsWarmUp());
  }

  @Test
  void isTakenWhenAskedForOnly() {
    BlasHere.assumeAvailable();
    Dataset dense =
        new Dataset(
            DenseFeatures.copyOf(new double[][] {{1, 2}, {3, 4}, {5, 6}}), Labels.of(0, 1, 2));
    try (LogisticKernels kernels = Backends.select("blas").logistic(dense)) {
      assertThat(kernels.choice()).hasToString("blas (blas, asked for)");
    }
    try (LogisticKernels kernels = Backends.select("auto").logistic(dense)) {
      assertThat(kernels.choice().backend()).isEqualTo("simd");
    }
    try (LogisticKernels kernels = Backends.select("blas,simd").logistic(sparse(5))) {
      assertThat(kernels.choice())
          .hasToString("simd (blas,simd, asked for; passed over blas: " + DECLINED.note() + ")");
    }
  }
}
