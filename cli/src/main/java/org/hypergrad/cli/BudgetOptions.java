package org.hypergrad.cli;

import org.hypergrad.solvers.Batches;
import org.hypergrad.solvers.BilevelProblem;
import org.hypergrad.solvers.Budget;
import org.hypergrad.solvers.EvaluationSchedule;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How long a run goes on, and how often it is evaluated. */
final class BudgetOptions {

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "End after N passes over the training rows. For sid, whose iteration takes more rows: after"
              + " as many rows as N epochs of the other solvers.")
  private @Nullable Long epochs;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description =
          "End after N iterations; runs of the same seed and threads end on the same bits.")
  private @Nullable Long iterations;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description =
          "End after S seconds of solver time, which leaves out reading, evaluation and"
              + " checkpoints. (10)")
  private @Nullable Double seconds;

  @Option(
      names = "--eval-every",
      paramLabel = "SECONDS",
      description = "Seconds of solver time between exact evaluations. (growing distances)")
  private @Nullable Double evaluateEvery;

  /**
   * Checks ranges, and that at most one bound is given.
   *
   * @throws ParameterException if they are not as said
   */
  void check(CommandLine command) {
    requireOne(command, "--epochs", epochs, "--iterations", iterations);
    requireOne(command, "--epochs", epochs, "--seconds", seconds);
    requireOne(command, "--iterations", iterations, "--seconds", seconds);
    requireNotNegative(command, "--epochs", epochs == null ? 0 : epochs.doubleValue());
    requireNotNegative(command, "--iterations", iterations == null ? 0 : iterations.doubleValue());
    requireNotNegative(command, "--seconds", seconds == null ? 0 : seconds);
    if (evaluateEvery != null && !(evaluateEvery > 0)) {
      throw new ParameterException(command, "--eval-every must be above 0, it is " + evaluateEvery);
    }
  }

  private static void requireOne(
      CommandLine command,
      String first,
      @Nullable Object firstValue,
      String second,
      @Nullable Object secondValue) {
    if (firstValue != null && secondValue != null) {
      throw new ParameterException(
          command, "%s and %s exclude each other".formatted(first, second));
    }
  }

  private static void requireNotNegative(CommandLine command, String option, double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw new ParameterException(
          command, "%s must be finite and not negative, it is %s".formatted(option, value));
    }
  }

  /** The budget of a run whose iterations take so many rows each. */
  Budget budget(BilevelProblem problem, Batches batches, SolverOptions solver) {
    if (iterations != null) {
      return Budget.ofIterations(iterations);
    }
    if (epochs != null) {
      return Budget.ofIterations(
          (long) Math.ceil((double) epochs * iterationsPerEpoch(problem, batches, solver)));
    }
    return Budget.ofSeconds(seconds == null ? 10 : seconds);
  }

  private static double iterationsPerEpoch(
      BilevelProblem problem, Batches batches, SolverOptions solver) {
    double singleLoop = batches.innerBatchesPerEpoch();
    if (solver.name() != SolverName.SID) {
      return singleLoop;
    }
    double rows =
        (solver.innerSteps() + solver.linearSteps() + 1.0) * batches.innerBatch()
            + problem.outerRows();
    return singleLoop * (batches.innerBatch() + batches.outerBatch()) / rows;
  }

  /** When a run is evaluated. */
  EvaluationSchedule schedule() {
    return evaluateEvery == null
        ? EvaluationSchedule.geometric()
        : EvaluationSchedule.every(evaluateEvery);
  }
}
