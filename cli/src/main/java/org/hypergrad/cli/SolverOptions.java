package org.hypergrad.cli;

import org.hypergrad.solvers.Sampling;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which method, and how it steps. */
final class SolverOptions {

  @Option(
      names = "--solver",
      paramLabel = "soba|saba|sid",
      converter = Word.OfSolver.class,
      description = "The method. (saba)")
  private SolverName name = SolverName.SABA;

  @Option(
      names = "--step",
      paramLabel = "RHO",
      description =
          "The paper's plain rule with this inner step: constant for saba; RHO/sqrt(t) and"
              + " GAMMA/sqrt(t) for soba; for sid the constant step of every inner and linear"
              + " iteration, undamped. Without it steps are chosen from the data.")
  private @Nullable Double step;

  @Option(
      names = "--outer-step",
      paramLabel = "GAMMA",
      description = "The outer step itself. (RHO with --step, else chosen)")
  private @Nullable Double outerStep;

  @Option(names = "--batch", paramLabel = "N", description = "Rows in a batch. (64)")
  private int batch = 64;

  @Option(
      names = "--sampling",
      paramLabel = "blocks|rows|iid",
      converter = Word.OfSampling.class,
      description =
          "Batches are contiguous blocks of shuffled rows in a new order every epoch, rows of a new"
              + " permutation every epoch, or rows drawn with replacement. (blocks)")
  private Sampling sampling = Sampling.BLOCKS;

  @Option(
      names = "--inner-steps",
      paramLabel = "T",
      description = "sid: inner steps in an iteration. (20)")
  private @Nullable Integer innerSteps;

  @Option(
      names = "--linear-steps",
      paramLabel = "K",
      description = "sid: steps on the linear system in an iteration. (20)")
  private @Nullable Integer linearSteps;

  /** Options as the demonstration sets them. */
  static SolverOptions of(SolverName name, int batch) {
    SolverOptions options = new SolverOptions();
    options.name = name;
    options.batch = batch;
    return options;
  }

  /**
   * Checks ranges, and that the options go together.
   *
   * @throws ParameterException if they do not
   */
  void check(CommandLine command) {
    requirePositive(command, "--step", step);
    requirePositive(command, "--outer-step", outerStep);
    requireAtLeastOne(command, "--batch", batch);
    requireSid(command, "--inner-steps", innerSteps);
    requireSid(command, "--linear-steps", linearSteps);
  }

  private static void requirePositive(CommandLine command, String option, @Nullable Double value) {
    if (value != null && !(value > 0 && Double.isFinite(value))) {
      throw new ParameterException(
          command, "%s must be above 0, it is %s".formatted(option, value));
    }
  }

  private void requireSid(CommandLine command, String option, @Nullable Integer value) {
    if (value != null) {
      if (name != SolverName.SID) {
        throw new ParameterException(
            command,
            "%s is an option of --solver sid; %s has none".formatted(option, Word.of(name)));
      }
      requireAtLeastOne(command, option, value);
    }
  }

  private static void requireAtLeastOne(CommandLine command, String option, int value) {
    if (value < 1) {
      throw new ParameterException(
          command, "%s must be at least 1, it is %d".formatted(option, value));
    }
  }

  SolverName name() {
    return name;
  }

  @Nullable Double step() {
    return step;
  }

  @Nullable Double outerStep() {
    return outerStep;
  }

  int batch() {
    return batch;
  }

  Sampling sampling() {
    return sampling;
  }

  int innerSteps() {
    return innerSteps == null ? 20 : innerSteps;
  }

  int linearSteps() {
    return linearSteps == null ? 20 : linearSteps;
  }
}
