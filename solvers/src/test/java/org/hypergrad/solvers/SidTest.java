package org.hypergrad.solvers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.junit.jupiter.api.Test;

/**
 * The central result of Grazzi, Pontil and Salzo: the mean square error of the hypergradient is
 * bounded by those of the inner and the linear solver plus the variance of the last samples. With
 * one outer step of γ = 1 the estimate is x before minus x after.
 */
class SidTest {

  private static final int P = 4;
  private static final int D = 3;
  private static final int ROWS = 20;
  private static final int REPEATS = 300;
  private static final double[] X = {0.3, -0.2, 0.5};

  private final QuadraticProblem scattered = QuadraticProblem.random(1, P, D, ROWS, ROWS);
  private final QuadraticProblem sameCoupling = sameCoupling();

  /** Terms that differ in A_i and b_i but not in B: the mixed derivative has no variance. */
  private static QuadraticProblem sameCoupling() {
    SplittableRandom random = new SplittableRandom(2);
    double[][] coupling = new double[P][];
    for (int r = 0; r < P; r++) {
      coupling[r] = Problems.gaussians(random, D);
    }
    QuadraticProblem.InnerTerm[] inner = new QuadraticProblem.InnerTerm[ROWS];
    QuadraticProblem.OuterTerm[] outer = new QuadraticProblem.OuterTerm[ROWS];
    for (int i = 0; i < ROWS; i++) {
      double[][] hessian = new double[P][P];
      for (int k = 0; k < P; k++) {
        hessian[k][k] = 0.5 + random.nextDouble();
      }
      inner[i] = new QuadraticProblem.InnerTerm(hessian, coupling, Problems.gaussians(random, P));
      outer[i] =
          new QuadraticProblem.OuterTerm(
              Problems.gaussians(random, P), Problems.gaussians(random, D));
    }
    return new QuadraticProblem(inner, outer, 0.5);
  }

  private static BilevelStep step(double alpha) {
    return BilevelStep.plain(StepSize.constant(alpha), StepSize.constant(1));
  }

  /** The mean square error over seeds of the first hypergradient from z = 0. */
  private static double meanSquareError(QuadraticProblem problem, Sid sid) {
    double[] exact = problem.hypergradient(X);
    double sum = 0;
    for (long seed = 0; seed < REPEATS; seed++) {
      double[] estimate = estimate(problem, sid, seed);
      sum += Math.pow(Problems.distance(estimate, exact), 2);
    }
    return sum / REPEATS;
  }

  private static double[] estimate(QuadraticProblem problem, Sid sid, long seed) {
    Batches batches = new Batches(problem, Sampling.IID, 1, seed);
    Iterates iterates = sid.at(problem, batches, new double[P], X.clone());
    iterates.initialize();
    iterates.advance(1, 1);
    double[] moved = problem.vectors().toArray(iterates.x());
    double[] estimate = new double[D];
    for (int k = 0; k < D; k++) {
      estimate[k] = X[k] - moved[k];
    }
    return estimate;
  }

  /** Without noise at the end the error of decreasing steps falls like 1/t. */
  @Test
  void decreasingStepsConvergeLikeOneOverSamples() {
    int[] samples = {40, 160, 640, 2560};
    double[] x = new double[samples.length];
    double[] y = new double[samples.length];
    for (int k = 0; k < samples.length; k++) {
      // α = 0.5, curvatures in [0.5, 1.5]: q = 0.75, β = 2/(1 − q²) = 4.6, γ = 2β
      Sid sid = new Sid(step(0.5), new StepSize(0.5, 1, 9.2), samples[k], samples[k], 1, false);
      x[k] = Math.log(samples[k]);
      y[k] = Math.log(meanSquareError(sameCoupling, sid));
    }
    // 300 repeats: the logarithm of each mean is good to a tenth or so
    assertThat(Problems.slope(x, y)).isBetween(-1.2, -0.8);
  }

  /** Constant steps fall fast to a floor that is about proportional to η. */
  @Test
  void constantStepsConvergeToAFloorOfTheirSize() {
    double[] floors = new double[2];
    double[] steps = {0.4, 0.1};
    for (int k = 0; k < 2; k++) {
      StepSize damping = StepSize.constant(steps[k]);
      double few = meanSquareError(sameCoupling, new Sid(step(0.5), damping, 2, 2, 1, false));
      double more = meanSquareError(sameCoupling, new Sid(step(0.5), damping, 400, 400, 1, false));
      floors[k] = meanSquareError(sameCoupling, new Sid(step(0.5), damping, 1600, 1600, 1, false));
      assertThat(few).isGreaterThan(2 * more);
      assertThat(more / floors[k]).isBetween(0.7, 1.4);
    }
    assertThat(floors[0] / floors[1]).isBetween(2.5, 7.0);
  }

