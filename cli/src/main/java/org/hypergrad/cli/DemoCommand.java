package org.hypergrad.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hypergrad.datasets.Splits;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Selection;
import org.hypergrad.solvers.Batches;
import org.hypergrad.solvers.BilevelProblem;
import org.hypergrad.solvers.Budget;
import org.hypergrad.solvers.Run;
import org.hypergrad.solvers.Sampling;
import org.hypergrad.solvers.Solver;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code hypergrad demo}: three solvers on data that lies in the jar. */
@Command(
    name = "demo",
    description =
        "Learns a strength of the penalty for every feature of a small data set that comes with the"
            + " program, with three solvers, and writes a report.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class DemoCommand implements Callable<Integer> {

  private static final int BATCH = 32;
  private static final long SEED = 1;

  /** Few rows and many features: beyond this, weights would hardly be determined. */
  private static final double BOX = 6;

  private static final double START = -2;
  private static final double TEST_FRACTION = 0.25;
  private static final double VALIDATION_FRACTION = 0.4;

  /**
   * Iterations decide, so that everyone sees the same numbers; the seconds are for slow machines.
   */
  private static final double MOST_SECONDS = 12;

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Option(
      names = "--dataset",
      paramLabel = "breast-cancer|digits",
      converter = Word.OfDemoData.class,
      description = "The data. (breast-cancer)")
  private DemoData data = DemoData.BREAST_CANCER;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to write the report. (hypergrad-run-DATASET)")
  private @Nullable Path out;

  @ArgGroup(validate = false, heading = "%nComputing:%n")
  private BackendOptions backend = new BackendOptions();

  @Override
  public Integer call() throws IOException {
    backend.check(spec.commandLine());
    Selection selection = backend.select(spec.commandLine());
    Path folder = out != null ? out : Path.of("hypergrad-run-" + Word.of(data));
    OutputFolder files = OutputFolder.prepare(folder);
    Terminal terminal = main.terminal();
    Dataset all = data.read();
    List<Dataset> split = Splits.split(all, SEED, TEST_FRACTION, VALIDATION_FRACTION);
    Parts parts =
        Parts.of(split.get(2), split.get(1), split.get(0)).prepared(true, true).shuffled(SEED);
    terminal.say(data.question());
    terminal.say(
        "%d rows for training, %d for validation, %d for testing; %d features, standardised, and an intercept"
            .formatted(
                split.get(2).rows(), split.get(1).rows(), split.get(0).rows(), parts.features()));
    RegularizationTask task =
        new RegularizationTask(
            parts, PenaltyLayout.of(PenaltyKind.FEATURE, parts.features(), parts.classes()), BOX);
    try (OpenProblem open = task.open(selection, backend.openOptions())) {
      List<Conducted> runs = new ArrayList<>();
      for (SolverName name : SolverName.values()) {
        runs.add(run(open, name));
      }
      DemoReport report = new DemoReport(data, open.choice(), runs);
      Map<String, String> texts = new LinkedHashMap<>();
      String svm = Word.of(data) + ".svm";
      texts.put(svm, LibSvmText.of(all));
      texts.put(
          "report.html", report.html(task, settings(open, parts)));
      files.write(texts);
      terminal.out().print(report.table());
      terminal.out().printf("%nreport   %s%n", files.file("report.html").toAbsolutePath());
      terminal.out().printf("try next %s%n", next(files, svm));
    }
    return ExitCode.OK;
  }

  private Conducted run(OpenProblem open, SolverName name) throws IOException {
    BilevelProblem problem = open.problem();
    SolverOptions options = SolverOptions.of(name, BATCH);
    Batches batches = new Batches(problem, Sampling.BLOCKS, BATCH, SEED);
    Solver solver = new SolverFactory(options).make(problem, batches);
    StartPoint start =
        StartPoint.constant(problem.innerDimension(), problem.outerDimension(), START);
    Budget budget = new Budget(iterations(name), MOST_SECONDS, 0);
    Run run =
        new Run(problem, solver)
            .sampling(Sampling.BLOCKS, BATCH)
            .seed(SEED)
            .start(start.z(), start.x())
            .budget(budget);
    return new Conductor(open, new Progress(main.terminal(), solver.name(), budget))
        .conduct(solver, run);
  }

  /** An iteration of sid takes some forty batches and a pass over the validation rows. */
  private static long iterations(SolverName name) {
    return switch (name) {
      case SOBA, SABA -> 100_000;
      case SID -> 4_000;
    };
  }

  private Map<String, String> settings(OpenProblem open, Parts parts) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("Data", data.question());
    settings.put(
        "Rows",
        "%,d training, %,d validation, %,d test"
            .formatted(
                parts.training().rows(),
                parts.validation().rows(),
                parts.test() == null ? 0 : parts.test().rows()));
    settings.put(
        "Features",
        "%,d, standardised on the training rows, intercept".formatted(parts.features()));
    settings.put("Sampling", "blocks, batch " + BATCH);
    settings.put("Seed", Long.toString(SEED));
    settings.put("Start", "weights 0, every x = " + START);
    settings.put("Box", "±" + BOX);
    settings.put("Backend", open.choice() + ", threads: " + backend.threads());
    settings.put("Made by", new Version().getVersion()[0]);
    return settings;
  }

  /** The command that does the same with files, as a beginning for the user's own data. */
  private static String next(OutputFolder files, String svm) {
    return "hypergrad solve --data %s --test-fraction %s --valid-fraction %s --standardize --intercept --box %.0f --out %s"
        .formatted(
            quoted(files.file(svm)),
            TEST_FRACTION,
            VALIDATION_FRACTION,
            BOX,
            quoted(files.file("own")));
  }

  /** A path as a shell takes it back. */
  private static String quoted(Path path) {
    String text = OneLine.of(path.toString());
    return text.matches("[\\w./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
