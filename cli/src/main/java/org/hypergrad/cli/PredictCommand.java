package org.hypergrad.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.Selection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code hypergrad predict}: labels and probabilities of new rows. */
@Command(
    name = "predict",
    description =
        "Prints a line 'label,probability' for every row of a LIBSVM file, or for every image: the"
            + " label that the model predicts, and the probability of the positive class, which is"
            + " the larger label of the training data. With three classes or more it is a probability"
            + " a class, in columns named 'probability of 3' and so on. The labels in a LIBSVM file may"
            + " be anything; where all of them are known to the model, or --labels are given, the"
            + " error is said on standard error.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class PredictCommand implements Callable<Integer> {

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "F",
      required = true,
      description = "A model.json that solve has written.")
  private @Nullable Path model;

  @Option(
      names = "--data",
      paramLabel = "F",
      description = "Rows to predict: LIBSVM text, as it is or packed with gzip, bzip2 or xz.")
  private @Nullable Path data;

  @Option(
      names = "--images",
      paramLabel = "F",
      description =
          "Instead of --data: images in MNIST's format (IDX), packed or not, as many pixels each as"
              + " the model has features.")
  private @Nullable Path images;

  @Option(
      names = "--labels",
      paramLabel = "F",
      description = "With --images: their labels, in IDX too, to say the error. (none)")
  private @Nullable Path labels;

  @Option(names = "--out", paramLabel = "F", description = "Write to this file. (standard output)")
  private @Nullable Path out;

  @ArgGroup(validate = false, heading = "%nComputing:%n")
  private BackendOptions backend = new BackendOptions();

  @Override
  public Integer call() throws IOException {
    if (model == null) {
      throw new IllegalStateException("picocli requires this option");
    }
    check();
    backend.check(spec.commandLine());
    Selection selection = backend.select(spec.commandLine());
    Terminal terminal = main.terminal();
    Model read = ModelFile.read(model);
    NewRows rows = rows(new ModelData(read, terminal));
    Predictions predictions = predictions(selection, rows, read);
    String text = text(predictions, read.classes());
    if (out == null) {
      PrintStream stream = terminal.out();
      stream.print(text);
    } else {
      Path file = out.toAbsolutePath();
      Path folder = file.getParent();
      Path name = file.getFileName();
      if (folder == null || name == null) {
        throw new IOException(out + ": a file is needed for the predictions");
      }
      OutputFolder.prepare(folder).write(Map.of(name.toString(), text));
    }
    if (rows.labels() != null) {
      sayError(predictions, rows.labels(), read.classes());
    }
    return ExitCode.OK;
  }

  private void check() {
    if (data == null && images == null) {
      throw new ParameterException(
          spec.commandLine(), "there is nothing to predict: give --data F, or --images F");
    }
    if (data != null && images != null) {
      throw new ParameterException(spec.commandLine(), "--data and --images exclude each other");
    }
    if (labels != null && images == null) {
      throw new ParameterException(
          spec.commandLine(), "--labels needs --images; the labels of --data are in its file");
    }
  }

  private NewRows rows(ModelData reader) throws InputException {
    if (images != null) {
      return reader.images(images, labels);
    }
    if (data == null) {
      throw new IllegalStateException("options were not checked");
    }
    return reader.unlabelled(data);
  }

  private Predictions predictions(Selection selection, NewRows rows, Model of) {
    // which labels there are does not matter here, only how many there may be
    double[] any = new double[rows.features().rows()];
    Arrays.fill(any, of.classes().labels()[0]);
    Dataset unlabelled = new Dataset(rows.features(), Labels.of(any, of.classes().labels()));
    try (LogisticKernels kernels = selection.logistic(unlabelled, backend.openOptions())) {
      return Predictions.of(kernels, of.theta());
    }
  }

  private static String text(Predictions predictions, Classes classes) {
    StringBuilder text = new StringBuilder("label");
    if (classes.outputs() == 1) {
      text.append(",probability");
    } else {
      for (int c = 0; c < classes.count(); c++) {
        text.append(",probability of ").append(classes.label(c));
      }
    }
    for (int row = 0; row < predictions.rows(); row++) {
      text.append('\n').append(classes.label(predictions.classOf(row)));
      for (double probability : predictions.probabilities(row)) {
        text.append(',').append(probability);
      }
    }
    return text.append('\n').toString();
  }

  private void sayError(Predictions predictions, Labels found, Classes classes) {
    if (!Arrays.stream(found.map()).allMatch(classes::has)) {
      return;
    }
    double[] labels = new double[found.rows()];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = found.value(found.classOf(row));
    }
    int wrong = predictions.wrong(Labels.of(labels, classes.labels()));
    main.terminal()
        .say(
            "error   %,d of %,d rows (%s)"
                .formatted(
                    wrong,
                    predictions.rows(),
                    Summary.percent((double) wrong / predictions.rows())));
  }
}
