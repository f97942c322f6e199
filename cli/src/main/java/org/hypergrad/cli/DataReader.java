package org.hypergrad.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.hypergrad.datasets.LibSvm;
import org.hypergrad.datasets.ReadReport;
import org.hypergrad.datasets.Splits;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Labels;
import org.jspecify.annotations.Nullable;

/** Reads LIBSVM files and says what was in them. */
final class DataReader {

  private final Terminal terminal;

  DataReader(Terminal terminal) {
    this.terminal = terminal;
  }

  /** What the options ask for, in the order of the files, standardised and with an intercept. */
  Parts read(DataOptions options) throws InputException {
    Path data = options.data();
    Path train = options.train();
    Path valid = options.valid();
    Path first;
    Parts parts;
    if (data != null) {
      first = data;
      parts = divided(data, options);
    } else if (train != null && valid != null) {
      first = train;
      Dataset training = binary("train", train);
      double[] labels = training.labels().map();
      parts = widened(training, labelled("valid", valid, labels), test(options.test(), labels));
    } else {
      throw new IllegalStateException("options were not checked");
    }
    if (parts.features() == 0) {
      throw new InputException(first, "no row has a feature");
    }
    try {
      Parts prepared = parts.prepared(options.standardize(), options.intercept());
      if (prepared.scaling() != null) {
        terminal.say("scaled  " + prepared.scaling());
      }
      return prepared;
    } catch (IllegalArgumentException e) { // values that no standardisation can bring together
      throw new InputException(first, String.valueOf(e.getMessage()));
    }
  }

  private Parts divided(Path file, DataOptions options) throws InputException {
    Dataset all = binary("data", file);
    List<Dataset> split;
    try {
      split = Splits.split(all, options.splitSeed(), options.fractions());
    } catch (IllegalArgumentException e) { // too few rows
      throw new InputException(file, String.valueOf(e.getMessage()));
    }
    Dataset test = split.size() == 3 ? split.getFirst() : test(options.test(), all.labels().map());
    Dataset validation = split.get(split.size() - 2);
    Dataset training = split.getLast();
    terminal.say(
        "split   %,d rows for training, %,d for validation%s (seed %d)"
            .formatted(
                training.rows(),
                validation.rows(),
                split.size() == 3 ? ", %,d for testing".formatted(split.getFirst().rows()) : "",
                options.splitSeed()));
    return widened(training, validation, test);
  }

  private @Nullable Dataset test(@Nullable Path file, double[] labels) throws InputException {
    return file == null ? null : labelled("test", file, labels);
  }

  /** A column that training rows lack has weight zero at the optimum: the widest file decides. */
  private static Parts widened(Dataset training, Dataset validation, @Nullable Dataset test) {
    int width = Math.max(training.columns(), validation.columns());
    if (test != null) {
      width = Math.max(width, test.columns());
    }
    return Parts.of(
        Width.set(training, width),
        Width.set(validation, width),
        test == null ? null : Width.set(test, width));
  }

  /**
   * Data of two classes, whatever they are called.
   *
   * @param role what to call the file for people
   */
  Dataset binary(String role, Path file) throws InputException {
    Dataset data = read(role, file, LibSvm.options().maximumClasses(2));
    Labels labels = data.labels();
    if (labels.classes() < 2) {
      throw new InputException(
          file, "every row has label %s; two classes are needed".formatted(label(labels.value(0))));
    }
    terminal.say(
        "labels  %s is the positive class, %s the negative one"
            .formatted(label(labels.value(1)), label(labels.value(0))));
    return data;
  }

  /** Data with labels that are known. */
  Dataset labelled(String role, Path file, double[] labels) throws InputException {
    return read(role, file, LibSvm.options().labels(labels));
  }

  /** Data whose labels may be any numbers. */
  Dataset unlabelled(String role, Path file) throws InputException {
    return read(role, file, LibSvm.options());
  }

  private Dataset read(String role, Path file, LibSvm.Options options) throws InputException {
    LibSvm.Result result;
    try {
      result = options.read(file);
    } catch (IOException e) {
      throw new InputException(e);
    }
    ReadReport report = result.report();
    terminal.say(
        "%-7s %s: %,d rows, %,d features, %,d non-zeros; %.1f MB at %.0f MB/s"
            .formatted(
                role,
                OneLine.of(file.toString()),
                report.rows(),
                result.dataset().columns(),
                report.entries(),
                report.bytes() / 1e6,
                report.megabytesPerSecond()));
    return result.dataset();
  }

  /** A label as people write it: 1 rather than 1.0. */
  static String label(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
