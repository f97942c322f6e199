package org.hypergrad.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hypergrad.kernels.DeviceFailedException;
import org.hypergrad.kernels.Selection;
import org.hypergrad.solvers.Batches;
import org.hypergrad.solvers.BilevelProblem;
import org.hypergrad.solvers.Budget;
import org.hypergrad.solvers.DefaultSteps;
import org.hypergrad.solvers.Run;
import org.hypergrad.solvers.Smoothness;
import org.hypergrad.solvers.Solver;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code hypergrad solve}: learns what is not a weight from files. */
@Command(
    name = "solve",
    description =
        "Learns the strength of a penalty for every feature of a logistic regression, or the worth of"
            + " every training row: weights are fitted to the training rows, and what is learned is"
            + " moved along the exact gradient of the loss on the validation rows.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    footer = {
      "",
      "With --out DIR: result.json, trace.csv, model.json, report.html and checkpoint; of data"
          + " cleaning also suspects.csv, rows whose labels are likely wrong, and weights.csv.",
      "An interrupted run can be continued: give the same options and --resume DIR/checkpoint."
    })
final class SolveCommand implements Callable<Integer> {

  private static final double SECONDS_BETWEEN_CHECKPOINTS = 10;

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @ArgGroup(validate = false, heading = "%nData:%n")
  private DataOptions data = new DataOptions();

  @ArgGroup(validate = false, heading = "%nPreparation:%n")
  private PreparationOptions preparation = new PreparationOptions();

  @ArgGroup(validate = false, heading = "%nWhat is learned:%n")
  private ProblemOptions problem = new ProblemOptions();

  @ArgGroup(validate = false, heading = "%nPenalty, with --problem regularization:%n")
  private PenaltyOptions penalty = new PenaltyOptions();

  @ArgGroup(validate = false, heading = "%nMethod:%n")
  private SolverOptions solver = new SolverOptions();

  @ArgGroup(validate = false, heading = "%nStart:%n")
  private StartOptions start = new StartOptions();

  @ArgGroup(validate = false, heading = "%nEnd:%n")
  private BudgetOptions budget = new BudgetOptions();

  @ArgGroup(validate = false, heading = "%nComputing:%n")
  private BackendOptions backend = new BackendOptions();

  @ArgGroup(validate = false, heading = "%nOutput:%n")
  private OutputOptions output = new OutputOptions();

  /** What is written where. */
  private static final class OutputOptions {
    @Option(names = "--out", paramLabel = "DIR", description = "Write all results to this folder.")
    private @Nullable Path folder;

    @Option(
        names = "--checkpoint",
        paramLabel = "F",
        description = "Keep a checkpoint in this file. (DIR/checkpoint)")
    private @Nullable Path checkpoint;

    @Option(
        names = "--resume",
        paramLabel = "F",
        description = "Go on from a checkpoint of a run with the same data, solver and seed.")
    private @Nullable Path resume;

    @Option(names = "--json", description = "Print what result.json holds instead of a summary.")
    private boolean json;
  }

  @Override
  public Integer call() throws IOException {
    CommandLine command = spec.commandLine();
    data.check(command);
    problem.check(command, penalty);
    solver.check(command);
    start.check(command, problem.box());
    budget.check(command);
    backend.check(command);
    Selection selection = backend.select(command);
    OutputFolder folder = output.folder == null ? null : OutputFolder.prepare(output.folder);

    FileTime earlier = lastWritten(checkpoint(folder));
    Task task;
    try (WarmUp _ = WarmUp.start(selection)) {
      task = task(new DataReader(main.terminal()));
    }
    return solve(task, selection, folder, output.resume, earlier);
  }

