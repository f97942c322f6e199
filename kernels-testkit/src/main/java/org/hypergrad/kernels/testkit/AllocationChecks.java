package org.hypergrad.kernels.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.RowWeightKernels;
import org.hypergrad.kernels.RowWeightState;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.SagaTables;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;

/** A warmed call allocates nothing, with vectors and with arrays. */
final class AllocationChecks {

  private static final int CALLS = 200;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final KernelProblem SMALL =
      KernelProblem.of("small", 40, 6, (i, j, random) -> KernelProblem.normal(random));

  /** Sparse, with columns that most rows have, and with enough entries to interleave vectors. */
  private static final KernelProblem SPARSE =
      KernelProblem.of(
          "sparse",
          280,
          60,
          (i, j, random) ->
              random.nextDouble() < (j < 9 ? 0.5 : 0.08) ? KernelProblem.normal(random) : 0);

  private static final KernelProblem CLASSES =
      KernelProblem.ofClasses(3, "many", 40, 6, (i, j, random) -> KernelProblem.normal(random));

  private record Case(KernelProblem problem, Storage storage) {
    Dataset data() {
      return problem.in(storage);
    }
  }

  private static final List<Case> CASES =
      List.of(
          new Case(SMALL, Storage.DENSE_DOUBLE),
          new Case(SMALL, Storage.DENSE_FLOAT),
          new Case(SMALL, Storage.SPARSE_DOUBLE),
          new Case(SMALL, Storage.SPARSE_FLOAT_BLOCKS),
          new Case(SPARSE, Storage.SPARSE_DOUBLE),
          new Case(CLASSES, Storage.DENSE_DOUBLE),
          new Case(CLASSES, Storage.SPARSE_DOUBLE));

  private AllocationChecks() {}

  /**
   * The calls, each given so many seconds to warm up: compilers may need some on a busy machine.
   */
  static Stream<Check> of(Subject subject, int seconds) {
    return CASES.stream()
        .filter(c -> !subject.declines(Operation.GRADIENT, c.data()))
        .flatMap(c -> calls(subject, c))
        .map(call -> new Check(call.name, () -> requireNothing(call, seconds)));
  }

  private static Stream<Call> calls(Subject subject, Case on) {
    KernelProblem problem = on.problem;
    int n = problem.rows();
    int p = problem.parameters();
    LogisticKernels kernels = subject.logistic(on.data());
    Vectors vectors = kernels.vectors();
    Vec z = vectors.of(problem.z());
    Vec v = vectors.of(problem.v());
    Vec out = vectors.create(p);
    Vec other = vectors.create(p);
    Vec margins = vectors.create(n * problem.outputs());
    Vec directional = vectors.create(n);
    double[] zs = problem.z();
    double[] vs = problem.v();
    double[] outs = new double[p];
    SagaTable one = SagaTable.zeros(kernels);
    SagaTable two = SagaTable.zeros(kernels);
    Rows all = Rows.all();
    Rows list = Rows.list(new int[] {3, 39, 3, 7});
    Rows weighted = Rows.all().weightedBy(vectors.of(problem.weights()));
    Rows[] batch = {Rows.range(8, 16), list};
    BilevelKernels bilevel = subject.bilevel(on.data(), on.data(), Penalty.perFeature(p));
    BilevelState state =
        new BilevelState(
            vectors,
            vectors.of(zs),
            vectors.of(vs),
            vectors.create(p),
            SagaTables.zeros(bilevel.inner(), bilevel.outer()));
    RowWeightKernels cleaning = subject.rowWeights(on.data(), on.data(), Penalty.fixed(p, 0.4, n));
    RowWeightState rowState = cleaning.state(vectors.of(zs), vectors.create(n), true);
    BilevelStep step =
        BilevelStep.plain(StepSize.power(0.01, 0.5), StepSize.power(0.01, 0.5))
            .withBox(-1, 1)
            .withSecondMoment(0.9);
    BilevelStep withMomentum = step.withMomentum(0.5);
    return Stream.of(
        call(on, "loss", () -> kernels.loss(all, 1, z)),
        call(on, "gradient", () -> kernels.gradient(list, 1, z, out)),
        call(on, "lossAndGradient", () -> kernels.lossAndGradient(weighted, 1, z, out)),
        call(on, "hessianVector", () -> kernels.hessianVector(weighted, 1, z, v, out)),
        call(
            on,
            "gradientAndHessianVector",
            () -> kernels.gradientAndHessianVector(all, 1, z, v, out, other)),
        call(on, "hessianDiagonal", () -> kernels.hessianDiagonal(all, 1, z, out)),
        call(on, "margins", () -> kernels.margins(all, z, margins)),
        call(on, "sagaGradient", () -> kernels.sagaGradient(list, 1, z, one, out)),
        call(
            on,
            "sagaGradientAndHessianVector",
            () -> kernels.sagaGradientAndHessianVector(list, 1, z, v, one, two, out, other)),
        call(
            on,
            "directionalDerivatives",
            () -> kernels.directionalDerivatives(list, z, v, directional)),
        call(
            on,
            "gradientHessianVectorAndDirectionalDerivatives",
            () ->
                kernels.gradientHessianVectorAndDirectionalDerivatives(
                    weighted, 1, z, v, out, other, directional)),
        call(
            on,
            "sagaGradientHessianVectorAndDirectionalDerivatives",
            () ->
                kernels.sagaGradientHessianVectorAndDirectionalDerivatives(
                    list, 1, z, v, one, two, out, other, directional)),
        call(on, "loss of arrays", () -> kernels.loss(zs)),
        call(on, "gradient of arrays", () -> kernels.gradient(zs, outs)),
        call(on, "lossAndGradient of arrays", () -> kernels.lossAndGradient(zs, outs)),
        call(on, "hessianVector of arrays", () -> kernels.hessianVector(zs, vs, outs)),
        call(on, "dot", () -> vectors.dot(z, v)),
        call(
            on,
            "advance",
            () -> bilevel.advance(withMomentum, state, 1, 2, batch, 0.1, batch, 0.1)),
        call(
            on,
            "advance on weights of rows",
            () -> cleaning.advance(step, rowState, 1, 2, batch, 0.1, batch, 0.1)));
  }

  private record Call(String name, Runnable body) {}

  private static Call call(Case on, String operation, Runnable body) {
    String name =
        "%s on %s, %d × %d, %d classes, allocates nothing"
            .formatted(
                operation,
                on.storage,
                on.problem.rows(),
                on.problem.columns(),
                on.problem.classes());
    return new Call(name, body);
  }

  /**
   * Rounds of calls until one of them has allocated nothing: the compilers' changing of frames may
   * cost the thread something in a single round.
   */
  private static void requireNothing(Call call, int seconds) {
    Require.that(
        THREADS.isThreadAllocatedMemoryEnabled(), "this Java does not count allocated bytes");
    long least = Long.MAX_VALUE;
    long start = System.nanoTime();
    while (least > 0 && System.nanoTime() - start < seconds * 1_000_000_000L) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int k = 0; k < CALLS; k++) {
        call.body.run();
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    Require.that(least == 0, "%s: %d calls allocated %d bytes".formatted(call.name, CALLS, least));
  }
}
