package org.hypergrad.kernels.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.Logistic;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.hypergrad.kernels.scalar.ScalarBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SAGA of the scalar reference: its first pass and what its tables hold, to the bit. */
class SagaTest {

  private static final KernelProblem PROBLEM =
      KernelProblem.of(
              "saga", 23, 6, (i, j, random) -> (i * j) % 5 == 1 ? 0 : KernelProblem.normal(random))
          .roundedToFloats();
  private static final int N = PROBLEM.rows();
  private static final int P = PROBLEM.columns();

  private static LogisticKernels open(Storage storage) {
    return new ScalarBackend().logistic(PROBLEM.in(storage), OpenOptions.defaults());
  }

  /** From zeros one pass over all rows is the exact gradient, and is what the table remembers. */
  @ParameterizedTest
  @EnumSource(Storage.class)
  void theFirstPassIsTheExactGradient(Storage storage) {
    try (LogisticKernels kernels = open(storage)) {
      Vectors vectors = kernels.vectors();
      Vec weights = vectors.of(PROBLEM.weights());
      Rows all = Rows.all().weightedBy(weights);
      Vec z = vectors.of(PROBLEM.z());
      Vec v = vectors.of(PROBLEM.v());
      SagaTable residuals = SagaTable.zeros(vectors, N, P);
      SagaTable curvatures = SagaTable.zeros(vectors, N, P);
      Vec gradient = vectors.create(P);
      Vec product = vectors.create(P);
      kernels.sagaGradientAndHessianVector(
          all, 1.0 / N, z, v, residuals, curvatures, gradient, product);
      ExactLogistic exact = new ExactLogistic(PROBLEM);
      int[] rows = IntStream.range(0, N).toArray();
      Bounded mean = Bounded.exact(1.0 / N);
      Bounded[] exactGradient =
          exact.gradient(rows, PROBLEM.weights(), mean, Bounded.exact(PROBLEM.z()));
      Bounded[] exactProduct =
          exact.hessianVector(
              rows,
              PROBLEM.weights(),
              mean,
              Bounded.exact(PROBLEM.z()),
              Bounded.exact(PROBLEM.v()));
      Bounded.assertWithin("gradient", vectors.toArray(gradient), exactGradient);
      Bounded.assertWithin("product", vectors.toArray(product), exactProduct);
      Bounded.assertWithin("average", vectors.toArray(residuals.average()), exactGradient);
      Bounded.assertWithin("average", vectors.toArray(curvatures.average()), exactProduct);

      // at the same point nothing has changed: the estimate is the average, to the bit
      double[] remembered = vectors.toArray(residuals.average());
      kernels.sagaGradient(all, 1.0 / N, z, residuals, gradient);
      assertThat(vectors.toArray(gradient)).isEqualTo(remembered);
      assertThat(vectors.toArray(residuals.average())).isEqualTo(remembered);
    }
  }

  /** The table holds weight · residual to the bit, and only rows of the batch change. */
  @Test
  void weightsAreInsideTheTable() {
    try (LogisticKernels kernels = open(Storage.DENSE_DOUBLE)) {
      Vectors vectors = kernels.vectors();
      Vec z = vectors.of(PROBLEM.z());
      Vec v = vectors.of(PROBLEM.v());
      Vec margins = vectors.create(N);
      Vec along = vectors.create(N);
      kernels.margins(Rows.all(), z, margins);
      kernels.margins(Rows.all(), v, along);
      SagaTable residuals = SagaTable.zeros(vectors, N, P);
      SagaTable curvatures = SagaTable.zeros(vectors, N, P);
      vectors.fill(0.25, residuals.scalars());
      vectors.fill(0.25, curvatures.scalars());
      Rows batch = Rows.list(new int[] {3, 20, 3}).weightedBy(vectors.of(PROBLEM.weights()));
      kernels.sagaGradientAndHessianVector(
          batch, 1, z, v, residuals, curvatures, vectors.create(P), vectors.create(P));
      double[] expectedResiduals = new double[N];
      double[] expectedCurvatures = new double[N];
      Arrays.fill(expectedResiduals, 0.25);
      Arrays.fill(expectedCurvatures, 0.25);
      for (int row : new int[] {3, 20}) {
        double margin = vectors.toArray(margins)[row];
        double weight = PROBLEM.weights()[row];
        expectedResiduals[row] = weight * Logistic.residual(2 * PROBLEM.classOf()[row] - 1, margin);
        expectedCurvatures[row] = weight * Logistic.curvature(margin) * vectors.toArray(along)[row];
      }
      assertThat(vectors.toArray(residuals.scalars())).isEqualTo(expectedResiduals);
      assertThat(vectors.toArray(curvatures.scalars())).isEqualTo(expectedCurvatures);
    }
  }

  /** A repeated row counts in the estimate as often as it occurs, and once in the average. */
  @Test
  void aRepeatedRowCountsTwiceInTheEstimateAndOnceInTheAverage() {
    Dataset data =
        new Dataset(
            DenseFeatures.copyOf(new double[][] {{2}, {1}}),
            Labels.of(new double[] {1, 0}, new double[] {0, 1}));
    try (LogisticKernels kernels = new ScalarBackend().logistic(data, OpenOptions.defaults())) {
      Vectors vectors = kernels.vectors();
      SagaTable table = SagaTable.zeros(vectors, 2, 1);
      Vec out = vectors.create(1);
      kernels.sagaGradient(Rows.list(new int[] {0, 0}), 1, vectors.of(0), table, out);
      assertThat(vectors.toArray(out)).containsExactly(-2); // 2 · (−½) · 2
      assertThat(vectors.toArray(table.average())).containsExactly(-0.5); // ½ · (−½) · 2
      assertThat(vectors.toArray(table.scalars())).containsExactly(-0.5, 0);
    }
  }

  @Test
  void aTableWithoutRowsAveragesNothing() {
    Dataset none =
        new Dataset(
            DenseFeatures.copyOf(0, 2, new double[0]),
            Labels.of(new double[0], new double[] {0, 1}));
    try (LogisticKernels kernels = new ScalarBackend().logistic(none, OpenOptions.defaults())) {
      Vectors vectors = kernels.vectors();
      SagaTable table = SagaTable.zeros(vectors, 0, 2);
      Vec out = vectors.create(2);
      for (int t = 0; t < 2; t++) {
        kernels.sagaGradient(Rows.all(), 1, vectors.of(1, 1), table, out);
        assertThat(vectors.toArray(out)).containsExactly(0, 0);
      }
    }
  }
}
