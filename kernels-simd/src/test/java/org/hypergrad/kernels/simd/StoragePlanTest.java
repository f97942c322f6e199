package org.hypergrad.kernels.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.assertj.core.api.Assertions;
import org.hypergrad.kernels.BackendRefusedException;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.HostVec;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SparseFeatures;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.scalar.ScalarBackend;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which layout data gets, and that it computes the same where the table of cases does not go. */
class StoragePlanTest {

  @BeforeEach
  void assumeAvailable() {
    SimdHere.assumeAvailable();
  }

  private static String rows(SparseFeatures features) {
    return new StoragePlan(features, StoragePlan.BLOCK_LIMIT).rows().describe();
  }

  /** Rows of {@code entries} entries each, at random columns after the first. */
  private static SparseFeatures sparse(int rows, int columns, int entries, DoubleSupplier value) {
    SplittableRandom random = new SplittableRandom(3);
    SparseFeatures.Builder builder = new SparseFeatures.Builder(columns);
    for (int row = 0; row < rows; row++) {
      random
          .ints(0, columns)
          .distinct()
          .limit(entries)
          .sorted()
          .forEach(column -> builder.add(column, value.getAsDouble()));
      builder.endRow();
    }
    return builder.build();
  }

  private static DoubleSupplier anyDouble() {
    return new SplittableRandom(4)::nextDouble;
  }

  @Test
  void describesWhatItChoseWithItsBytes() {
    assertThat(rows(sparse(1_000, 500, 5, anyDouble())))
        .isEqualTo("sparse rows, 16-bit columns, 64-bit values, 0.1 MB");
    assertThat(rows(sparse(1_000, 70_000, 5, () -> 0.25)))
        .isEqualTo("sparse rows, 32-bit columns, one value a row, 0.0 MB");
    SplittableRandom random = new SplittableRandom(5);
    assertThat(rows(sparse(1_000, 500, 5, () -> random.nextInt(1, 100) / 100.0)))
        .isEqualTo("sparse rows, 16-bit columns, 32-bit values, 0.0 MB");
    DenseFeatures dense = DenseFeatures.copyOf(2, 160, new float[320]);
    assertThat(new StoragePlan(dense, StoragePlan.BLOCK_LIMIT).rows().describe())
        .isEqualTo("dense rows of 160, 32-bit values, 0.0 MB");
    assertThat(rows(sparse(100, 10, 4, anyDouble())))
        .isEqualTo("dense rows of %d, 64-bit values, 0.0 MB".formatted(Lanes.padded(10)));
  }

  /** 50 million columns times 30 classes fit a vector, but not twice side by side. */
  @Test
  void refusesMatricesThatAnArrayDoesNotHold() {
    SparseFeatures.Builder builder = new SparseFeatures.Builder(50_000_000);
    builder.add(7, 1);
    builder.endRow();
    StoragePlan plan = new StoragePlan(builder.build(), StoragePlan.BLOCK_LIMIT);
    assertThatThrownBy(() -> plan.matrixRows(30, new PlaneProducts()))
        .isInstanceOf(BackendRefusedException.class)
        .hasMessageContaining("50000000 columns times 30 classes");
  }

  /** More rows than 16 bits can number: the copy by columns is in two blocks. */
  @Test
  void aCopyByColumnsOfManyRowsComputesTheSame() {
    int n = 2 * ColumnLayout.BLOCK_ROWS + 77;
    compare(sparse(n, 300, 3, () -> 0.5), 1);
    compare(sparse(n, 300, 3, () -> 0.5), 2);
  }

  @Test
  void decimalsComputeTheSame() {
    SplittableRandom random = new SplittableRandom(6);
    compare(sparse(3_000, 300, 12, () -> random.nextInt(1, 1_000_000) / 1e6), 1);
    double[] values = random.doubles(200 * 130L).map(v -> Math.rint(v * 1e5) / 1e5).toArray();
    compare(DenseFeatures.copyOf(200, 130, values), 1);
  }

  /** Every sum agrees with the reference within what its terms' roundings can do. */
  private static void compare(Features features, int threads) {
    SplittableRandom random = new SplittableRandom(7);
    int n = features.rows();
    int p = features.columns();
    double[] signs = random.ints(n, 0, 2).mapToDouble(k -> 2 * k - 1).toArray();
    Dataset data = new Dataset(features, Labels.of(signs));
    double[] z = random.doubles(p, -1, 1).toArray();
    double[] v = random.doubles(p, -1, 1).toArray();
    try (LogisticKernels expected = new ScalarBackend().logistic(data, OpenOptions.defaults());
        LogisticKernels actual = new SimdBackend().logistic(data, new OpenOptions(threads))) {
      // n terms, each below a row's entries w for |a|, |z|, |v| ≤ 1 and the result of some w
      // roundings, are summed by each side with n roundings
      double w = Math.max(1, Math.ceil((double) features.storedEntries() / n));
      double bound = 2 * 0x1p-53 * n * w * (n + 2 * w + 16);
      double[] gradient = new double[p];
      double[] product = new double[p];
      double[] otherGradient = new double[p];
      double[] otherProduct = new double[p];
      for (Rows selection : new Rows[] {Rows.all(), Rows.range(1, n - 1)}) {
        assertThat(actual.loss(selection, 1, vec(z)))
            .isCloseTo(expected.loss(selection, 1, vec(z)), Assertions.within(bound));
        expected.gradientAndHessianVector(
            selection, 1, vec(z), vec(v), vec(gradient), vec(product));
        actual.gradientAndHessianVector(
            selection, 1, vec(z), vec(v), vec(otherGradient), vec(otherProduct));
        assertThat(otherGradient).containsExactly(gradient, Assertions.within(bound));
        assertThat(otherProduct).containsExactly(product, Assertions.within(bound));
        actual.hessianVector(selection, 1, vec(z), vec(v), vec(otherProduct));
        assertThat(otherProduct).containsExactly(product, Assertions.within(bound));
        actual.gradient(selection, 1, vec(z), vec(otherGradient));
        assertThat(otherGradient).containsExactly(gradient, Assertions.within(bound));
      }
    }
  }

  private static Vec vec(double[] array) {
    return HostVec.of(array);
  }
}
