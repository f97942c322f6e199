package org.hypergrad.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hypergrad.solvers.Batches;
import org.hypergrad.solvers.BilevelProblem;
import org.hypergrad.solvers.Budget;
import org.hypergrad.solvers.Run;
import org.hypergrad.solvers.Sampling;
import org.hypergrad.solvers.Solver;

/**
 * A problem of a demonstration and how its runs are made: everything is fixed, so that everyone
 * sees the same numbers.
 *
 * @param open the problem
 * @param threads that compute
 */
record DemoRun(OpenProblem open, int threads) {

  static final long SEED = 1;
  static final double TEST_FRACTION = 0.25;
  static final double VALIDATION_FRACTION = 0.4;

  private static final int BATCH = 32;
  private static final double START = -2;

  /** Iterations decide; the seconds are for slow machines. */
  private static final double MOST_SECONDS = 12;

  /** Where runs start. */
  StartPoint start() {
    BilevelProblem problem = open.problem();
    return StartPoint.constant(problem.innerDimension(), problem.outerDimension(), START);
  }

  /** Runs a solver with its default steps. */
  Conducted conduct(SolverName name, long iterations, Terminal terminal) throws IOException {
    BilevelProblem problem = open.problem();
    Batches batches = new Batches(problem, Sampling.BLOCKS, BATCH, SEED);
    Solver solver = new SolverFactory(SolverOptions.of(name, BATCH)).make(problem, batches);
    StartPoint start = start();
    Budget budget = new Budget(iterations, MOST_SECONDS, 0);
    Run run =
        new Run(problem, solver)
            .sampling(Sampling.BLOCKS, BATCH)
            .seed(SEED)
            .start(start.z(), start.x())
            .budget(budget);
    return new Conductor(open, new Progress(terminal, solver.name(), budget)).conduct(solver, run);
  }

  /**
   * What a report says about how runs were made.
   *
   * @param question that is asked of the data
   * @param more settings of the kind of problem
   */
  Map<String, String> settings(String question, Parts parts, Map<String, String> more) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("Data", question);
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
    settings.putAll(more);
    settings.put("Backend", open.choice() + ", threads: " + threads);
    settings.put("Products of rows", "in %ss".formatted(open.arithmetic()));
    settings.put("Made by", new Version().getVersion()[0]);
    return settings;
  }

  /** Says how rows were divided. */
  static void sayRows(Parts parts, String question, Terminal terminal) {
    terminal.say(question);
    terminal.say(
        "%d rows for training, %d for validation, %d for testing; %d features, standardised, and an intercept"
            .formatted(
                parts.training().rows(),
                parts.validation().rows(),
                parts.test() == null ? 0 : parts.test().rows(),
                parts.features()));
  }

  /** The beginning of a command that does the same with a file. */
  static String command(Path file) {
    return "hypergrad solve --data %s --test-fraction %s --valid-fraction %s --standardize --intercept"
        .formatted(quoted(file), TEST_FRACTION, VALIDATION_FRACTION);
  }

  /** A path as a shell takes it back. */
  static String quoted(Path path) {
    String text = OneLine.of(path.toString());
    return text.matches("[\\w./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
