package org.hypergrad.solvers;

import static org.assertj.core.api.Assertions.assertThat;

import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The estimates of an epoch have the exact directions as their mean, a short last batch included:
 * at the solution they cancel. Seen elsewhere: a short block with a weight of one over its own
 * size, which shifts the fixed point of every method without tables.
 */
class FixedPointTest {

  private static final BilevelStep STANDING =
      BilevelStep.plain(StepSize.constant(0), StepSize.constant(0));

  /**
   * 23 = 4·5 + 3 inner and 18 = 4·4 + 2 outer rows: six and five batches, an epoch of both is 30.
   */
  private static final int INNER = 23;

  private static final int OUTER = 18;
  private static final int BATCH = 4;
  private static final int EPOCH = 30;

  /** The mean directions of z, v and x over an epoch, with steps of zero. */
  private static Vec[] meanDirections(
      BilevelProblem problem, Sampling sampling, double[] z, double[] v, double[] x) {
    Vectors vectors = problem.vectors();
    Batches batches = new Batches(problem, sampling, BATCH, 1);
    SingleLoop loop = (SingleLoop) new Soba(STANDING).at(problem, batches, z.clone(), x.clone());
    vectors.write(v, loop.v());
    BilevelState state = loop.state;
    Vec[] means = {vectors.create(z.length), vectors.create(z.length), vectors.create(x.length)};
    for (int t = 1; t <= EPOCH; t++) {
      loop.advance(t, 1);
      vectors.axpy(1.0 / EPOCH, state.innerDirection(), means[0]);
      vectors.axpy(1.0 / EPOCH, state.linearDirection(), means[1]);
      vectors.axpy(1.0 / EPOCH, state.outerDirection(), means[2]);
    }
    assertThat(vectors.toArray(loop.z())).containsExactly(z);
    return means;
  }

  @ParameterizedTest
  @EnumSource(
      value = Sampling.class,
      names = {"BLOCKS", "ROWS"})
  void directionsVanishAtTheSolutionOfAQuadratic(Sampling sampling) {
    QuadraticProblem problem = QuadraticProblem.random(1, 5, 3, INNER, OUTER);
    double[] x = problem.solution();
    Vec[] means =
        meanDirections(problem, sampling, problem.innerSolution(x), problem.linearSolution(x), x);
    for (Vec mean : means) {
      // 30 estimates of size below 100: 1e-16 · 30 · 100 and the solves' own rounding
      assertThat(problem.vectors().norm(mean)).isLessThan(1e-12);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Sampling.class,
      names = {"BLOCKS", "ROWS"})
  void fusedDirectionsAreExactInTheMean(Sampling sampling) {
    try (BilevelProblem problem = Problems.regularization(2, INNER, OUTER, Penalty.perFeature(5))) {
      double[] x = {-1, -2, 0, -3, -1};
      Evaluation exact = new Evaluator(problem).evaluate(x);
      Vec[] means =
          meanDirections(problem, sampling, exact.innerSolution(), exact.linearSolution(), x);
      Vectors vectors = problem.vectors();
      // z* and v* are good to a residual of 1e-12
      assertThat(vectors.norm(means[0])).isLessThan(1e-11);
      assertThat(vectors.norm(means[1])).isLessThan(1e-11);
      assertThat(Problems.distance(vectors.toArray(means[2]), exact.hypergradient()))
          .isLessThan(1e-11);
    }
  }

  @Test
  void aBlocksRowsWeighAsMuchInAShortBlock() {
    QuadraticProblem problem = QuadraticProblem.random(1, 5, 3, INNER, OUTER);
    Batches batches = new Batches(problem, Sampling.BLOCKS, BATCH, 1);
    assertThat(batches.innerScale()).isEqualTo(6.0 / INNER);
    assertThat(batches.outerScale()).isEqualTo(5.0 / OUTER);
    assertThat(batches.innerBatchesPerEpoch()).isEqualTo(6);
    assertThat(batches.outerBatchesPerEpoch()).isEqualTo(5);
  }

  /** With tables each single estimate is exact at the solution, not only their mean. */
  @Test
  void sabaStandsStillAtTheSolution() {
    QuadraticProblem problem = QuadraticProblem.random(1, 5, 3, INNER, OUTER);
    double[] x = problem.solution();
    BilevelStep step = BilevelStep.plain(StepSize.constant(0.05), StepSize.constant(0.02));
    Iterates saba =
        new Saba(step)
            .at(
                problem,
                new Batches(problem, Sampling.BLOCKS, BATCH, 1),
                problem.innerSolution(x),
                x.clone());
    problem.vectors().write(problem.linearSolution(x), saba.v());
    saba.initialize();
    saba.advance(1, 200);
    Vectors vectors = problem.vectors();
    assertThat(Problems.distance(vectors.toArray(saba.x()), x)).isLessThan(1e-12);
    assertThat(Problems.distance(vectors.toArray(saba.z()), problem.innerSolution(x)))
        .isLessThan(1e-12);
    assertThat(Problems.distance(vectors.toArray(saba.v()), problem.linearSolution(x)))
        .isLessThan(1e-12);
  }
}
