package org.hypergrad.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.SparseFeatures;
import org.junit.jupiter.api.Test;

class PreprocessingTest {

  private static final Dataset DENSE =
      new Dataset(DenseFeatures.copyOf(new double[][] {{1, 5}, {3, 5}}), Labels.of(0, 1));

  private static Dataset sparse() throws IOException {
    return LibSvm.options().read(Texts.stream("0 1:4\n1\n0 2:3"), "f").dataset();
  }

  @Test
  void nothingToDoIsNothingDone() {
    assertThat(Preprocessing.NONE.apply(DENSE)).isEqualTo(DENSE);
    assertThat(Preprocessing.NONE.apply(DENSE.features())).isSameAs(DENSE.features());
  }

  @Test
  void theInterceptIsALastColumnOfOnes() throws IOException {
    Preprocessing intercept = new Preprocessing(null, true);
    Dataset dense = intercept.apply(DENSE);
    assertThat(dense.features()).isInstanceOf(DenseFeatures.class);
    assertThat(LibSvmTest.shown(dense)).isEqualTo("0.0 0:1.0 1:5.0 2:1.0\n1.0 0:3.0 1:5.0 2:1.0\n");
    Dataset sparse = intercept.apply(sparse());
    assertThat(sparse.features()).isInstanceOf(SparseFeatures.class);
    assertThat(sparse.columns()).isEqualTo(3);
    assertThat(LibSvmTest.shown(sparse)).isEqualTo("0.0 0:4.0 2:1.0\n1.0 2:1.0\n0.0 1:3.0 2:1.0\n");
  }

  @Test
  void theInterceptIsNotStandardised() {
    Preprocessing both = new Preprocessing(Standardization.fit(DENSE.features()), true);
    assertThat(LibSvmTest.shown(both.apply(DENSE)))
        .isEqualTo("0.0 0:-1.0 1:0.0 2:1.0\n1.0 0:1.0 1:0.0 2:1.0\n");
  }

  @Test
  void widthsMustMatch() throws IOException {
    Preprocessing one =
        new Preprocessing(Standardization.of(new double[1], new double[] {1}), true);
    assertThatThrownBy(() -> one.apply(DENSE)).isInstanceOf(IllegalArgumentException.class);
    SparseFeatures widest = new SparseFeatures.Builder(Integer.MAX_VALUE).build();
    assertThatThrownBy(() -> Intercept.append(widest))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no room for an intercept behind 2^31 - 1 columns");
  }
}
