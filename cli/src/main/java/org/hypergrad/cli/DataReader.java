package org.hypergrad.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.hypergrad.datasets.Idx;
import org.hypergrad.datasets.LibSvm;
import org.hypergrad.datasets.ReadReport;
import org.hypergrad.datasets.Splits;
import org.hypergrad.kernels.Dataset;
import org.jspecify.annotations.Nullable;

/** Reads files of data and says what was in them. */
final class DataReader {

  /** More labels than that are quantities. */
  private static final int MOST_CLASSES = 1_000;

  private final Terminal terminal;
  private final double @Nullable [] classes;

  /** Whatever labels files have decides which classes there are. */
  DataReader(Terminal terminal) {
    this(terminal, null);
  }

  /**
   * A reader of rows whose classes are known.
   *
   * @param classes the label map; null where labels of the training rows decide
   */
  DataReader(Terminal terminal, double @Nullable [] classes) {
    this.terminal = terminal;
    this.classes = classes;
  }

  /** The rows that the options ask for, in the order of the files, all as wide as the widest. */
  Parts read(DataOptions options) throws InputException {
    Parts parts = widened(rows(options));
    if (parts.features() == 0) {
      throw new InputException(options.first(), "no row has a feature");
    }
    return parts;
  }

  /** The rows that the options ask for, in the order of the files, as they are there. */
  Parts rows(DataOptions options) throws InputException {
    Path data = options.data();
    Path train = options.train();
    Path valid = options.valid();
    Path images = options.images();
    if (data != null) {
      Dataset all = classified("data", data);
      return divided(data, all, test(options.test(), all.labels().map()), options, null);
    }
    if (images != null) {
      return images(images, options);
    }
    if (train != null && valid != null) {
      Dataset training = classified("train", train);
      double[] labels = training.labels().map();
      return Parts.of(training, labelled("valid", valid, labels), test(options.test(), labels));
    }
    throw new IllegalStateException("options were not checked");
  }

  /** The parts of a file, standardised and with an intercept if options ask for it. */
  Parts prepared(Parts parts, PreparationOptions options, Path file) throws InputException {
    try {
      Parts prepared = parts.prepared(options.standardize(), options.intercept());
      if (prepared.scaling() != null) {
        terminal.say("scaled  " + prepared.scaling());
      }
      return prepared;
    } catch (IllegalArgumentException e) { // values that no standardisation can bring together
      throw new InputException(file, String.valueOf(e.getMessage()));
    }
  }

  private Parts images(Path file, DataOptions options) throws InputException {
    Path labels = options.labels();
    Path testImages = options.testImages();
    Path testLabels = options.testLabels();
    if (labels == null) {
      throw new IllegalStateException("options were not checked");
    }
    Idx.Images all = images("images", file, labels, classes);
    double[] map = all.dataset().labels().map();
    if (classes == null) {
      sayClasses(labels, map);
    }
    Idx.Images test =
        testImages == null || testLabels == null
            ? null
            : images("test", testImages, testLabels, map);
    if (test != null
        && testImages != null
        && (test.height() != all.height() || test.width() != all.width())) {
      throw new InputException(
          testImages,
          "images of %d × %d pixels, those for training have %d × %d"
              .formatted(test.height(), test.width(), all.height(), all.width()));
    }
    return divided(
        file,
        all.dataset(),
        test == null ? null : test.dataset(),
        options,
        new Parts.ImageSize(all.height(), all.width()));
  }

  /** Images with their labels: those of a map, or any if there is none. */
  Idx.Images images(String role, Path images, Path labels, double @Nullable [] map)
      throws InputException {
    Idx.Images read;
    try {
      read = map == null ? Idx.read(images, labels) : Idx.read(images, labels, map);
    } catch (IOException e) {
      throw new InputException(e);
    }
    sayImages(role, images, read.dataset().rows(), read.height(), read.width());
    return read;
  }

  /** Images without labels. */
  Idx.Unlabelled unlabelledImages(Path images) throws InputException {
    Idx.Unlabelled read;
    try {
      read = Idx.readImages(images);
    } catch (IOException e) {
      throw new InputException(e);
    }
    sayImages("images", images, read.features().rows(), read.height(), read.width());
    return read;
  }

  private void sayImages(String role, Path file, int images, int height, int width) {
    terminal.say(
        "%-7s %s: %,d images of %d × %d pixels"
            .formatted(role, OneLine.of(file.toString()), images, height, width));
  }

  private Parts divided(
      Path file,
      Dataset all,
      @Nullable Dataset test,
      DataOptions options,
      Parts.@Nullable ImageSize images)
      throws InputException {
    int[] training;
    int[] validation;
    Dataset testing = test;
    int testRows = 0;
    int[] sizes = options.sizes();
    try {
      if (sizes != null) {
        List<int[]> drawn = Splits.drawRows(all.rows(), options.splitSeed(), sizes);
        training = drawn.getFirst();
        validation = drawn.getLast();
      } else {
        List<int[]> split = Splits.rows(all.rows(), options.splitSeed(), options.fractions());
        training = split.getLast();
        validation = split.get(split.size() - 2);
        if (split.size() == 3) {
          testing = all.selectRows(split.getFirst());
          testRows = testing.rows();
        }
      }
    } catch (IllegalArgumentException e) { // too few rows
      throw new InputException(file, String.valueOf(e.getMessage()));
    }
    terminal.say(
        "split   %,d rows for training, %,d for validation%s (seed %d)"
            .formatted(
                training.length,
                validation.length,
                testRows == 0 ? "" : ", %,d for testing".formatted(testRows),
                options.splitSeed()));
    return Parts.of(
        all.selectRows(training), all.selectRows(validation), testing, training, images);
  }

  private @Nullable Dataset test(@Nullable Path file, double[] labels) throws InputException {
    return file == null ? null : labelled("test", file, labels);
  }

  /** A column that training rows lack has weight zero at the optimum: the widest file decides. */
  private static Parts widened(Parts parts) {
    Dataset test = parts.test();
    int width = Math.max(parts.training().columns(), parts.validation().columns());
    if (test != null) {
      width = Math.max(width, test.columns());
    }
    return Parts.of(
        Width.set(parts.training(), width),
        Width.set(parts.validation(), width),
        test == null ? null : Width.set(test, width),
        parts.trainingOrigin(),
        parts.images());
  }

  /** Data of the classes that are known, or of two or more, whatever they are called. */
  private Dataset classified(String role, Path file) throws InputException {
    if (classes != null) {
      return labelled(role, file, classes);
    }
    Dataset data = read(role, file, LibSvm.options().maximumClasses(MOST_CLASSES));
    sayClasses(file, data.labels().map());
    return data;
  }

  private void sayClasses(Path file, double[] map) throws InputException {
    Classes found = new Classes(map);
    switch (found.count()) {
      case 1 ->
          throw new InputException(
              file, "every row has label %s; two classes are needed".formatted(found.label(0)));
      case 2 ->
          terminal.say(
              "labels  %s is the positive class, %s the negative one"
                  .formatted(found.label(1), found.label(0)));
      default -> terminal.say("labels  %d classes: %s".formatted(found.count(), found.listed()));
    }
  }

  private Dataset labelled(String role, Path file, double[] labels) throws InputException {
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
}
