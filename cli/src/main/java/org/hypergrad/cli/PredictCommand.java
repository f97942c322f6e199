package org.hypergrad.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.Logistic;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Selection;
import org.hypergrad.kernels.Vec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code hypergrad predict}: labels and probabilities of new rows. */
@Command(
    name = "predict",
    description =
        "Prints a line 'label,probability' for every row of a LIBSVM file: the label that the model"
            + " predicts, and the probability of the positive class, which is the larger label of the"
            + " training data. The labels in the file may be anything; where all of them are known to"
            + " the model, the error is said on standard error.",
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

  @Option(names = "--data", paramLabel = "F", required = true, description = "Rows to predict.")
  private @Nullable Path data;

  @Option(names = "--out", paramLabel = "F", description = "Write to this file. (standard output)")
  private @Nullable Path out;

  @ArgGroup(validate = false, heading = "%nComputing:%n")
  private BackendOptions backend = new BackendOptions();

  @Override
  public Integer call() throws IOException {
    if (model == null || data == null) {
      throw new IllegalStateException("picocli requires these options");
    }
    backend.check(spec.commandLine());
    Selection selection = backend.select(spec.commandLine());
    Terminal terminal = main.terminal();
    Model read = ModelFile.read(model);
    Dataset rows = new ModelData(read, terminal).unlabelled(data);
    double[] margins = margins(selection, rows, read.theta());
    String text = text(margins, read.labels());
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
    sayError(margins, rows.labels(), read.labels());
    return ExitCode.OK;
  }

  private double[] margins(Selection selection, Dataset rows, double[] theta) {
    // Which labels the file has does not matter here; kernels want two classes.
    Labels any = Labels.of(new double[rows.rows()], new double[] {0, 1});
    Dataset unlabelled = new Dataset(rows.features(), any);
    try (LogisticKernels kernels = selection.logistic(unlabelled, backend.openOptions())) {
      Vec out = kernels.vectors().create(rows.rows());
      kernels.margins(Rows.all(), kernels.vectors().of(theta), out);
      return kernels.vectors().toArray(out);
    }
  }

  private static String text(double[] margins, double[] labels) {
    String negative = DataReader.label(labels[0]);
    String positive = DataReader.label(labels[1]);
    StringBuilder text = new StringBuilder("label,probability\n");
    for (double margin : margins) {
      text.append(margin > 0 ? positive : negative)
          .append(',')
          .append(Logistic.probability(margin))
          .append('\n');
    }
    return text.toString();
  }

  private void sayError(double[] margins, Labels found, double[] labels) {
    int wrong = 0;
    for (int row = 0; row < margins.length; row++) {
      double label = found.value(found.classOf(row));
      if (label != labels[0] && label != labels[1]) {
        return;
      }
      if (label != (margins[row] > 0 ? labels[1] : labels[0])) {
        wrong++;
      }
    }
    main.terminal()
        .say(
            "error   %,d of %,d rows (%s)"
                .formatted(
                    wrong, margins.length, Summary.percent((double) wrong / margins.length)));
  }
}