  /** Solves in the first backend that can; where its device fails, in the next from there on. */
  private int solve(
      Task task,
      Selection selection,
      @Nullable OutputFolder folder,
      @Nullable Path resume,
      @Nullable FileTime earlier)
      throws IOException {
    Terminal terminal = main.terminal();
    Selection others;
    try (OpenProblem open = task.open(selection, backend.openOptions())) {
      terminal.say("backend " + OneLine.of(open.choice().toString()));
      terminal.say("storage " + open.storage());
      backend.sayArithmetic(open, terminal);
      try {
        return solve(task, open, folder, resume);
      } catch (DeviceFailedException failure) {
        String failed = open.choice().backend();
        others =
            selection
                .without(failed, String.valueOf(failure.getMessage()))
                .orElseThrow(() -> failure);
        terminal.say(
            "hypergrad: %s failed: %s"
                .formatted(failed, OneLine.of(String.valueOf(failure.getMessage()))));
      }
    }
    Path checkpoint = checkpoint(folder);
    FileTime written = lastWritten(checkpoint);
    // not by the clock: a file system's lags behind it, and a checkpoint may be older than its run
    boolean isOurs = written != null && !written.equals(earlier);
    terminal.say(
        isOurs
            ? "        going on without it, from the last checkpoint"
            : "        going on without it, from the start");
    return solve(task, others, folder, isOurs ? checkpoint : resume, earlier);
  }

  /** When the checkpoint that lies there was written; null where none does. */
  private static @Nullable FileTime lastWritten(@Nullable Path checkpoint) throws IOException {
    return checkpoint == null || Files.notExists(checkpoint)
        ? null
        : Files.getLastModifiedTime(checkpoint);
  }

  private Task task(DataReader reader) throws InputException {
    Parts read = reader.read(data);
    return switch (problem.kind()) {
      case REGULARIZATION -> {
        PenaltyLayout layout = penalty.layout(read.features(), read.classes(), data.first());
        Parts parts = start.ordered(reader.prepared(read, preparation, data.first()));
        yield new RegularizationTask(parts, layout, problem.box());
      }
      case CLEANING -> {
        Double corrupt = problem.corrupt();
        Parts planted = CleaningTask.planted(read, corrupt, start.seed(), main.terminal());
        Parts parts = start.ordered(reader.prepared(planted, preparation, data.first()));
        yield new CleaningTask(parts, TrainingRows.of(read, corrupt != null), problem.box());
      }
    };
  }

