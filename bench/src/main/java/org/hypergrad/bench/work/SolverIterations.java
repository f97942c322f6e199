package org.hypergrad.bench.work;

import java.util.Arrays;
import org.hypergrad.bench.data.Source;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vec;
import org.hypergrad.solvers.Batches;
import org.hypergrad.solvers.DefaultSteps;
import org.hypergrad.solvers.Iterates;
import org.hypergrad.solvers.RegularizationSelection;
import org.hypergrad.solvers.Saba;
import org.hypergrad.solvers.Sampling;
import org.hypergrad.solvers.Soba;
import org.hypergrad.solvers.Solver;

/**
 * Iterations of a solver on the selection of one strength a feature, as a run carries them out:
 * blocks of 64 rows drawn anew every epoch, the draw included. A run of this operation is {@link
 * #ITERATIONS} iterations.
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

  /** How far the variables move. */
  public enum Steps {
    /** Constant and explicit, as in the authors' experiments. */
    AUTHORS,
    /** What a user gets who does not choose. */
    DEFAULTS
  }

  private final RegularizationSelection problem;
  private final Iterates iterates;
  private long done;

  /** Iterations from zero, in a backend, see {@link Kernels#of}. */
  public SolverIterations(String backend, Source.Parts data, Method method, Steps steps) {
    Kernels named = Kernels.of(backend);
    problem =
        RegularizationSelection.open(
            named.selection(),
            data.training(),
            data.validation(),
            Penalty.perFeature(data.training().columns()),
            12,
            named.options());
    Batches batches = new Batches(problem, Sampling.BLOCKS, BatchOperation.BATCH, 1);
    iterates =
        solver(problem, batches, method, steps)
            .at(
                problem,
                batches,
                new double[problem.innerDimension()],
                new double[problem.outerDimension()]);
    iterates.initialize();
  }

  private static Solver solver(
      RegularizationSelection problem, Batches batches, Method method, Steps steps) {
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
