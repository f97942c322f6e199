package org.hypergrad.solvers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.stream.Stream;
import org.hypergrad.datasets.Intercept;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The exact evaluation against 50 digits, against differences, and against closed forms. */
class EvaluatorTest {

  private static final int COLUMNS = 6;

  static Stream<Arguments> points() {
    Penalty feature = Penalty.perFeature(COLUMNS);
    Penalty groups = Penalty.groups(new int[] {1, 0, 1, 0, 0, 1}, 2);
    Penalty intercept = Penalty.perFeature(COLUMNS - 1).withIntercept();
    return Stream.of(
        Arguments.of("mild", feature, new double[] {-2, -1, 0, -3, -2, 1}),
        Arguments.of("stiff", feature, new double[] {12, -12, -2, 12, -12, 0}),
        Arguments.of("all weak", feature, Problems.filled(COLUMNS, -12)),
        Arguments.of("all strong", feature, Problems.filled(COLUMNS, 12)),
        Arguments.of("one for all", Penalty.uniform(COLUMNS), new double[] {-4}),
        Arguments.of("groups", groups, new double[] {12, -7}),
        Arguments.of("an intercept", intercept, new double[] {-12, 12, -3, 0, 12}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("points")
  void agreesWithFiftyDigitsOnDenseData(String name, Penalty penalty, double[] x) {
    agreesWithFiftyDigits(
        Problems.dense(1, 60, COLUMNS), Problems.dense(2, 50, COLUMNS), penalty, x);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("points")
  void agreesWithFiftyDigitsOnSparseData(String name, Penalty penalty, double[] x) {
    agreesWithFiftyDigits(
        intercept(Problems.sparse(3, 60, COLUMNS - 1)),
        intercept(Problems.sparse(4, 50, COLUMNS - 1)),
        penalty,
        x);
  }

  private static Dataset intercept(Dataset data) {
    return new Dataset(Intercept.append(data.features()), data.labels());
  }

  private static void agreesWithFiftyDigits(
      Dataset training, Dataset validation, Penalty penalty, double[] x) {
    ExactValueFunction.Value exact = ExactValueFunction.at(training, validation, penalty, x);
    try (BilevelProblem problem = Problems.open(training, validation, penalty)) {
      Evaluator evaluator = new Evaluator(problem);
      agrees(evaluator.evaluate(x), exact);
      // the next evaluation starts elsewhere, and must come to the same
      evaluator.evaluate(Problems.filled(x.length, 3));
      agrees(evaluator.evaluate(x), exact);
    }
  }

  /** The project's promise is 1e-9 in h and 1e-7 in ∇h; what is left is rounding, far below. */
  private static void agrees(Evaluation found, ExactValueFunction.Value exact) {
    double norm = Problems.norm(exact.hypergradient());
    assertThat(found.h() / exact.h() - 1).isBetween(-1e-9, 1e-9);
    assertThat(Problems.distance(found.hypergradient(), exact.hypergradient()))
        .isLessThan(1e-7 * norm);
    assertThat(found.hypergradientNorm() / norm - 1).isBetween(-1e-7, 1e-7);
  }

  @Test
  void theOracleItselfIsRight() {
    assertThat(ExactValueFunction.exponential(BigDecimal.ONE).toString())
        .startsWith("2.71828182845904523536028747135266249775724709");
    assertThat(ExactValueFunction.exponential(new BigDecimal(-30)).doubleValue() / Math.exp(-30))
        .isCloseTo(1, within(1e-15));
    assertThat(ExactValueFunction.logarithm(BigDecimal.TWO).toString())
        .startsWith("0.69314718055994530941723212145817656807550013");
  }

  /**
   * Central differences of h, which is as smooth as e^x: with s = 1e-4 the error is s²/6 · h''' ≈
   * 2e-9 · h''' and the error 1e-12 of h over s, 1e-8.
   */
  @ParameterizedTest(name = "{0}")
  @MethodSource("points")
  void hypergradientIsTheSlopeOfTheValue(String name, Penalty penalty, double[] x) {
    try (BilevelProblem problem = Problems.regularization(5, 60, 50, penalty)) {
      Evaluator evaluator = new Evaluator(problem);
      double[] hypergradient = evaluator.evaluate(x).hypergradient();
      for (int k = 0; k < x.length; k++) {
        double[] up = x.clone();
        double[] down = x.clone();
        up[k] += 1e-4;
        down[k] -= 1e-4;
        double slope = (evaluator.evaluate(up).h() - evaluator.evaluate(down).h()) / 2e-4;
        assertThat(hypergradient[k]).isCloseTo(slope, within(2e-8));
      }
    }
  }

  @Test
  void quadraticsHaveTheirClosedForms() {
    QuadraticProblem problem = QuadraticProblem.random(6, 7, 4, 30, 20);
    Evaluator evaluator = new Evaluator(problem);
    for (int k = 0; k < 5; k++) {
      double[] x = Problems.gaussians(k, 4);
      Evaluation found = evaluator.evaluate(x);
      // eigenvalues of A are between 1 and 10: relative errors of 1e-12 from the solves
      assertThat(Problems.distance(found.innerSolution(), problem.innerSolution(x)))
          .isLessThan(1e-11);
      assertThat(Problems.distance(found.linearSolution(), problem.linearSolution(x)))
          .isLessThan(1e-11);
      assertThat(Problems.distance(found.hypergradient(), problem.hypergradient(x)))
          .isLessThan(1e-11);
      assertThat(found.innerGradientNorm()).isLessThan(1e-11);
    }
  }

  @Test
  void projectedNormLeavesOutWhatPushesAgainstTheBox() {
    double[] x = {12, -12, 0.5, -2, 12, -12};
    int bound = 0;
    for (long seed = 0; seed < 10; seed++) {
      try (BilevelProblem problem =
          Problems.regularization(seed, 60, 50, Penalty.perFeature(COLUMNS))) {
        Evaluation found = new Evaluator(problem).evaluate(x);
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
          double g = found.hypergradient()[k];
          boolean pushesOut = (x[k] == 12 && g < 0) || (x[k] == -12 && g > 0);
          bound += pushesOut ? 1 : 0;
          sum += pushesOut ? 0 : g * g;
        }
        // 12 − (12 − g) has lost the digits of g below an ulp of 12
        assertThat(found.projectedNorm()).isCloseTo(Math.sqrt(sum), within(5 * Math.ulp(12.0)));
      }
    }
    assertThat(bound).as("coordinates that the box holds, of 40").isBetween(5, 35);
  }

  @Test
  void outerErrorIsTheFractionOfWrongRows() {
    Dataset training = Problems.dense(8, 60, COLUMNS);
    Dataset validation = Problems.dense(9, 50, COLUMNS);
    try (BilevelProblem problem = Problems.open(training, validation, Penalty.uniform(COLUMNS))) {
      double[] x = {-4};
      Evaluation found = new Evaluator(problem).evaluate(x);
      double[][] rows = Problems.matrix(validation);
      int wrong = 0;
      for (int i = 0; i < rows.length; i++) {
        double margin = 0;
        for (int k = 0; k < COLUMNS; k++) {
          margin += rows[i][k] * found.innerSolution()[k];
        }
        wrong += margin * validation.labels().sign(i) > 0 ? 0 : 1;
      }
      // "accuracy" would be one minus this: better than chance here, so the two cannot be confused
      assertThat(wrong).isBetween(1, 24);
      assertThat(found.outerError()).isEqualTo(wrong / 50.0);
    }
  }

  @Test
  void anEvaluationDoesNotChangeThePoint() {
    try (BilevelProblem problem =
        Problems.regularization(10, 30, 20, Penalty.perFeature(COLUMNS))) {
      double[] x = Problems.gaussians(11, COLUMNS);
      double[] before = x.clone();
      new Evaluator(problem).evaluate(x);
      assertThat(x).containsExactly(before);
    }
  }

  /**
   * Three rows in six columns, no penalty: z runs away until the gradient is below the tolerance.
   */
  @Test
  void separableRowsWithoutPenaltyGiveNumbers() {
    Dataset data = Problems.dense(12, 3, COLUMNS);
    try (BilevelProblem problem = Problems.open(data, data, Penalty.none(COLUMNS, 1))) {
      Evaluation found = new Evaluator(problem).evaluate(new double[] {0});
      assertThat(found.h()).isBetween(0.0, 1e-11);
      assertThat(found.innerGradientNorm()).isLessThan(1e-12);
      assertThat(found.outerError()).isZero();
    }
  }

  @Test
  void anInnerProblemWithoutSolutionIsAnError() {
    QuadraticProblem indefinite =
        new QuadraticProblem(
            new QuadraticProblem.InnerTerm[] {
              new QuadraticProblem.InnerTerm(
                  new double[][] {{-1}}, new double[][] {{1}}, new double[] {1})
            },
            new QuadraticProblem.OuterTerm[] {
              new QuadraticProblem.OuterTerm(new double[] {0}, new double[] {0})
            },
            1);
    assertThatThrownBy(() -> new Evaluator(indefinite).evaluate(new double[] {1}))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("inner problem could not be solved");
  }

  @Test
  void conjugateGradientsSolveAndSayHowFarTheyCame() {
    QuadraticProblem problem = QuadraticProblem.random(13, 8, 2, 20, 5);
    Vectors vectors = problem.vectors();
    ConjugateGradient solver = new ConjugateGradient(vectors, 8);
    Vec b = vectors.of(Problems.gaussians(14, 8));
    Vec s = vectors.create(8);
    LinearOperator identity = vectors::copy;
    LinearOperator hessian =
        (in, out) -> problem.innerHessianVector(Rows.all(), 0.05, in, vectors.create(2), in, out);
    double residual = solver.solve(hessian, identity, b, 1e-12, 100, s);
    Vec product = vectors.create(8);
    hessian.apply(s, product);
    vectors.axpy(-1, b, product);
    assertThat(residual).isLessThanOrEqualTo(1e-12);
    assertThat(vectors.norm(product)).isLessThan(2e-12);
    assertThat(solver.solve(hessian, identity, b, 1e-12, 2, s)).isGreaterThan(1e-12);
    vectors.fill(0, b);
    assertThat(solver.solve(hessian, identity, b, 0, 100, s)).isZero();
    assertThat(vectors.norm(s)).isZero();
  }

  /** Small problems get a factor of the Hessian where its diagonal is not enough. */
  @Test
  void aFactorSolvesAtOnceWhatADiagonalCannot() {
    QuadraticProblem problem = QuadraticProblem.random(15, 8, 2, 20, 5);
    Vectors vectors = problem.vectors();
    Vec b = vectors.of(Problems.gaussians(16, 8));
    Vec s = vectors.create(8);
    LinearOperator hessian =
        (in, out) -> problem.innerHessianVector(Rows.all(), 0.05, in, vectors.create(2), in, out);
    ConjugateGradient solver = new ConjugateGradient(vectors, 8);
    Preconditioner preconditioner = new Preconditioner(vectors, 8);
    assertThat(solver.solve(hessian, preconditioner, b, 1e-10, 2, s)).isGreaterThan(1e-10);
    preconditioner.factorize(hessian);
    assertThat(solver.solve(hessian, preconditioner, b, 1e-10, 2, s)).isLessThanOrEqualTo(1e-10);
    // what cannot be factorised leaves the diagonal in place
    preconditioner.factorize((in, out) -> vectors.fill(-1, out));
    preconditioner.apply(b, s);
    vectors.axpy(-1, b, s);
    assertThat(vectors.norm(s)).isZero();
  }
}