  private int solve(
      Task task, OpenProblem open, @Nullable OutputFolder folder, @Nullable Path resume)
      throws IOException {
    Terminal terminal = main.terminal();
    BilevelProblem bilevel = open.problem();
    Batches batches = new Batches(bilevel, solver.sampling(), solver.batch(), start.seed());
    Solver method = new SolverFactory(solver).make(bilevel, batches);
    StartPoint point =
        start.point(
            bilevel.innerDimension(), bilevel.outerDimension(), task.parts().classes().outputs());
    saySteps(bilevel, batches, method);
    Budget end = budget.budget(bilevel, batches, solver);
    Run run =
        new Run(bilevel, method)
            .sampling(solver.sampling(), solver.batch())
            .seed(start.seed())
            .start(point.z(), point.x())
            .budget(end)
            .evaluate(budget.schedule());
    Path checkpoint = checkpoint(folder);
    if (checkpoint != null) {
      run.checkpoint(checkpoint, SECONDS_BETWEEN_CHECKPOINTS);
    }
    if (resume != null) {
      run.resume(resume);
    }
    try (Interruption _ = Interruption.watch(run, terminal)) {
      Progress progress = new Progress(terminal, method.name(), end);
      Conducted conducted = new Conductor(open, progress).conduct(method, run);
      Learned learned = task.learned(open, conducted, point);
      Map<String, @Nullable Object> result =
          Result.content(
              conducted,
              learned,
              open.choice().backend(),
              start.seed(),
              backend.threads(),
              open.arithmetic());
      Path written = null;
      if (folder != null) {
        try {
          written =
              new RunFiles(folder)
                  .write(
                      conducted,
                      result,
                      learned,
                      made(conducted, task.parts()),
                      settings(open, task.parts(), conducted, learned, batches));
        } catch (IOException failure) {
          sayHowToGoOn(checkpoint);
          throw failure;
        }
      }
      print(open, conducted, learned, result, written, checkpoint);
      return conducted.divergence() == null ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  private @Nullable Path checkpoint(@Nullable OutputFolder folder) {
    if (output.checkpoint != null) {
      return output.checkpoint;
    }
    return folder == null ? null : folder.file("checkpoint");
  }

  private void saySteps(BilevelProblem bilevel, Batches batches, Solver method) {
    Terminal terminal = main.terminal();
    Smoothness smoothness = bilevel.smoothness();
    if (smoothness != null) {
      terminal.say(
          "smooth  L = %.4g (all rows), L_max = %.4g (one row), L_b = %.4g (a batch of %d)"
              .formatted(
                  smoothness.mean(),
                  smoothness.largest(),
                  DefaultSteps.batchSmoothness(bilevel, batches),
                  batches.innerBatch()));
    }
    terminal.say("steps   %s: %s".formatted(method.name(), method.describe()));
  }

  /** What the model says about how it was made. */
  private Map<String, Object> made(Conducted run, Parts parts) {
    Map<String, Object> made = new LinkedHashMap<>();
    made.put("program", "hypergrad " + Version.number());
    made.put("problem", Word.of(problem.kind()));
    if (problem.corrupt() != null) {
      made.put("corrupt", problem.corrupt());
    }
    made.put("files", files());
    made.put("training_rows", parts.training().rows());
    made.put("validation_rows", parts.validation().rows());
    made.put("solver", run.solver());
    made.put("steps", run.steps());
    made.put("seed", start.seed());
    made.put("ending", Word.of(run.outcome().ending()));
    made.put("iterations", run.outcome().iterations());
    made.put("h", run.evaluation().h());
    return made;
  }

  private List<String> files() {
    return data.files().stream().map(Path::toString).toList();
  }

  /** What the report says about how the run was made. */
  private Map<String, String> settings(
      OpenProblem open, Parts parts, Conducted run, Learned learned, Batches batches) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("Files", String.join(", ", files()));
    settings.put(
        "Rows",
        "%,d training, %,d validation%s"
            .formatted(
                parts.training().rows(),
                parts.validation().rows(),
                parts.test() == null ? "" : ", %,d test".formatted(parts.test().rows())));
    settings.put(
        "Features",
        "%,d%s".formatted(parts.features(), preparation.intercept() ? ", intercept" : ""));
    settings.put("Classes", parts.classes().listed());
    String scaling = parts.scaling();
    if (scaling != null) {
      settings.put("Scaling", scaling);
    }
    settings.put("Solver", run.solver() + ": " + run.steps());
    settings.put(
        "Sampling", "%s, batch %d".formatted(Word.of(solver.sampling()), batches.innerBatch()));
    settings.put("Seed", Long.toString(start.seed()));
    settings.putAll(learned.settings());
    settings.put("Backend", open.choice() + ", threads: " + backend.threads());
    settings.put("Storage of training rows", open.storage());
    settings.put("Products of rows", "in %ss".formatted(open.arithmetic()));
    settings.put("Made by", new Version().getVersion()[0]);
    return settings;
  }

  private void print(
      OpenProblem open,
      Conducted run,
      Learned learned,
      Map<String, @Nullable Object> result,
      @Nullable Path written,
      @Nullable Path checkpoint) {
    Terminal terminal = main.terminal();
    if (run.divergence() != null) {
      terminal.say("hypergrad: " + OneLine.of(run.divergence()) + "; give a smaller --step");
    }
    if (output.json) {
      terminal.out().print(JsonOutput.text(result));
    } else {
      terminal.out().print(new Summary(run, learned, open.choice(), start.seed()).text());
    }
    if (written != null) {
      terminal.say("wrote   %s with its report.html".formatted(OneLine.of(written.toString())));
    }
    sayHowToGoOn(checkpoint);
  }

  private void sayHowToGoOn(@Nullable Path checkpoint) {
    if (checkpoint != null) {
      main.terminal().say("        to go on: --resume " + OneLine.of(checkpoint.toString()));
    }
  }
}
