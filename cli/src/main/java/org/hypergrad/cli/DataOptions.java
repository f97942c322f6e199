package org.hypergrad.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which data, how it is divided and what is done to it. */
final class DataOptions {

  private static final double DEFAULT_FRACTION = 0.2;

  @Option(
      names = "--train",
      paramLabel = "F",
      description =
          "Training rows: LIBSVM text, as it is or packed with gzip, bzip2 or xz. Labels may be any"
              + " numbers, one a class; of two the larger one is the positive class.")
  private @Nullable Path train;

  @Option(
      names = "--valid",
      paramLabel = "F",
      description = "Validation rows, whose loss is brought down.")
  private @Nullable Path valid;

  @Option(
      names = "--data",
      paramLabel = "F",
      description = "Instead of both: one file that is divided at random.")
  private @Nullable Path data;

  @Option(
      names = "--valid-fraction",
      paramLabel = "F",
      description =
          "With --data: the part for validation, of the rows that are not for testing. (.2)")
  private @Nullable Double validFraction;

  @Option(
      names = "--test",
      paramLabel = "F",
      description = "Rows on which errors are reported; nothing is learned from them.")
  private @Nullable Path test;

  @Option(
      names = "--test-fraction",
      paramLabel = "F",
      description = "With --data: the part for testing, taken first. (none)")
  private @Nullable Double testFraction;

  @Option(
      names = "--split-seed",
      paramLabel = "N",
      description = "With --data: the seed of the division. (1)")
  private @Nullable Long splitSeed;

  @Option(
      names = "--standardize",
      description =
          "Bring every feature to unit variance, fitted on the training rows. Where an eighth of"
              + " the entries or more is not zero, features are centred as well; sparser data are"
              + " only scaled, so that they stay sparse.")
  private boolean standardize;

  @Option(names = "--intercept", description = "Add an intercept, which is not penalised.")
  private boolean intercept;

  /**
   * Checks that the options go together.
   *
   * @throws ParameterException if they do not
   */
  void check(CommandLine command) {
    if (data != null && (train != null || valid != null)) {
      throw new ParameterException(
          command,
          "--data is divided into training and validation: give it without --train, --valid");
    }
    if (data == null && (train == null || valid == null)) {
      throw new ParameterException(
          command,
          train == null && valid == null
              ? "there is no data: give --train F --valid F, or --data F"
              : "%s is missing: training and validation rows are needed, or --data F"
                  .formatted(train == null ? "--train" : "--valid"));
    }
    if (data == null) {
      requireData(command, "--valid-fraction", validFraction);
      requireData(command, "--test-fraction", testFraction);
      requireData(command, "--split-seed", splitSeed);
    }
    if (test != null && testFraction != null) {
      throw new ParameterException(command, "--test and --test-fraction exclude each other");
    }
    requireFraction(command, "--valid-fraction", validFraction);
    requireFraction(command, "--test-fraction", testFraction);
  }

  private static void requireData(CommandLine command, String option, @Nullable Object value) {
    if (value != null) {
      throw new ParameterException(command, option + " needs --data, the file to divide");
    }
  }

  private static void requireFraction(CommandLine command, String option, @Nullable Double value) {
    if (value != null && !(value > 0 && value < 1)) {
      throw new ParameterException(
          command, "%s must be above 0 and below 1, it is %s".formatted(option, value));
    }
  }

  /** The file that training rows are in. */
  Path first() {
    Path file = data != null ? data : train;
    if (file == null) {
      throw new IllegalStateException("options were not checked");
    }
    return file;
  }

  @Nullable Path train() {
    return train;
  }

  @Nullable Path valid() {
    return valid;
  }

  @Nullable Path data() {
    return data;
  }

  @Nullable Path test() {
    return test;
  }

  /**
   * The fractions that {@link org.hypergrad.datasets.Splits} takes: testing first, if asked for.
   */
  double[] fractions() {
    double validation = validFraction == null ? DEFAULT_FRACTION : validFraction;
    return testFraction == null
        ? new double[] {validation}
        : new double[] {testFraction, validation};
  }

  long splitSeed() {
    return splitSeed == null ? 1 : splitSeed;
  }

  boolean standardize() {
    return standardize;
  }

  boolean intercept() {
    return intercept;
  }
}
