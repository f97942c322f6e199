package org.hypergrad.solvers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hypergrad.kernels.Vec;
import org.jspecify.annotations.Nullable;

/**
 * Carries a solver out on a problem: budget, evaluation, progress, cancellation, checkpoints,
 * resume, and a watch over divergence.
 *
 * <pre>
 *   Outcome outcome =
 *       new Run(problem, new Saba(step)).seed(1).budget(Budget.ofSeconds(20)).execute();
 * </pre>
 *
 * <p>Two runs with the same problem, solver, sampling and seed are at the same bits after the same
 * number of iterations, on the same backend, machine and thread count, however often they were
 * stopped and resumed in between; time only decides where a run ends. A run is set up and executed
 * by one thread, once; {@link #cancel} may come from any.
 */
public final class Run {

  /** A stretch of iterations between two looks at the clock takes about this long. */
  private static final double STRETCH_SECONDS = 2e-3;

  private static final double PROGRESS_SECONDS = 0.1;

  /**
   * An evaluation may go on for so long after a cancellation: where it takes less, as it mostly
   * does, the outcome is that of the last iteration; where it takes long, nobody has to wait.
   */
  static final double GRACE_SECONDS = 1;

  private final BilevelProblem problem;
  private final Solver solver;
  private Sampling sampling = Sampling.BLOCKS;
  private int batch = 64;
  private long seed = 1;
  private double[] startInner;
  private double[] startOuter;
  private Budget budget = Budget.ofSeconds(10);
  private EvaluationSchedule schedule = EvaluationSchedule.geometric();
  private RunListener listener = new RunListener() {};
  private @Nullable Path checkpointFile;
  private double checkpointSeconds = 10;
  private @Nullable Path resumeFile;
  private volatile boolean cancelled;
  private volatile long cancelNanos;

  private final List<TracePoint> trace = new ArrayList<>();
  private long iterations;
  private long samples;
  private double seconds;
  private @Nullable Evaluated evaluated;

  /** The last evaluation that was done, and the state that it is of. */
  private record Evaluated(DivergenceWatch.Point at, Evaluation evaluation) {}

  /** A run from z = 0 and x = −2, blocks of 64 rows, seed 1, for 10 seconds. */
  public Run(BilevelProblem problem, Solver solver) {
    this.problem = problem;
    this.solver = solver;
    startInner = new double[problem.innerDimension()];
    startOuter = new double[problem.outerDimension()];
    Arrays.fill(startOuter, -2);
  }

  /** How rows are drawn, and how many at once. */
  public Run sampling(Sampling rule, int batchRows) {
    sampling = rule;
    batch = batchRows;
    return this;
  }

  /** The seed of all randomness. */
  public Run seed(long value) {
    seed = value;
    return this;
  }

  /**
   * The starting point, copied.
   *
   * @param z length p, finite
   * @param x length d, finite; projected on the box
   */
  public Run start(double[] z, double[] x) {
    requireStart("z", z, problem.innerDimension());
    requireStart("x", x, problem.outerDimension());
    startInner = z.clone();
    startOuter = x.clone();
    return this;
  }

  private static void requireStart(String name, double[] values, int length) {
    if (values.length != length) {
      throw new IllegalArgumentException(
          "the start %s has length %d, the problem needs %d"
              .formatted(name, values.length, length));
    }
    for (int k = 0; k < length; k++) {
      if (!Double.isFinite(values[k])) {
        throw new IllegalArgumentException(
            "the start %s has %s at position %d".formatted(name, values[k], k));
      }
    }
  }

  /** When to end. */
  public Run budget(Budget value) {
    budget = value;
    return this;
  }

  /** When to evaluate h exactly; always at the start and at the end. */
  public Run evaluate(EvaluationSchedule value) {
    schedule = value;
    return this;
  }

  /** Who hears how it goes. */
  public Run listener(RunListener value) {
    listener = value;
    return this;
  }

  /**
   * Keeps a checkpoint in a file: at the start, so that a path that cannot be written shows at
   * once, every so many seconds, and at the end. A checkpoint of an earlier run that lies there is
   * kept under the same name with {@code .previous} behind it; parts of files that killed processes
   * left in the folder are deleted.
   */
  public Run checkpoint(Path file, double everySeconds) {
    checkpointFile = file;
    checkpointSeconds = everySeconds;
    return this;
  }

  /** Goes on from a checkpoint of a run with the same problem, solver, sampling and seed. */
  public Run resume(Path file) {
    resumeFile = file;
    return this;
  }

  /**
   * Asks the run to end after the iterations under way, with a last checkpoint and evaluation. An
   * evaluation that goes on for a second more is given up; the outcome then is the state of the
   * last one that was done, and the checkpoint that of the last iteration.
   */
  public void cancel() {
    if (!cancelled) {
      cancelNanos = System.nanoTime();
      cancelled = true;
    }
  }

  private boolean graceIsOver() {
    return cancelled && secondsSince(cancelNanos) > GRACE_SECONDS;
  }

