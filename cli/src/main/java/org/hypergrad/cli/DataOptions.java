package org.hypergrad.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which data, and how it is divided. */
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
          "With --data or --images: the part for validation, of the rows that are not for testing."
              + " (.2)")
  private @Nullable Double validFraction;

  @Option(
      names = "--test",
      paramLabel = "F",
      description = "Rows on which errors are reported; nothing is learned from them.")
  private @Nullable Path test;

  @Option(
      names = "--test-fraction",
      paramLabel = "F",
      description = "With --data or --images: the part for testing, taken first. (none)")
  private @Nullable Double testFraction;

  @Option(
      names = "--split-seed",
      paramLabel = "N",
      description = "With --data or --images: the seed of the division. (1)")
  private @Nullable Long splitSeed;

  @Option(
      names = "--images",
      paramLabel = "F",
      description =
          "Instead of --data: images in MNIST's format (IDX), packed or not, a feature a pixel.")
  private @Nullable Path images;

  @Option(names = "--labels", paramLabel = "F", description = "The labels of --images, in IDX too.")
  private @Nullable Path labels;

  @Option(
      names = "--test-images",
      paramLabel = "F",
      description = "With --images: images on which errors are reported.")
  private @Nullable Path testImages;

  @Option(names = "--test-labels", paramLabel = "F", description = "The labels of --test-images.")
  private @Nullable Path testLabels;

  @Option(
      names = "--train-rows",
      paramLabel = "N",
      description = "With --data or --images: draw so many rows for training; others are left out.")
  private @Nullable Integer trainRows;

  @Option(
      names = "--valid-rows",
      paramLabel = "N",
      description = "With --train-rows: so many others for validation.")
  private @Nullable Integer validRows;

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
    checkImages(command);
    boolean divided = data != null || images != null;
    if (!divided && (train == null || valid == null)) {
      throw new ParameterException(
          command,
          train == null && valid == null
              ? "there is no data: give --train F --valid F, or --data F, or --images F --labels F"
              : "%s is missing: training and validation rows are needed, or --data F"
                  .formatted(train == null ? "--train" : "--valid"));
    }
    if (!divided) {
      requireDivided(command, "--valid-fraction", validFraction);
      requireDivided(command, "--test-fraction", testFraction);
      requireDivided(command, "--split-seed", splitSeed);
      requireDivided(command, "--train-rows", trainRows);
      requireDivided(command, "--valid-rows", validRows);
    }
    checkRows(command);
    if (test != null && testFraction != null) {
      throw new ParameterException(command, "--test and --test-fraction exclude each other");
    }
    if (testImages != null && testFraction != null) {
      throw new ParameterException(command, "--test-images and --test-fraction exclude each other");
    }
    requireFraction(command, "--valid-fraction", validFraction);
    requireFraction(command, "--test-fraction", testFraction);
  }

  private void checkImages(CommandLine command) {
    requireBoth(command, "--images", images, "--labels", labels);
    requireBoth(command, "--test-images", testImages, "--test-labels", testLabels);
    if (images != null && (data != null || train != null || valid != null || test != null)) {
      throw new ParameterException(
          command,
          "--images is divided into training and validation: give it without --data, --train, --valid, --test");
    }
    if (images == null && testImages != null) {
      throw new ParameterException(command, "--test-images needs --images");
    }
  }

  private static void requireBoth(
      CommandLine command,
      String first,
      @Nullable Object firstValue,
      String second,
      @Nullable Object secondValue) {
    if ((firstValue == null) != (secondValue == null)) {
      throw new ParameterException(
          command,
          "%s needs %s"
              .formatted(firstValue == null ? second : first, firstValue == null ? first : second));
    }
  }

  private void checkRows(CommandLine command) {
    requireBoth(command, "--train-rows", trainRows, "--valid-rows", validRows);
    if (trainRows == null || validRows == null) {
      return;
    }
    if (trainRows < 1 || validRows < 1) {
      throw new ParameterException(
          command,
          "--train-rows and --valid-rows must be at least 1, they are %d and %d"
              .formatted(trainRows, validRows));
    }
    if (validFraction != null || testFraction != null) {
      throw new ParameterException(
          command, "--train-rows excludes --valid-fraction and --test-fraction");
    }
  }

  private static void requireDivided(CommandLine command, String option, @Nullable Object value) {
    if (value != null) {
      throw new ParameterException(
          command, option + " needs --data or --images, the file to divide");
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
    Path file = data != null ? data : images != null ? images : train;
    if (file == null) {
      throw new IllegalStateException("options were not checked");
    }
    return file;
  }

  /** The file that test rows are in, if there are any. */
  Path testFile() {
    return test != null ? test : testImages != null ? testImages : first();
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

  @Nullable Path images() {
    return images;
  }

  @Nullable Path labels() {
    return labels;
  }

  @Nullable Path testImages() {
    return testImages;
  }

  @Nullable Path testLabels() {
    return testLabels;
  }

  /** Every file that was given. */
  List<Path> files() {
    return Stream.of(data, train, valid, test, images, labels, testImages, testLabels)
        .filter(Objects::nonNull)
        .toList();
  }

  /** Numbers of rows for training and validation; null where fractions decide. */
  int @Nullable [] sizes() {
    return trainRows == null || validRows == null ? null : new int[] {trainRows, validRows};
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
}
