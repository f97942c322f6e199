package org.hypergrad.bench.work;

import java.util.Arrays;
import org.hypergrad.bench.data.Source;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vec;
import org.hypergrad.solvers.Batches;
import org.hypergrad.solvers.BilevelProblem;
import org.hypergrad.solvers.DataCleaning;
import org.hypergrad.solvers.DefaultSteps;
import org.hypergrad.solvers.Iterates;
import org.hypergrad.solvers.RegularizationSelection;
import org.hypergrad.solvers.Saba;
import org.hypergrad.solvers.Sampling;
import org.hypergrad.solvers.Soba;
import org.hypergrad.solvers.Solver;

/**
 * Iterations of a solver on a problem, as a run carries them out: blocks of 64 rows drawn anew
 * every epoch, the draw included. A run of this operation is {@link #ITERATIONS} iterations.
 */
public final class SolverIterations implements Operation {

  /** Iterations of one run: what the solvers' own runs hand to a backend at most. */
  public static final int ITERATIONS = 256;

  /** The method. */
  public enum Method {
    /** With scalar tables. */
    SABA,
    /** Without memory. */
    SOBA
  }

  /** What is solved. */
  public enum Problem {
    /** One strength a feature is learned. */
    FEATURES,
    /** One strength a class is learned. */
    CLASSES,
    /** One weight a training row is learned. */
    ROWS
  }

  /** How far the variables move. */
  public enum Steps {
    /** Constant and explicit, as in the authors' experiments. */
    AUTHORS,
    /** What a user gets who does not choose. */
    DEFAULTS
  }

  private final BilevelProblem problem;
  private final Iterates iterates;
  private long done;

  /** Iterations from zero, in a backend, see {@link Kernels#of}. */
  public SolverIterations(
      String backend, Source.Parts data, Problem kind, Method method, Steps steps) {
    problem = open(Kernels.of(backend), data, kind);
    Batches batches = new Batches(problem, Sampling.BLOCKS, BatchOperation.BATCH, 1);
    double[] start = new double[problem.outerDimension()];
    Arrays.fill(start, kind == Problem.FEATURES ? 0 : -2); // as in the authors' experiments
    iterates =
        solver(problem, batches, method, steps)
            .at(problem, batches, new double[problem.innerDimension()], start);
    iterates.initialize();
  }

  private static BilevelProblem open(Kernels backend, Source.Parts data, Problem kind) {
    Dataset training = data.training();
    int columns = training.columns();
    if (kind == Problem.ROWS) {
      return DataCleaning.open(
          backend.selection(),
          training,
          data.validation(),
          DataCleaning.penalty(training, columns, DataCleaning.DEFAULT_STRENGTH),
          DataCleaning.DEFAULT_BOX,
          backend.options());
    }
    Penalty penalty =
        kind == Problem.FEATURES
            ? Penalty.perFeature(columns)
            : Penalty.perClass(columns, training.labels().classes());
    return RegularizationSelection.open(
        backend.selection(), training, data.validation(), penalty, 12, backend.options());
  }

  private static Solver solver(
      BilevelProblem problem, Batches batches, Method method, Steps steps) {
    if (method == Method.SABA) {
      return new Saba(
          steps == Steps.DEFAULTS ? DefaultSteps.constant(problem, batches) : quarter());
    }
    return new Soba(
        steps == Steps.DEFAULTS ? DefaultSteps.decreasing(problem, batches) : quarter());
  }

  private static BilevelStep quarter() {
    return BilevelStep.plain(StepSize.constant(0.25), StepSize.constant(0.25));
  }

  @Override
  public double run() {
    advance(ITERATIONS);
    problem.vectors().await();
    return done;
  }

  /** Some iterations more, at most {@link #ITERATIONS}. */
  void advance(int count) {
    iterates.advance(done + 1, count);
    done += count;
  }

  /** z, v and x, one after the other. */
  @Override
  public double[] result() {
    double[] all = new double[0];
    for (Vec vec : new Vec[] {iterates.z(), iterates.v(), iterates.x()}) {
      double[] part = problem.vectors().toArray(vec);
      all = Arrays.copyOf(all, all.length + part.length);
      System.arraycopy(part, 0, all, all.length - part.length, part.length);
    }
    return all;
  }

  @Override
  public void close() {
    problem.close();
  }
}
