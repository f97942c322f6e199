package org.hypergrad.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which kind of problem is solved, and how far its x may go. */
final class ProblemOptions {

  private static final double DEFAULT_BOX = 12;

  @Option(
      names = "--problem",
      paramLabel = "regularization|cleaning",
      converter = Word.OfProblem.class,
      description =
          "regularization learns strengths of a penalty; cleaning learns a weight for every training"
              + " row, by which wrong labels are found: those of validation rows must be right."
              + " (regularization)")
  private ProblemKind kind = ProblemKind.REGULARIZATION;

  @Option(
      names = "--box",
      paramLabel = "B",
      description =
          "Keep every x, the logarithm of a strength or what a row's weight is made of, in [-B, B]."
              + " (12)")
  private double box = DEFAULT_BOX;

  @Option(
      names = "--corrupt",
      paramLabel = "P",
      description =
          "With --problem cleaning: first plant wrong labels, replacing every training label with"
              + " probability P by a random one, and report how many of them were found.")
  private @Nullable Double corrupt;

  /**
   * Checks ranges, and that the options go together.
   *
   * @throws ParameterException if they do not
   */
  void check(CommandLine command, PenaltyOptions penalty) {
    penalty.check(command);
    if (!(box > 0 && Double.isFinite(box))) {
      throw new ParameterException(command, "--box must be finite and above 0, it is " + box);
    }
    if (kind == ProblemKind.CLEANING && penalty.isGiven()) {
      throw new ParameterException(
          command, "--penalty is an option of --problem regularization; cleaning has a fixed one");
    }
    if (corrupt != null && kind != ProblemKind.CLEANING) {
      throw new ParameterException(command, "--corrupt needs --problem cleaning");
    }
    if (corrupt != null && !(corrupt > 0 && corrupt <= 1)) {
      throw new ParameterException(
          command, "--corrupt must be above 0 and at most 1, it is " + corrupt);
    }
  }

  ProblemKind kind() {
    return kind;
  }

  double box() {
    return box;
  }

  /** The probability that a training label is replaced; null for none. */
  @Nullable Double corrupt() {
    return corrupt;
  }
}
