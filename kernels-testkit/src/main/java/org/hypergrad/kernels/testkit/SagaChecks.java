package org.hypergrad.kernels.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;

/** SAGA over many calls: averages stay the means over their tables. */
final class SagaChecks {

  private static final int BATCHES = 300;
  private static final int BLOCK = 4;
  private static final List<KernelProblem> PROBLEMS =
      List.of(problem(2, 6).roundedToFloats(), problem(3, 4).roundedToFloats());

  private SagaChecks() {}

  private static KernelProblem problem(int classes, int columns) {
    return KernelProblem.ofClasses(
        classes,
        "saga",
        23,
        columns,
        (i, j, random) -> (i * j) % 5 == 1 ? 0 : KernelProblem.normal(random));
  }

  static Stream<Check> of(Subject subject, Set<Operation> operations) {
    if (!operations.contains(Operation.SAGA_GRADIENT)
        || !operations.contains(Operation.SAGA_GRADIENT_AND_HESSIAN_VECTOR)) {
      return Stream.of();
    }
    return PROBLEMS.stream()
        .flatMap(problem ->
            Arrays.stream(Storage.values())
                .filter(storage -> !subject.declines(Operation.SAGA_GRADIENT, problem.in(storage)))
                .map(storage ->
                    new Check(
                        "SAGA on %s, %d classes, keeps averages the means over tables"
                            .formatted(storage, problem.classes()),
                        () -> averagesStayTheMeans(subject, problem, storage))));
  }

  /** How far an average has been rounded away from its table, at most. */
  private static final class Drift {
    private final KernelProblem problem;
    private final double[] drift;

    Drift(KernelProblem problem) {
      this.problem = problem;
      drift = new double[problem.parameters()];
    }

    /** Two roundings a term and one a sum, of the change and of the average it is added to. */
    void add(int[] batch, double[] before, double[] after, double[] average, double rowScale) {
      int outputs = problem.outputs();
      for (int at = 0; at < drift.length; at++) {
        double sizes = Math.abs(average[at]);
        for (int row : batch) {
          int place = row * outputs + at % outputs;
          double change = Math.abs(before[place]) + Math.abs(after[place]);
          sizes += 2 * rowScale * change * Math.abs(problem.matrix()[row][at / outputs]);
        }
        drift[at] += (2 * batch.length + 4) * Bounded.UNIT * sizes;
      }
    }

    void requireInvariant(SagaTable table, Vectors vectors) {
      Bounded[] mean =
          new ExactLogistic(problem)
              .combination(
                  IntStream.range(0, problem.rows()).toArray(),
                  Bounded.exact(table.rowScale()),
                  Bounded.exact(vectors.toArray(table.scalars())));
      Bounded[] within = new Bounded[drift.length];
      for (int at = 0; at < drift.length; at++) {
        within[at] = Bounded.of(mean[at].decimal(), drift[at]);
        Require.that(drift[at] < 1e-10, "a bound that proves nothing: " + drift[at]);
      }
      Bounded.assertWithin("average", vectors.toArray(table.average()), within);
      Require.that(vectors.norm(table.average()) > 1e-3, "the averages stay at zero");
    }
  }

  private static void averagesStayTheMeans(
      Subject subject, KernelProblem problem, Storage storage) {
    SplittableRandom random = new SplittableRandom(7);
    try (LogisticKernels kernels = subject.logistic(problem.in(storage))) {
      Vectors vectors = kernels.vectors();
      SagaTable residuals = SagaTable.zeros(kernels);
      SagaTable curvatures = SagaTable.zeros(kernels);
      Drift residualDrift = new Drift(problem);
      Drift curvatureDrift = new Drift(problem);
      int n = problem.rows();
      int p = problem.parameters();
      Vec weights = vectors.of(problem.weights());
      Vec gradient = vectors.create(p);
      Vec product = vectors.create(p);
      for (int t = 0; t < BATCHES; t++) {
        int[] batch = batch(random, n, t);
        Rows rows =
            batch.length > 0 && t % 3 == 0
                ? Rows.range(batch[0], batch[batch.length - 1] + 1)
                : Rows.list(batch);
        Vec z = vectors.of(random.doubles(p, -2, 2).toArray());
        Vec v = vectors.of(random.doubles(p, -2, 2).toArray());
        double[] oldResiduals = vectors.toArray(residuals.scalars());
        double[] oldCurvatures = vectors.toArray(curvatures.scalars());
        Rows weighted = t % 2 == 0 ? rows : rows.weightedBy(weights);
        if (t % 7 == 0) {
          kernels.sagaGradient(weighted, 0.3, z, residuals, gradient);
        } else {
          kernels.sagaGradientAndHessianVector(
              weighted, 0.3, z, v, residuals, curvatures, gradient, product);
        }
        residualDrift.add(
            batch,
            oldResiduals,
            vectors.toArray(residuals.scalars()),
            vectors.toArray(residuals.average()),
            residuals.rowScale());
        curvatureDrift.add(
            batch,
            oldCurvatures,
            vectors.toArray(curvatures.scalars()),
            vectors.toArray(curvatures.average()),
            curvatures.rowScale());
      }
      residualDrift.requireInvariant(residuals, vectors);
      curvatureDrift.requireInvariant(curvatures, vectors);
    }
  }

  /** Ranges with a short last block, random lists in which rows repeat, and nothing at all. */
  private static int[] batch(SplittableRandom random, int n, int t) {
    if (t % 3 == 0) {
      int first = BLOCK * random.nextInt(Math.ceilDiv(n, BLOCK));
      return IntStream.range(first, Math.min(first + BLOCK, n)).toArray();
    }
    return random.ints(random.nextInt(9), 0, n).toArray();
  }
}