  /** What is left with many samples is the variance of Bᵀv over the J last ones. */
  @Test
  void theLastSamplesVarianceRemainsAndFallsWithTheirNumber() {
    double[] v = scattered.linearSolution(X);
    double[] mean = scattered.hypergradient(X);
    // Var(B_iᵀv) by the oracle: the mean of ‖B_iᵀv + κ(x − e) − ∇h‖² over rows
    Vectors vectors = scattered.vectors();
    double variance = 0;
    for (int row = 0; row < ROWS; row++) {
      Vec one = vectors.create(D);
      Vec inZ = vectors.create(P);
      Vec inX = vectors.create(D);
      Vec z = vectors.create(P);
      Vec x = vectors.of(X);
      scattered.innerMixedDerivative(Rows.range(row, row + 1), 1, z, x, vectors.of(v), one);
      scattered.outerGradients(Rows.all(), 1.0 / ROWS, z, x, inZ, inX);
      vectors.axpy(1, inX, one);
      variance += Math.pow(Problems.distance(vectors.toArray(one), mean), 2) / ROWS;
    }
    double solverError = lastSamples(1024);
    for (int j : new int[] {1, 4}) {
      double error = lastSamples(j) - solverError;
      assertThat(error / (variance / j)).as("J = %d", j).isBetween(0.75, 1.35);
    }
  }

  private double lastSamples(int number) {
    return meanSquareError(
        scattered, new Sid(step(0.15), new StepSize(0.5, 1, 40), 2000, 2000, number, false));
  }

  /** Without a warm start only the batches tell one outer iteration from the next. */
  @Test
  void everyOuterIterationDrawsFreshBatches() {
    BilevelStep standing = BilevelStep.plain(StepSize.constant(0.1), StepSize.constant(0));
    Sid sid = new Sid(standing, StepSize.constant(1), 3, 3, 1, false);
    Batches batches = new Batches(scattered, Sampling.IID, 1, 1);
    Iterates iterates = sid.at(scattered, batches, new double[P], X.clone());
    iterates.initialize();
    double[] before = new double[P];
    for (int s = 1; s <= 20; s++) {
      iterates.advance(s, 1);
      double[] z = scattered.vectors().toArray(iterates.z());
      assertThat(z).isNotEqualTo(before);
      before = z;
    }
  }

  @Test
  void convergesToTheSolutionWithManySamplesOrAWarmStart() {
    for (boolean warm : new boolean[] {false, true}) {
      // full batches, so that nothing but the number of steps limits it
      BilevelStep step = BilevelStep.plain(StepSize.constant(0.3), StepSize.constant(0.2));
      int steps = warm ? 5 : 200;
      Sid sid = new Sid(step, StepSize.constant(1), steps, steps, 1, warm);
      Batches batches = new Batches(scattered, Sampling.BLOCKS, ROWS, 1);
      Iterates iterates = sid.at(scattered, batches, new double[P], X.clone());
      iterates.initialize();
      for (int s = 1; s <= 600; s++) {
        iterates.advance(s, 1);
      }
      Vectors vectors = scattered.vectors();
      double[] solution = scattered.solution();
      assertThat(Problems.distance(vectors.toArray(iterates.x()), solution)).isLessThan(1e-10);
      assertThat(
              Problems.distance(vectors.toArray(iterates.v()), scattered.linearSolution(solution)))
          .isLessThan(1e-10);
    }
  }

  /** With full batches and many steps the estimate is the exact one, explicit or semi-implicit. */
  @Test
  void fullBatchesGiveTheExactHypergradientOfRegularizationSelection() {
    try (BilevelProblem problem = Problems.regularization(3, 40, 30, Penalty.perFeature(P))) {
      double[] x = {-2, -1, 0, 1};
      Evaluation exact = new Evaluator(problem).evaluate(x);
      for (boolean implicit : new boolean[] {false, true}) {
        BilevelStep step = implicit ? step(0.4).withSemiImplicitPenalty() : step(0.4);
        Sid sid = new Sid(step, StepSize.constant(1), 2000, 2000, 2, false);
        Batches batches = new Batches(problem, Sampling.BLOCKS, 40, 1);
        Iterates iterates = sid.at(problem, batches, new double[P], x.clone());
        iterates.initialize();
        iterates.advance(1, 1);
        double[] moved = problem.vectors().toArray(iterates.x());
        for (int k = 0; k < P; k++) {
          assertThat(x[k] - moved[k] - exact.hypergradient()[k]).isBetween(-1e-12, 1e-12);
        }
      }
    }
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    StepSize one = StepSize.constant(1);
    assertThatThrownBy(() -> new Sid(step(1), one, 0, 1, 1, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 inner steps");
    assertThatThrownBy(() -> new Sid(step(1), StepSize.constant(1.5), 1, 1, 1, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a damping above 1: 1.5");
  }
}
