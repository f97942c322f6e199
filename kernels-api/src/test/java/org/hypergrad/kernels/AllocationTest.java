package org.hypergrad.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.hypergrad.kernels.scalar.ScalarBackend;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A warmed call allocates nothing, with vectors and with arrays. */
class AllocationTest {

  private static final int CALLS = 200;
  private static final int ROUNDS = 100;
  private static final KernelProblem PROBLEM =
      KernelProblem.of("allocation", 40, 6, (i, j, random) -> KernelProblem.normal(random));
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Stream<Arguments> calls() {
    return Stream.of(
            Storage.DENSE_DOUBLE,
            Storage.DENSE_FLOAT,
            Storage.SPARSE_DOUBLE,
            Storage.SPARSE_FLOAT_BLOCKS)
        .flatMap(AllocationTest::callsOn);
  }

  private static Stream<Arguments> callsOn(Storage storage) {
    Backend backend = new ScalarBackend();
    LogisticKernels kernels = backend.logistic(PROBLEM.in(storage), OpenOptions.defaults());
    Vectors vectors = kernels.vectors();
    Vec z = vectors.of(PROBLEM.z());
    Vec v = vectors.of(PROBLEM.v());
    Vec out = vectors.create(6);
    Vec other = vectors.create(6);
    Vec margins = vectors.create(40);
    double[] zs = PROBLEM.z();
    double[] vs = PROBLEM.v();
    double[] outs = new double[6];
    SagaTable one = SagaTable.zeros(vectors, 40, 6);
    SagaTable two = SagaTable.zeros(vectors, 40, 6);
    Rows all = Rows.all();
    Rows list = Rows.list(new int[] {3, 39, 3, 7});
    Rows weighted = Rows.all().weightedBy(vectors.of(PROBLEM.weights()));
    Rows[] batch = {Rows.range(8, 16), list};
    BilevelKernels bilevel = backend.bilevel(kernels, kernels, Penalty.perFeature(6));
    BilevelState state =
        new BilevelState(
            vectors,
            vectors.of(zs),
            vectors.of(vs),
            vectors.create(6),
            SagaTables.zeros(vectors, 40, 40, 6));
    BilevelStep step =
        BilevelStep.plain(StepSize.power(0.01, 0.5), StepSize.power(0.01, 0.5))
            .withBox(-1, 1)
            .withMomentum(0.5)
            .withSecondMoment(0.9);
    return Stream.of(
        call(storage, "loss", () -> kernels.loss(all, 1, z)),
        call(storage, "gradient", () -> kernels.gradient(list, 1, z, out)),
        call(storage, "lossAndGradient", () -> kernels.lossAndGradient(weighted, 1, z, out)),
        call(storage, "hessianVector", () -> kernels.hessianVector(weighted, 1, z, v, out)),
        call(
            storage,
            "gradientAndHessianVector",
            () -> kernels.gradientAndHessianVector(all, 1, z, v, out, other)),
        call(storage, "hessianDiagonal", () -> kernels.hessianDiagonal(all, 1, z, out)),
        call(storage, "margins", () -> kernels.margins(all, z, margins)),
        call(storage, "sagaGradient", () -> kernels.sagaGradient(list, 1, z, one, out)),
        call(
            storage,
            "sagaGradientAndHessianVector",
            () -> kernels.sagaGradientAndHessianVector(list, 1, z, v, one, two, out, other)),
        call(storage, "loss of arrays", () -> kernels.loss(zs)),
        call(storage, "gradient of arrays", () -> kernels.gradient(zs, outs)),
        call(storage, "lossAndGradient of arrays", () -> kernels.lossAndGradient(zs, outs)),
        call(storage, "hessianVector of arrays", () -> kernels.hessianVector(zs, vs, outs)),
        call(storage, "advance", () -> bilevel.advance(step, state, 1, 2, batch, 0.1, batch, 0.1)));
  }

  private static Arguments call(Storage storage, String name, Runnable call) {
    return Arguments.of(storage + " " + name, call);
  }

  /**
   * Rounds of calls until one of them has allocated nothing: compilers may need a while, and their
   * changing of frames may cost the thread something in a single round.
   */
  @ParameterizedTest(name = "{0}")
  @MethodSource("calls")
  void aWarmedCallAllocatesNothing(String name, Runnable call) {
    assertThat(THREADS.isThreadAllocatedMemoryEnabled()).isTrue();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS && least > 0; round++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int k = 0; k < CALLS; k++) {
        call.run();
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).as("bytes allocated by %d calls of %s", CALLS, name).isZero();
  }
}
