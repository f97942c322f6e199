package org.hypergrad.solvers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.stream.Stream;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.Penalty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Curvature bounds, the steps made of them, and the number that tells data apart. */
class SmoothnessTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void boundsTheLogisticLoss(long seed) {
    Dataset data = Problems.dense(seed, 50, 6);
    try (BilevelProblem problem = Problems.open(data, data, Penalty.uniform(6))) {
      Smoothness smoothness = problem.smoothness();
      double[][] rows = Problems.matrix(data);
      double largest = 0;
      double[] direction = Problems.gaussians(seed, 6);
      double eigenvalue = 0;
      for (int k = 0; k < 5000; k++) { // the power method on AᵀA/(4n), to the last digit
        double[] product = new double[6];
        for (double[] row : rows) {
          double along = 0;
          for (int j = 0; j < 6; j++) {
            along += row[j] * direction[j];
          }
          for (int j = 0; j < 6; j++) {
            product[j] += along * row[j] / (4 * rows.length);
          }
        }
        eigenvalue = Problems.norm(product);
        for (int j = 0; j < 6; j++) {
          direction[j] = product[j] / eigenvalue;
        }
      }
      for (double[] row : rows) {
        largest = Math.max(largest, Problems.norm(row) * Problems.norm(row) / 4);
      }
      assertThat(smoothness.rows()).isEqualTo(50);
      assertThat(smoothness.largest() / largest - 1).isBetween(-1e-14, 1e-14);
      // an estimate that settled to 1e-3 a step, with a hundredth added
      assertThat(smoothness.mean() / eigenvalue).isBetween(0.97, 1.0101);
    }
  }

  /** n(b−1)/(b(n−1)) L + (n−b)/(b(n−1)) L_max: L_max for one row, L for all, falling in between. */
  @Test
  void ofABatch() {
    Smoothness smoothness = new Smoothness(100, 2, 30);
    assertThat(smoothness.ofBatch(1)).isCloseTo(30, within(1e-13));
    assertThat(smoothness.ofBatch(100)).isCloseTo(2, within(1e-13));
    assertThat(smoothness.ofBatch(1000)).isEqualTo(smoothness.ofBatch(100));
    assertThat(smoothness.ofBatch(10))
        .isCloseTo(100.0 * 9 / (10 * 99) * 2 + 90.0 / (10 * 99) * 30, within(1e-13));
    for (int b = 2; b <= 100; b++) {
      assertThat(smoothness.ofBatch(b)).isLessThan(smoothness.ofBatch(b - 1));
    }
    assertThat(new Smoothness(1, 3, 3).ofBatch(5)).isEqualTo(3);
  }

  @Test
  void dataWithoutEntriesIsNoProblem() {
    Dataset data =
        new Dataset(DenseFeatures.copyOf(new double[][] {{0, 0}, {0, 0}}), Labels.of(-1, 1));
    try (BilevelProblem problem = Problems.open(data, data, Penalty.uniform(2))) {
      assertThat(problem.smoothness().mean()).isZero();
      Batches batches = new Batches(problem, Sampling.BLOCKS, 1, 1);
      assertThat(DefaultSteps.constant(problem, batches).innerStep().at(1)).isFinite();
    }
  }

  @Test
  void stepsMustBeGivenWhereNothingIsKnown() {
    BilevelProblem unknown =
        new RidgeProblem(
            new double[][] {{1}}, new double[] {1}, new double[][] {{1}}, new double[] {1});
    Batches batches = new Batches(unknown, Sampling.BLOCKS, 1, 1);
    assertThatThrownBy(() -> DefaultSteps.constant(unknown, batches))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the problem does not say how smooth it is: steps must be given");
  }

  /**
   * Default steps on data of several scales: at most a hundredth above the least h, from the
   * default start.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1, 10})
  void defaultStepsNeedNoTuning(double scale) throws IOException {
    Dataset training = scaled(Problems.dense(1, 200, 6), scale);
    Dataset validation = scaled(Problems.dense(2, 150, 6), scale);
    try (BilevelProblem problem = Problems.open(training, validation, Penalty.perFeature(6))) {
      double[] start = Problems.filled(6, -2);
      double least = new ReferenceOptimum(problem).search(start, 1e-10, 1000).evaluation().h();
      Batches batches = new Batches(problem, Sampling.BLOCKS, 16, 1);
      for (Solver solver :
          Stream.of(
                  new Saba(DefaultSteps.constant(problem, batches)),
                  new Soba(DefaultSteps.decreasing(problem, batches)))
              .toList()) {
        Outcome outcome =
            new Run(problem, solver)
                .sampling(Sampling.BLOCKS, 16)
                .budget(Budget.ofIterations(40_000))
                .evaluate(EvaluationSchedule.never())
                .execute();
        assertThat(outcome.evaluation().h() - least).as(solver.name()).isBetween(-1e-6, 1e-2);
      }
    }
  }

  private static Dataset scaled(Dataset data, double scale) {
    double[][] matrix = Problems.matrix(data);
    for (double[] row : matrix) {
      for (int k = 0; k < row.length; k++) {
        row[k] *= scale;
      }
    }
    return new Dataset(DenseFeatures.copyOf(matrix), data.labels());
  }

  @Test
  void fingerprintsTellDataApart() {
    Dataset data = Problems.dense(1, 5, 3);
    long fingerprint = Fingerprint.of(data);
    assertThat(Fingerprint.of(Problems.dense(1, 5, 3))).isEqualTo(fingerprint);
    double[][] matrix = Problems.matrix(data);
    matrix[3][1] = Math.nextUp(matrix[3][1]);
    assertThat(Fingerprint.of(new Dataset(DenseFeatures.copyOf(matrix), data.labels())))
        .isNotEqualTo(fingerprint);
    assertThat(Fingerprint.of(data.selectRows(new int[] {1, 0, 2, 3, 4})))
        .isNotEqualTo(fingerprint);
    Labels turned = Labels.of(1, 1, 1, 1, -1);
    assertThat(Fingerprint.of(new Dataset(data.features(), turned))).isNotEqualTo(fingerprint);
  }
}
