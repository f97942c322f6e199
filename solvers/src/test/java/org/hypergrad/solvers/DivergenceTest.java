package org.hypergrad.solvers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.StepSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps that are too large end a run with a message and the last good state, never with a NaN. */
class DivergenceTest {

  private static Stream<Solver> solvers() {
    return Stream.of(1e-3, 0.1, 0.5, 1.0, 3.0, 10.0, 1e3, 1e6, 1e12, 1e100, 1e300, Double.MAX_VALUE)
        .flatMap(rho -> {
          BilevelStep step = BilevelStep.plain(StepSize.constant(rho), StepSize.constant(rho));
          return Stream.of(
              new Soba(step),
              new Soba(step.withSecondMoment(0.9).withMomentum(0.5)),
              new Saba(step),
              new Saba(step.withSemiImplicitPenalty()),
              new Saba(step, Saba.TableStart.ZERO, Saba.Memory.ROWS_WITH_PENALTY),
              new Sid(step, StepSize.constant(1), 5, 5, 1, true));
        });
  }

  private static Run run(BilevelProblem problem, Solver solver) {
    return new Run(problem, solver)
        .start(
            Problems.filled(problem.innerDimension(), 1),
            Problems.filled(problem.outerDimension(), 2))
        .sampling(Sampling.BLOCKS, 6)
        .evaluate(EvaluationSchedule.never())
        .budget(Budget.ofIterations(3000));
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void noNumberIsEverLost(Solver solver) throws IOException {
    try (BilevelProblem logistic = Problems.regularization(1, 40, 30, Penalty.perFeature(4))) {
      requireFinite(logistic, solver);
    }
    requireFinite(QuadraticProblem.random(1, 4, 3, 40, 30), solver);
  }

  private static void requireFinite(BilevelProblem problem, Solver solver) throws IOException {
    Outcome outcome;
    try {
      outcome = run(problem, solver).execute();
      assertThat(outcome.ending()).isEqualTo(Outcome.Ending.ITERATIONS);
      assertThat(outcome.iterations()).isEqualTo(3000);
    } catch (DivergedException e) {
      outcome = e.lastGood();
      assertThat(outcome.ending()).isEqualTo(Outcome.Ending.DIVERGED);
      assertThat(outcome.iterations()).isLessThan(3000);
    }
    for (double[] values :
        new double[][] {
          outcome.z(),
          outcome.v(),
          outcome.x(),
          outcome.evaluation().hypergradient(),
          outcome.evaluation().innerSolution(),
          {outcome.evaluation().h(), outcome.evaluation().projectedNorm(), outcome.seconds()}
        }) {
      assertThat(Arrays.stream(values)).allMatch(Double::isFinite);
    }
  }

  @Test
  void explicitStepsOnAStrongPenalty() {
    try (BilevelProblem problem = Problems.regularization(1, 40, 30, Penalty.perFeature(4))) {
      BilevelStep step = BilevelStep.plain(StepSize.constant(10), StepSize.constant(1e-3));
      // e² · 10 is far above 2
      DivergedException diverged =
          catchThrowableOfType(
              DivergedException.class, () -> run(problem, new Soba(step)).execute());
      assertThat(diverged)
          .message()
          .matches(
              "soba diverged: ‖[zvx]‖ = \\S+ after iteration \\d+; its steps are too large"
                  + " \\(ρ = 10.*γ = .*\\)\\. The last good state is of iteration \\d+");
      Outcome good = diverged.lastGood();
      assertThat(good.ending()).isEqualTo(Outcome.Ending.DIVERGED);
      assertThat(Problems.norm(good.z())).isLessThan(1e6);
      assertThat(good.evaluation().h()).isFinite();
      assertThat(good.trace()).isNotEmpty();
    }
  }

  @Test
  void theSemiImplicitPenaltyDoesNotDivergeThere() throws IOException {
    try (BilevelProblem problem = Problems.regularization(1, 40, 30, Penalty.perFeature(4))) {
      BilevelStep step =
          BilevelStep.plain(StepSize.constant(1), StepSize.constant(1e-3))
              .withSemiImplicitPenalty();
      Outcome outcome =
          run(problem, new Soba(step)).start(new double[4], Problems.filled(4, 12)).execute();
      assertThat(Problems.norm(outcome.z())).isLessThan(1);
    }
  }
}
