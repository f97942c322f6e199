package org.hypergrad.kernels.testkit;

import java.util.Arrays;
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
  private static final KernelProblem PROBLEM =
      KernelProblem.of(
              "saga", 23, 6, (i, j, random) -> (i * j) % 5 == 1 ? 0 : KernelProblem.normal(random))
          .roundedToFloats();
  private static final int N = PROBLEM.rows();
  private static final int P = PROBLEM.columns();

  private SagaChecks() {}

  static Stream<Check> of(Subject subject, Set<Operation> operations) {
    if (!operations.contains(Operation.SAGA_GRADIENT)
        || !operations.contains(Operation.SAGA_GRADIENT_AND_HESSIAN_VECTOR)) {
      return Stream.of();
    }
    return Arrays.stream(Storage.values())
        .filter(storage -> !subject.declines(Operation.SAGA_GRADIENT, PROBLEM.in(storage)))
        .map(storage ->
            new Check(
                "SAGA on " + storage + " keeps averages the means over tables",
                () -> averagesStayTheMeans(subject, storage)));
  }

  /** How far an average has been rounded away from its table, at most. */
  private static final class Drift {
    private final double[] drift = new double[P];

    /** Two roundings a term and one a sum, of the change and of the average it is added to. */
    void add(int[] batch, double[] before, double[] after, double[] average, double rowScale) {
      for (int j = 0; j < P; j++) {
        double sizes = Math.abs(average[j]);
        for (int row : batch) {
          double change = Math.abs(before[row]) + Math.abs(after[row]);
          sizes += 2 * rowScale * change * Math.abs(PROBLEM.matrix()[row][j]);
        }
        drift[j] += (2 * batch.length + 4) * Bounded.UNIT * sizes;
      }
    }

    void requireInvariant(SagaTable table, Vectors vectors) {
      Bounded[] mean =
          new ExactLogistic(PROBLEM)
              .combination(
                  IntStream.range(0, N).toArray(),
                  Bounded.exact(table.rowScale()),
                  Bounded.exact(vectors.toArray(table.scalars())));
      Bounded[] within = new Bounded[P];
      for (int j = 0; j < P; j++) {
        within[j] = Bounded.of(mean[j].decimal(), drift[j]);
        Require.that(drift[j] < 1e-10, "a bound that proves nothing: " + drift[j]);
      }
      Bounded.assertWithin("average", vectors.toArray(table.average()), within);
      Require.that(vectors.norm(table.average()) > 1e-3, "the averages stay at zero");
    }
  }

  private static void averagesStayTheMeans(Subject subject, Storage storage) {
    SplittableRandom random = new SplittableRandom(7);
    try (LogisticKernels kernels = subject.logistic(PROBLEM.in(storage))) {
      Vectors vectors = kernels.vectors();
      SagaTable residuals = SagaTable.zeros(vectors, N, P);
      SagaTable curvatures = SagaTable.zeros(vectors, N, P);
      Drift residualDrift = new Drift();
      Drift curvatureDrift = new Drift();
      Vec weights = vectors.of(PROBLEM.weights());
      Vec gradient = vectors.create(P);
      Vec product = vectors.create(P);
      for (int t = 0; t < BATCHES; t++) {
        int[] batch = batch(random, t);
        Rows rows =
            batch.length > 0 && t % 3 == 0
                ? Rows.range(batch[0], batch[batch.length - 1] + 1)
                : Rows.list(batch);
        Vec z = vectors.of(random.doubles(P, -2, 2).toArray());
        Vec v = vectors.of(random.doubles(P, -2, 2).toArray());
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
  private static int[] batch(SplittableRandom random, int t) {
    if (t % 3 == 0) {
      int first = BLOCK * random.nextInt(Math.ceilDiv(N, BLOCK));
      return IntStream.range(first, Math.min(first + BLOCK, N)).toArray();
    }
    return random.ints(random.nextInt(9), 0, N).toArray();
  }
}