  /**
   * Runs until the budget is used.
   *
   * @throws IOException if the checkpoint to resume cannot be used, or the first one not be written
   * @throws DivergedException if iterates explode; it holds the last good state
   * @throws java.util.concurrent.CancellationException if the run was cancelled before the first
   *     evaluation was done; the checkpoint, if one is kept, is there to go on from
   * @throws IllegalArgumentException if solver, sampling and problem do not fit
   */
  public Outcome execute() throws IOException {
    Batches batches = new Batches(problem, sampling, batch, seed);
    Iterates iterates = solver.at(problem, batches, startInner, startOuter);
    if (resumeFile != null) {
      restore(iterates, resumeFile);
    }
    if (checkpointFile != null) {
      removeAbandoned(checkpointFile);
      if (resumeFile == null
          || !Files.exists(checkpointFile)
          || !Files.isSameFile(checkpointFile, resumeFile)) {
        Checkpoint.keepPrevious(
            checkpointFile); // a new run does not take an earlier one's checkpoint
      }
      checkpoint(iterates).write(checkpointFile);
    }
    Evaluator evaluator = new Evaluator(problem, this::graceIsOver);
    if (iterations == 0) { // also where a resumed run had ended before its first iteration
      evaluate(
          evaluator, iterates); // before tables are filled, so that the trace begins at second 0
      long begin = System.nanoTime();
      iterates.initialize();
      problem.vectors().await();
      seconds = secondsSince(begin);
      samples = iterates.samplesToInitialize();
    }
    return loop(iterates, evaluator);
  }

  private Outcome loop(Iterates iterates, Evaluator evaluator) throws IOException {
    DivergenceWatch watch =
        new DivergenceWatch(problem.vectors(), iterates, iterations, samples, seconds);
    double nextEvaluation = schedule.next(seconds, 0);
    long lastCheckpoint = System.nanoTime();
    double reported = seconds;
    long reportedIterations = iterations;
    int stretch = 1;
    Outcome.Ending ending = ending();
    while (ending == null) {
      int count = (int) Math.min(stretch, budget.iterations() - iterations);
      long begin = System.nanoTime();
      iterates.advance(iterations + 1, count);
      problem.vectors().await();
      double taken = secondsSince(begin);
      iterations += count;
      samples += count * iterates.samplesPerIteration();
      seconds += taken;
      stretch = nextStretch(count, taken);
      String wrong = watch.look(iterations, samples, seconds);
      if (wrong != null) {
        throw diverged(
            "%s after iteration %d; its steps are too large".formatted(wrong, iterations),
            watch.good(),
            evaluator);
      }
      if (seconds - reported >= PROGRESS_SECONDS) {
        listener.progress(
            iterations, seconds, (iterations - reportedIterations) / (seconds - reported));
        reported = seconds;
        reportedIterations = iterations;
      }
      ending = ending();
      if (ending == null && seconds >= nextEvaluation) {
        long evaluationBegin = System.nanoTime();
        evaluateOrDiverge(evaluator, iterates, watch);
        nextEvaluation = schedule.next(seconds, secondsSince(evaluationBegin));
        ending = ending();
      }
      if (ending == null && secondsSince(lastCheckpoint) >= checkpointSeconds) {
        saveWhileRunning(iterates);
        lastCheckpoint = System.nanoTime();
      }
    }
    return finish(ending, iterates, evaluator, watch);
  }

  /**
   * The last checkpoint comes before the last evaluation, which may take long; where that is given
   * up, the outcome is of the last one that was done. It starts at the solver's z: at which moments
   * evaluations came before is a matter of the clock, and must not show in the outcome's last bits.
   */
  private Outcome finish(
      Outcome.Ending ending, Iterates iterates, Evaluator evaluator, DivergenceWatch watch)
      throws IOException {
    saveWhileRunning(iterates);
    if (evaluated == null || evaluated.at().iterations() != iterations) {
      evaluator.startAnew(problem.vectors().toArray(iterates.z()));
      evaluateOrDiverge(evaluator, iterates, watch);
    }
    saveWhileRunning(iterates); // once more, with the whole trace
    Evaluated last = evaluated;
    if (last == null) {
      throw new Evaluator.StoppedException();
    }
    if (last.at().iterations() != iterations) {
      listener.warning(
          "the evaluation at iteration %d was given up: the results are those of iteration %d"
              .formatted(iterations, last.at().iterations()));
      return outcome(Outcome.Ending.CANCELLED, last.at(), last.evaluation());
    }
    return outcome(ending, point(iterates), last.evaluation());
  }

  private DivergenceWatch.Point point(Iterates iterates) {
    return DivergenceWatch.Point.of(problem.vectors(), iterates, iterations, samples, seconds);
  }

  private Outcome outcome(Outcome.Ending ending, DivergenceWatch.Point point, Evaluation last) {
    return new Outcome(
        ending,
        point.z(),
        point.v(),
        point.x(),
        point.iterations(),
        point.samples(),
        point.seconds(),
        List.copyOf(trace),
        last);
  }

