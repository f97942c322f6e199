package org.hypergrad.solvers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.junit.jupiter.api.Test;

/** The closed forms against the oracles, which differences hold in {@link DerivativesTest}. */
class QuadraticProblemTest {

  private final QuadraticProblem problem = QuadraticProblem.random(1, 6, 4, 30, 20);
  private final Vectors vectors = problem.vectors();

  @Test
  void innerSolutionHasNoGradient() {
    double[] x = Problems.gaussians(2, 4);
    Vec gradient = vectors.create(6);
    problem.innerGradient(
        Rows.all(), 1.0 / 30, vectors.of(problem.innerSolution(x)), vectors.of(x), gradient);
    assertThat(vectors.norm(gradient)).isLessThan(1e-13);
  }

  @Test
  void linearSolutionSolvesItsSystem() {
    double[] x = Problems.gaussians(3, 4);
    Vec z = vectors.of(problem.innerSolution(x));
    Vec v = vectors.of(problem.linearSolution(x));
    Vec product = vectors.create(6);
    Vec outerInZ = vectors.create(6);
    Vec outerInX = vectors.create(4);
    problem.innerHessianVector(Rows.all(), 1.0 / 30, z, vectors.of(x), v, product);
    problem.outerGradients(Rows.all(), 1.0 / 20, z, vectors.of(x), outerInZ, outerInX);
    vectors.axpy(1, outerInZ, product);
    assertThat(vectors.norm(product)).isLessThan(1e-13);
  }

  @Test
  void hypergradientIsTheSlopeOfTheValue() {
    double[] x = Problems.gaussians(4, 4);
    double[] slopes =
        DerivativeChecks.differences(
            at ->
                problem.outerLoss(
                    Rows.all(), 1.0 / 20, vectors.of(problem.innerSolution(at)), vectors.of(at)),
            x);
    // a quadratic's central difference has no error but rounding, 1e-15/6e-6 of values below 100
    assertThat(Problems.distance(problem.hypergradient(x), slopes)).isLessThan(1e-8);
  }

  @Test
  void solutionHasNoHypergradient() {
    assertThat(Problems.norm(problem.hypergradient(problem.solution()))).isLessThan(1e-12);
  }

  @Test
  void smoothnessBoundsEveryTerm() {
    Smoothness smoothness = problem.smoothness();
    Vec zero = vectors.create(6);
    Vec x = vectors.create(4);
    Vec product = vectors.create(6);
    for (int row = 0; row < 30; row++) {
      for (long seed = 0; seed < 20; seed++) {
        Vec direction = vectors.of(Problems.gaussians(seed, 6));
        problem.innerHessianVector(Rows.range(row, row + 1), 1, zero, x, direction, product);
        assertThat(vectors.norm(product))
            .isLessThanOrEqualTo(smoothness.largest() * vectors.norm(direction));
      }
    }
    assertThat(smoothness.mean()).isLessThanOrEqualTo(smoothness.largest());
    assertThat(smoothness.rows()).isEqualTo(30);
  }

  @Test
  void aMatrixThatIsNotPositiveIsRefused() {
    assertThatThrownBy(
            () -> DenseMatrix.solvePositive(new double[][] {{1, 2}, {2, 1}}, new double[] {1, 1}))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("the matrix is not positive definite");
  }
}
