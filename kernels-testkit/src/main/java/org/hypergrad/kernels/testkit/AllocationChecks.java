package org.hypergrad.kernels.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Operation;

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
        .flatMap(c ->
            new PreparedCalls(subject, c.problem, c.data())
                .all().stream().map(call -> checkOf(c, call, seconds)));
  }

  private static Check checkOf(Case on, PreparedCalls.Call call, int seconds) {
    String name =
        "%s on %s, %d × %d, %d classes, allocates nothing"
            .formatted(
                call.name(),
                on.storage,
                on.problem.rows(),
                on.problem.columns(),
                on.problem.classes());
    return new Check(name, () -> requireNothing(name, call.body(), seconds));
  }

  /**
   * Rounds of calls until one of them has allocated nothing: the compilers' changing of frames may
   * cost the thread something in a single round.
   */
  private static void requireNothing(String name, Runnable call, int seconds) {
    Require.that(
        THREADS.isThreadAllocatedMemoryEnabled(), "this Java does not count allocated bytes");
    long least = Long.MAX_VALUE;
    long start = System.nanoTime();
    while (least > 0 && System.nanoTime() - start < seconds * 1_000_000_000L) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int k = 0; k < CALLS; k++) {
        call.run();
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    Require.that(least == 0, "%s: %d calls allocated %d bytes".formatted(name, CALLS, least));
  }
}
