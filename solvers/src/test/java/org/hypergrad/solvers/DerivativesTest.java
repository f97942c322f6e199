package org.hypergrad.solvers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every oracle of every problem against differences, with and without the penalty in its terms. */
class DerivativesTest {

  static Stream<Arguments> penalties() {
    return Stream.of(
        Arguments.of("one a feature", Penalty.perFeature(6)),
        Arguments.of("one for all", Penalty.uniform(6)),
        Arguments.of("groups", Penalty.groups(new int[] {0, 2, 2, 0, 2, 0}, 3)),
        Arguments.of("an intercept", Penalty.perFeature(5).withIntercept()),
        Arguments.of("none", Penalty.none(6, 2)));
  }

  static Stream<Rows> selections() {
    return Stream.of(
        Rows.all(), Rows.range(4, 9), Rows.range(0, 1), Rows.list(new int[] {7, 2, 7, 1}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("penalties")
  void regularizationSelection(String name, Penalty penalty) {
    Dataset training = Problems.sparse(1, 20, 6);
    Dataset validation = Problems.dense(2, 17, 6);
    try (BilevelProblem problem = Problems.open(training, validation, penalty)) {
      selections().forEach(rows -> DerivativeChecks.check(problem, rows, 0.3, 11));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("penalties")
  void penaltyInsideTheTerms(String name, Penalty penalty) {
    try (BilevelProblem problem = Problems.regularization(3, 18, 15, penalty)) {
      BilevelProblem inside = new PenaltyInside(problem);
      selections().forEach(rows -> DerivativeChecks.check(inside, rows, 0.3, 12));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("penalties")
  void penaltyInsideAddsUpToThePenaltyOutside(String name, Penalty penalty) {
    try (BilevelProblem problem = Problems.regularization(4, 18, 15, penalty)) {
      BilevelProblem inside = new PenaltyInside(problem);
      Vectors vectors = problem.vectors();
      Vec z = vectors.of(Problems.gaussians(5, 6));
      Vec x = vectors.of(Problems.gaussians(6, problem.outerDimension()));
      Vec e = vectors.create(6);
      vectors.coefficients(problem.penalty(), x, e);
      Vec expected = vectors.create(6);
      problem.innerGradient(Rows.all(), 1.0 / 18, z, x, expected);
      vectors.multiplyAdd(1, e, z, expected);
      Vec sum = vectors.create(6);
      Vec part = vectors.create(6);
      for (int first : new int[] {0, 7, 14}) {
        inside.innerGradient(Rows.range(first, Math.min(first + 7, 18)), 1.0 / 18, z, x, part);
        vectors.axpy(1, part, sum);
      }
      vectors.axpy(-1, expected, sum);
      assertThat(vectors.norm(sum)).isLessThan(1e-14 * (1 + vectors.norm(expected)));
    }
  }

  @Test
  void quadratics() {
    BilevelProblem problem = QuadraticProblem.random(1, 5, 3, 12, 14);
    Stream.of(Rows.all(), Rows.range(4, 9), Rows.list(new int[] {7, 2, 7, 1}))
        .forEach(rows -> DerivativeChecks.check(problem, rows, 0.3, 13));
  }

  @Test
  void hessianDiagonalIsTheOneOfTheHessian() {
    try (BilevelProblem problem = Problems.regularization(7, 18, 15, Penalty.perFeature(6))) {
      Vectors vectors = problem.vectors();
      Vec z = vectors.of(Problems.gaussians(8, 6));
      Vec x = vectors.of(Problems.gaussians(9, 6));
      Vec diagonal = vectors.create(6);
      problem.innerHessianDiagonal(Rows.all(), 1.0 / 18, z, x, diagonal);
      for (int k = 0; k < 6; k++) {
        double[] unit = new double[6];
        unit[k] = 1;
        Vec column = vectors.create(6);
        problem.innerHessianVector(Rows.all(), 1.0 / 18, z, x, vectors.of(unit), column);
        double expected = vectors.toArray(column)[k];
        assertThat(vectors.toArray(diagonal)[k] / expected - 1).isBetween(-1e-14, 1e-14);
      }
    }
  }
}