  /** Where x has gone so far that no inner solution can be computed, the run has diverged too. */
  private void evaluateOrDiverge(Evaluator evaluator, Iterates iterates, DivergenceWatch watch) {
    try {
      evaluate(evaluator, iterates);
    } catch (ArithmeticException e) {
      throw diverged(
          "%s at iteration %d".formatted(e.getMessage(), iterations), watch.good(), evaluator);
    }
  }

  private DivergedException diverged(
      String wrong, DivergenceWatch.Point good, Evaluator evaluator) {
    Evaluation last = evaluated == null ? null : evaluated.evaluation();
    try {
      last = evaluator.evaluate(good.x());
    } catch (ArithmeticException | Evaluator.StoppedException e) {
      if (last == null) {
        throw e;
      }
      listener.warning(
          "the last good state: %s; an earlier evaluation stands".formatted(e.getMessage()));
    }
    return new DivergedException(
        "%s diverged: %s (%s). The last good state is of iteration %d"
            .formatted(solver.name(), wrong, solver.describe(), good.iterations()),
        outcome(Outcome.Ending.DIVERGED, good, last));
  }

  private Outcome.@Nullable Ending ending() {
    if (cancelled) {
      return Outcome.Ending.CANCELLED;
    }
    if (iterations >= budget.iterations()) {
      return Outcome.Ending.ITERATIONS;
    }
    if (seconds >= budget.seconds()) {
      return Outcome.Ending.SECONDS;
    }
    TracePoint last = trace.get(trace.size() - 1);
    boolean reached = last.iterations() == iterations && last.projectedNorm() <= budget.tolerance();
    return reached && budget.tolerance() > 0 ? Outcome.Ending.TOLERANCE : null;
  }

  private static double secondsSince(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  /** So many iterations that the clock is looked at every few milliseconds. */
  private static int nextStretch(int count, double taken) {
    double wanted = count * STRETCH_SECONDS / Math.max(taken, 1e-9);
    return (int) Math.max(1, Math.min(wanted, Math.min(2 * count, Batches.MOST)));
  }

  /** Evaluates, unless the run is cancelled meanwhile: then the last evaluation stands. */
  private void evaluate(Evaluator evaluator, Iterates iterates) {
    DivergenceWatch.Point at = point(iterates);
    Evaluation made;
    try {
      made = evaluator.evaluate(at.x());
    } catch (Evaluator.StoppedException _) {
      return;
    }
    evaluated = new Evaluated(at, made);
    if (trace.isEmpty() || trace.get(trace.size() - 1).iterations() != iterations) {
      TracePoint point =
          new TracePoint(
              seconds,
              iterations,
              samples,
              made.h(),
              made.hypergradientNorm(),
              made.projectedNorm(),
              made.outerError());
      trace.add(point);
      listener.evaluated(point, made);
    }
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("sampling", sampling + ", batch " + batch);
    settings.put("seed", Long.toString(seed));
    settings.put(
        "dimensions",
        "p = %d, d = %d, n = %d, m = %d"
            .formatted(
                problem.innerDimension(),
                problem.outerDimension(),
                problem.innerRows(),
                problem.outerRows()));
    settings.put("box", "[%s, %s]".formatted(problem.lowerBound(), problem.upperBound()));
    settings.put("data", "checksum %016x".formatted(problem.fingerprint()));
    settings.put("solver", solver.toString());
    return settings;
  }

  private Checkpoint checkpoint(Iterates iterates) {
    Map<String, double[]> vectors = new LinkedHashMap<>();
    iterates.saved().forEach((name, vec) -> vectors.put(name, problem.vectors().toArray(vec)));
    return new Checkpoint(settings(), iterations, samples, seconds, List.copyOf(trace), vectors);
  }

  /** What a kill left behind while a checkpoint was written, which may be as large as one. */
  private void removeAbandoned(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return; // writing will say what is wrong with it, or make it
    }
    try {
      PartFiles.removeAbandoned(folder);
    } catch (IOException e) {
      listener.warning("a file that a killed run left cannot be deleted (%s)".formatted(e));
    }
  }

  /** A checkpoint that cannot be written must not end a run that goes well. */
  private void saveWhileRunning(Iterates iterates) {
    if (checkpointFile == null) {
      return;
    }
    try {
      checkpoint(iterates).write(checkpointFile);
      listener.checkpointed(iterations);
    } catch (IOException e) {
      listener.warning(e.getMessage() + "; the run goes on");
    }
  }

  private void restore(Iterates iterates, Path file) throws IOException {
    Checkpoint saved = Checkpoint.read(file);
    saved.requireSettings(file, settings());
    for (Map.Entry<String, Vec> entry : iterates.saved().entrySet()) {
      double[] values = saved.vectors().get(entry.getKey());
      if (values == null || values.length != entry.getValue().length()) {
        throw new CheckpointException(
            "%s: this checkpoint lacks '%s' of length %d"
                .formatted(file, entry.getKey(), entry.getValue().length()));
      }
      problem.vectors().write(values, entry.getValue());
    }
    trace.addAll(saved.trace());
    iterations = saved.iterations();
    samples = saved.samples();
    seconds = saved.seconds();
  }
}
