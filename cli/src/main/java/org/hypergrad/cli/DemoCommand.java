package org.hypergrad.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.hypergrad.kernels.Selection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code hypergrad demo}: what the program does, on data that lies in the jar. */
@Command(
    name = "demo",
    description =
        "Learns a strength of the penalty for every feature of a small data set that comes with the"
            + " program, with three solvers, and writes a report. With --cleaning it finds wrong"
            + " labels instead, which were planted among images of digits.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class DemoCommand implements Callable<Integer> {

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Option(
      names = "--dataset",
      paramLabel = "breast-cancer|digits",
      converter = Word.OfDemoData.class,
      description = "The data. (breast-cancer)")
  private @Nullable DemoData data;

  @Option(names = "--cleaning", description = "Find wrong labels among images of digits.")
  private boolean cleaning;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to write the report. (hypergrad-run-DATASET or hypergrad-run-cleaning)")
  private @Nullable Path out;

  @ArgGroup(validate = false, heading = "%nComputing:%n")
  private BackendOptions backend = new BackendOptions();

  @Override
  public Integer call() throws IOException {
    backend.check(spec.commandLine());
    if (cleaning && data == DemoData.BREAST_CANCER) {
      throw new ParameterException(
          spec.commandLine(), "--cleaning is shown on digits, whose pictures can be looked at");
    }
    DemoData chosen = data == null ? DemoData.BREAST_CANCER : data;
    Selection selection = backend.select(spec.commandLine());
    String name = cleaning ? "cleaning" : Word.of(chosen);
    OutputFolder files = OutputFolder.prepare(out != null ? out : Path.of("hypergrad-run-" + name));
    if (cleaning) {
      new CleaningDemo(main.terminal()).run(selection, backend.openOptions(), files);
    } else {
      new StrengthsDemo(chosen, main.terminal()).run(selection, backend.openOptions(), files);
    }
    return ExitCode.OK;
  }
}
