package org.hypergrad.bench.work;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.hypergrad.bench.data.Source;
import org.hypergrad.kernels.Backends;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Selection;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.hypergrad.kernels.cuda.ManyProblems;

/**
 * Iterations of SABA on many bilevel problems over the same data, each from a start and on blocks
 * of 64 rows of its own, in a backend that has a device: at once, or one after the other. Both give
 * the same bits.
 */
public final class ProblemsAtOnce implements Operation {

  private static final BilevelStep STEP =
      BilevelStep.plain(StepSize.constant(0.25), StepSize.constant(0.25));

  private final BilevelKernels kernels;
  private final ManyProblems many;
  private final boolean together;
  private final int iterations;
  private final List<ManyProblems.Problem> problems = new ArrayList<>();
  private long done;

  /**
   * So many problems.
   *
   * @param iterations that a run moves every problem
   * @param together whether they are moved at once
   * @throws org.hypergrad.kernels.BackendRefusedException if there is no device
   */
  public ProblemsAtOnce(Source.Parts data, int count, int iterations, boolean together) {
    this.iterations = iterations;
    this.together = together;
    Selection device = Backends.select(Kernels.DEVICE);
    kernels =
        device.bilevel(
            data.training(),
            data.validation(),
            Penalty.perFeature(data.training().columns()),
            OpenOptions.defaults());
    many = ManyProblems.on(kernels, count);
    for (int seed = 0; seed < count; seed++) {
      problems.add(problem(seed));
    }
  }

  private ManyProblems.Problem problem(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int p = kernels.inner().parameters();
    Vectors vectors = kernels.vectors();
    Vec start = vectors.of(random.doubles(p, -Points.MOST, Points.MOST).toArray());
    int n = kernels.inner().rows();
    int m = kernels.outer().rows();
    return new ManyProblems.Problem(
        kernels,
        kernels.state(start, vectors.create(p), true),
        STEP,
        blocks(random, n),
        1.0 / BatchOperation.BATCH,
        blocks(random, m),
        1.0 / BatchOperation.BATCH);
  }

  private Rows[] blocks(SplittableRandom random, int rows) {
    Rows[] blocks = new Rows[iterations];
    int length = Math.min(rows, BatchOperation.BATCH);
    Arrays.setAll(
        blocks,
        t -> {
          int first = random.nextInt(rows - length + 1);
          return Rows.range(first, first + length);
        });
    return blocks;
  }

  @Override
  public double run() {
    if (together) {
      many.advance(problems, done + 1, iterations);
    } else {
      for (ManyProblems.Problem problem : problems) {
        kernels.advance(
            problem.step(),
            problem.state(),
            done + 1,
            iterations,
            problem.innerRows(),
            problem.innerScale(),
            problem.outerRows(),
            problem.outerScale());
      }
    }
    done += iterations;
    return kernels.vectors().toArray(problems.getLast().state().x())[0]; // waits for all
  }

  /**
   * Proves that problems at once have the bits of problems one after the other, over some
   * iterations.
   *
   * @throws IllegalStateException if they have not
   */
  public static void verify(Source.Parts data, int count, int iterations) {
    try (ProblemsAtOnce together = new ProblemsAtOnce(data, count, iterations, true);
        ProblemsAtOnce alone = new ProblemsAtOnce(data, count, iterations, false)) {
      together.run();
      alone.run();
      if (!Arrays.equals(together.result(), alone.result())) {
        throw new IllegalStateException("problems at once have other bits than alone");
      }
      Verification.checkFinite("problems at once", together);
    }
  }

  /** z, v and x of every problem. */
  @Override
  public double[] result() {
    List<double[]> parts = new ArrayList<>();
    for (ManyProblems.Problem problem : problems) {
      for (Vec vec : new Vec[] {problem.state().z(), problem.state().v(), problem.state().x()}) {
        parts.add(kernels.vectors().toArray(vec));
      }
    }
    return parts.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  @Override
  public void close() {
    many.close();
    kernels.close();
  }
}
