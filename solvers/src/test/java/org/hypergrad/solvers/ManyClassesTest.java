package org.hypergrad.solvers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Regularisation selection with three classes or more. */
class ManyClassesTest {

  static Stream<Arguments> penalties() {
    return Stream.of(
        Arguments.of("one a class", Penalty.perClass(4, 3)),
        Arguments.of("one a class, an intercept", Penalty.perClass(3, 3).withIntercept(3)),
        Arguments.of("one a feature", Penalty.perFeature(4, 3)),
        Arguments.of("one for all", Penalty.uniform(12)),
        Arguments.of("fixed", Penalty.fixed(12, 0.4, 2)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("penalties")
  void derivatives(String name, Penalty penalty) {
    Dataset training = Problems.classes(1, 20, 4, 3);
    Dataset validation = Problems.classes(2, 17, 4, 3);
    try (BilevelProblem problem = Problems.open(training, validation, penalty)) {
      Stream.of(Rows.all(), Rows.range(4, 9), Rows.list(new int[] {7, 2, 7, 1}))
          .forEach(rows -> DerivativeChecks.check(problem, rows, 0.3, 11));
    }
  }

  /** ½‖a_i‖² for a row; ½ the largest eigenvalue of AᵀA/n for the mean. */
  @ParameterizedTest
  @ValueSource(ints = {3, 4, 10})
  void smoothnessBoundsEveryCurvature(int k) {
    Dataset data = Problems.classes(k, 50, 6, k);
    Dataset two = new Dataset(data.features(), Labels.of(new double[50], new double[] {0, 1}));
    try (BilevelProblem problem = Problems.open(data, data, Penalty.uniform(6 * k));
        BilevelProblem binary = Problems.open(two, two, Penalty.uniform(6))) {
      Smoothness smoothness = problem.smoothness();
      assertThat(smoothness.largest() / binary.smoothness().largest())
          .isBetween(2 - 1e-14, 2 + 1e-14);
      // either estimate settled to 1e-3 a step
      assertThat(smoothness.mean() / binary.smoothness().mean()).isBetween(1.94, 2.06);
      Vectors vectors = problem.vectors();
      Vec x = vectors.of(-40);
      for (int seed = 1; seed <= 20; seed++) {
        Vec z = vectors.of(Problems.gaussians(seed, 6 * k));
        Vec v = vectors.of(Problems.gaussians(seed + 100, 6 * k));
        Vec product = vectors.create(6 * k);
        problem.innerHessianVector(Rows.all(), 1.0 / 50, z, x, v, product);
        assertThat(vectors.dot(v, product)).isLessThan(smoothness.mean() * vectors.dot(v, v));
      }
    }
  }

  /** The class of the largest margin is predicted, the lowest of equals. */
  @Test
  void outerErrorIsTheFractionOfWrongRows() {
    Dataset data =
        new Dataset(
            DenseFeatures.copyOf(new double[][] {{1, 0}, {0, 1}, {-1, 0}, {0, 0}}),
            Labels.of(2, 1, 0, 0));
    try (BilevelProblem problem = Problems.open(data, data, Penalty.perClass(2, 3))) {
      Vectors vectors = problem.vectors();
      assertThat(problem.outerError(vectors.of(-1, 0, 1, 0, 1, 0))).isZero();
      assertThat(problem.outerError(vectors.of(1, 0, -1, 0, 1, 0))).isEqualTo(0.5);
      assertThat(problem.outerError(vectors.create(6))).isEqualTo(0.5);
    }
  }

  @Test
  void solversComeNearTheReferenceOptimum() throws IOException {
    Dataset training = Problems.classes(1, 200, 4, 3);
    Dataset validation = Problems.classes(2, 150, 4, 3);
    try (BilevelProblem problem = Problems.open(training, validation, Penalty.perClass(4, 3))) {
      double[] start = Problems.filled(3, -2);
      double least = new ReferenceOptimum(problem).search(start, 1e-10, 1000).evaluation().h();
      Batches batches = new Batches(problem, Sampling.BLOCKS, 16, 1);
      for (Saba.Memory memory : new Saba.Memory[] {Saba.Memory.AUTOMATIC, Saba.Memory.ROWS}) {
        Outcome outcome =
            new Run(
                    problem,
                    new Saba(
                        DefaultSteps.constant(problem, batches), Saba.TableStart.EXACT, memory))
                .sampling(Sampling.BLOCKS, 16)
                .budget(Budget.ofIterations(10_000))
                .evaluate(EvaluationSchedule.never())
                .execute();
        assertThat(outcome.evaluation().h() - least).as(memory.name()).isBetween(-1e-6, 1e-2);
      }
    }
  }

  /** A problem with another fixed strength is another problem. */
  @Test
  void fingerprintsTellStrengthsApart() {
    Dataset data = Problems.classes(1, 10, 2, 3);
    try (BilevelProblem one = Problems.open(data, data, Penalty.fixed(6, 0.4, 10));
        BilevelProblem same = Problems.open(data, data, Penalty.fixed(6, 0.4, 10));
        BilevelProblem other = Problems.open(data, data, Penalty.fixed(6, 0.5, 10))) {
      assertThat(same.fingerprint()).isEqualTo(one.fingerprint());
      assertThat(other.fingerprint()).isNotEqualTo(one.fingerprint());
    }
  }
}
