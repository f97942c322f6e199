package org.hypergrad.solvers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is cancelled does not wait for an evaluation that takes long, and loses nothing. */
class CancellationTest {

  private static final int ROWS = 12;
  private static final EvaluationSchedule AT_EVERY_STRETCH = (seconds, cost) -> seconds;

  @TempDir private Path folder;
  private Path file;
  private final WatchedProblem problem = new WatchedProblem();
  private final List<String> warnings = new ArrayList<>();
  private int evaluations;
  private int passes;

  /** Tells of every pass over all inner rows: only evaluations make them. */
  private static final class WatchedProblem extends RidgeProblem {

    private Runnable pass = () -> {};

    WatchedProblem() {
      super(
          Problems.matrix(Problems.dense(1, ROWS, 3)),
          Problems.gaussians(2, ROWS),
          Problems.matrix(Problems.dense(3, ROWS, 3)),
          Problems.gaussians(4, ROWS));
    }

    private void tell(Rows rows) {
      if (rows.within(ROWS).count() == ROWS) {
        pass.run();
      }
    }

    @Override
    public double innerLoss(Rows rows, double scale, Vec z, Vec x) {
      tell(rows);
      return super.innerLoss(rows, scale, z, x);
    }

    @Override
    public void innerGradient(Rows rows, double scale, Vec z, Vec x, Vec out) {
      tell(rows);
      super.innerGradient(rows, scale, z, x, out);
    }

    @Override
    public void innerHessianVector(Rows rows, double scale, Vec z, Vec x, Vec v, Vec out) {
      tell(rows);
      super.innerHessianVector(rows, scale, z, x, v, out);
    }
  }

  @BeforeEach
  void name() {
    file = folder.resolve("checkpoint");
  }

  private static Run run(BilevelProblem problem, double step) {
    return new Run(
            problem, new Soba(BilevelStep.plain(StepSize.constant(step), StepSize.constant(0.01))))
        .sampling(Sampling.BLOCKS, 3)
        .evaluate(EvaluationSchedule.never());
  }

  private static Run run(BilevelProblem problem) {
    return run(problem, 0.05);
  }

  /** Cancels in a certain pass of the evaluation that follows so many that were done. */
  private Run cancelling(Run run, int afterEvaluations, int inPass, boolean slowly) {
    Runnable pass =
        () -> {
          passes++;
          if (passes == inPass) {
            run.cancel();
            if (slowly) {
              waitBeyondTheGrace();
            }
          }
        };
    if (afterEvaluations == 0) {
      problem.pass = pass;
    }
    return run.checkpoint(file, 1e6)
        .listener(
            new RunListener() {
              @Override
              public void evaluated(TracePoint point, Evaluation evaluation) {
                evaluations++;
                if (evaluations == afterEvaluations) {
                  problem.pass = pass;
                }
              }

              @Override
              public void warning(String message) {
                warnings.add(message);
              }
            });
  }

  private static void waitBeyondTheGrace() {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin <= Run.GRACE_SECONDS * 1e9) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void anEvaluationThatTakesLongIsGivenUpBeforeItsNextPass(int pass) throws IOException {
    Run run = run(problem).budget(Budget.ofSeconds(600)).evaluate(AT_EVERY_STRETCH);
    Outcome outcome = cancelling(run, 3, pass, true).execute();
    assertThat(passes).isEqualTo(pass);
    assertThat(outcome.ending()).isEqualTo(Outcome.Ending.CANCELLED);

    // the outcome is whole: the state of the last evaluation that was done
    assertThat(outcome.trace()).hasSize(3);
    assertThat(outcome.iterations()).isEqualTo(outcome.trace().getLast().iterations());
    assertThat(outcome.seconds()).isEqualTo(outcome.trace().getLast().seconds());
    assertThat(outcome.evaluation().h()).isEqualTo(outcome.trace().getLast().h());
    // both solve to 1e-12, from different starts
    assertThat(new Evaluator(new WatchedProblem()).evaluate(outcome.x()).h())
        .isCloseTo(outcome.evaluation().h(), within(1e-11));

    // the checkpoint is that of the last iteration, and goes on to the bits of a run left alone
    Checkpoint saved = Checkpoint.read(file);
    assertThat(saved.trace()).isEqualTo(outcome.trace());
    assertThat(saved.iterations()).isGreaterThan(outcome.iterations());
    assertThat(warnings)
        .containsExactly(
            "the evaluation at iteration %d was given up: the results are those of iteration %d"
                .formatted(saved.iterations(), outcome.iterations()));
    requireGoesOn(saved.iterations() + 50);

    // what was given up can be had: no further iteration, only the evaluation
    Outcome evaluated =
        run(new WatchedProblem()).budget(Budget.ofIterations(0)).resume(file).execute();
    assertThat(evaluated.iterations()).isEqualTo(saved.iterations());
    assertThat(evaluated.trace().getLast().iterations()).isEqualTo(saved.iterations());
  }

  private void requireGoesOn(long iterations) throws IOException {
    Budget budget = Budget.ofIterations(iterations);
    WatchedProblem other = new WatchedProblem();
    RunTest.requireSame(
        run(other).budget(budget).resume(file).execute(), run(other).budget(budget).execute());
  }

  @Test
  void anEvaluationThatTakesAMomentIsDone() throws IOException {
    Run run = run(problem).budget(Budget.ofSeconds(600)).evaluate(AT_EVERY_STRETCH);
    Outcome outcome = cancelling(run, 3, 1, false).execute();
    assertThat(outcome.ending()).isEqualTo(Outcome.Ending.CANCELLED);
    assertThat(outcome.trace()).hasSize(4);
    assertThat(outcome.trace().getLast().iterations()).isEqualTo(outcome.iterations());
    assertThat(Checkpoint.read(file).iterations()).isEqualTo(outcome.iterations());
    assertThat(warnings).isEmpty();
  }

  @Test
  void theLastEvaluationIsGivenUpToo() throws IOException {
    Run run = run(problem).budget(Budget.ofIterations(20));
    Outcome outcome = cancelling(run, 1, 2, true).execute();
    assertThat(passes).isEqualTo(2);
    assertThat(outcome.ending()).isEqualTo(Outcome.Ending.CANCELLED);
    assertThat(outcome.iterations()).isZero();
    assertThat(Checkpoint.read(file).iterations()).isEqualTo(20);
    requireGoesOn(70);
  }

  @Test
  void withoutAnyEvaluationThereIsNoOutcomeButACheckpoint() throws IOException {
    Run run = run(problem).budget(Budget.ofIterations(20));
    assertThatThrownBy(cancelling(run, 0, 1, true)::execute)
        .isInstanceOf(CancellationException.class)
        .hasMessage("cancelled before an exact evaluation was done");
    assertThat(passes).isEqualTo(1);
    requireGoesOn(50);
  }

  @Test
  void aRunThatDivergedKeepsTheEvaluationItHas() throws IOException {
    Run run = run(problem, 1e6).budget(Budget.ofIterations(1000));
    DivergedException diverged =
        catchThrowableOfType(DivergedException.class, cancelling(run, 1, 1, true)::execute);
    assertThat(diverged.lastGood().evaluation().h())
        .isEqualTo(diverged.lastGood().trace().getFirst().h());
    assertThat(warnings)
        .containsExactly(
            "the last good state: cancelled before an exact evaluation was done;"
                + " an earlier evaluation stands");
  }
}
