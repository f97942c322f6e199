package org.hypergrad.solvers;

import java.util.Arrays;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.StepSize;

/**
 * Runs of every solver, with all that its state may carry: momentum, second moment, a late start of
 * x, and steps that fall with t. The same in the test's JVM and in one that is going to be killed.
 */
enum RunCase {
  SOBA(20_000, Sampling.ROWS),
  SABA(60_000, Sampling.BLOCKS),
  SABA_IID(20_000, Sampling.IID),
  SABA_ROW_TABLES(20_000, Sampling.BLOCKS),
  SABA_PENALTY_INSIDE(20_000, Sampling.BLOCKS),
  SABA_QUADRATIC(20_000, Sampling.BLOCKS),
  SOBA_CLEANING(20_000, Sampling.ROWS),
  SABA_CLEANING(20_000, Sampling.BLOCKS),
  SABA_CLEANING_IID(20_000, Sampling.IID),
  SID(2_000, Sampling.ROWS),
  SID_WARM(2_000, Sampling.IID);

  static final int COLUMNS = 5;

  /** Enough iterations for some hundred checkpoints. */
  final int iterations;

  final Sampling sampling;

  RunCase(int iterations, Sampling sampling) {
    this.iterations = iterations;
    this.sampling = sampling;
  }

  BilevelProblem problem() {
    return switch (this) {
      case SABA_QUADRATIC -> QuadraticProblem.random(4, COLUMNS, COLUMNS, 43, 38);
      case SOBA_CLEANING, SABA_CLEANING, SABA_CLEANING_IID ->
          Problems.cleaning(Problems.dense(1, 43, COLUMNS), Problems.dense(2, 38, COLUMNS), 0.2);
      default -> Problems.regularization(1, 43, 38, Penalty.perFeature(COLUMNS));
    };
  }

  Solver solver() {
    BilevelStep step =
        BilevelStep.plain(new StepSize(0.1, 0.5, 1000), new StepSize(0.01, 1, 1000))
            .withSemiImplicitPenalty()
            .withSecondMoment(0.99)
            .withOuterStart(20);
    BilevelStep withMomentum = step.withMomentum(0.3);
    return switch (this) {
      case SOBA_CLEANING -> new Soba(step);
      case SABA_CLEANING, SABA_CLEANING_IID -> new Saba(step);
      case SOBA -> new Soba(withMomentum);
      case SABA, SABA_IID, SABA_QUADRATIC -> new Saba(withMomentum);
      case SABA_ROW_TABLES -> new Saba(withMomentum, Saba.TableStart.EXACT, Saba.Memory.ROWS);
      case SABA_PENALTY_INSIDE ->
          new Saba(withMomentum, Saba.TableStart.ZERO, Saba.Memory.ROWS_WITH_PENALTY);
      case SID -> new Sid(withMomentum, new StepSize(0.5, 1, 10), 3, 4, 2, false);
      case SID_WARM -> new Sid(withMomentum, StepSize.constant(0.7), 3, 4, 1, true);
    };
  }

  /** A run to a number of iterations that is evaluated at its start and its end. */
  Run run(BilevelProblem problem, long lastIteration) {
    double[] z = new double[COLUMNS];
    Arrays.setAll(z, k -> 0.1 * k);
    return new Run(problem, solver())
        .seed(3)
        .start(z, Problems.filled(problem.outerDimension(), -1))
        .sampling(sampling, 4)
        .evaluate(EvaluationSchedule.never())
        .budget(Budget.ofIterations(lastIteration));
  }
}
