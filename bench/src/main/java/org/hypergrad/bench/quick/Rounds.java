package org.hypergrad.bench.quick;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hypergrad.bench.work.Operation;

/**
 * Times variants of a work side by side: every round runs each of them for a slice of time, so that
 * a machine that is slow for a while is slow for all, and ratios hold where times do not.
 *
 * @param warmUp nanoseconds of a slice of the warm-up, of which there are four or more
 * @param slice nanoseconds that every variant runs in a round, and at least once
 * @param count how many rounds
 */
record Rounds(long warmUp, long slice, int count) {

  /** Until the second compiler comes slices are alike, and alike slow. */
  private static final int LEAST_WARM_UPS = 4;

  private static final int MOST_WARM_UPS = 20;

  /**
   * Milliseconds that the compilers may have worked since the slice before the last for the code to
   * count as final: what an earlier variant had them assume is unlearned only now.
   */
  private static final long COMPILERS_AT_REST = 5;

  private static final CompilationMXBean COMPILERS = ManagementFactory.getCompilationMXBean();

  /** Nanoseconds a run of every variant, by round. */
  List<double[]> time(List<Variant> variants) {
    variants.forEach(variant -> warm(variant.operation()));
    List<double[]> times = new ArrayList<>();
    variants.forEach(variant -> times.add(new double[count]));
    for (int round = 0; round < count; round++) {
      for (int k = 0; k < variants.size(); k++) {
        times.get(k)[round] = run(variants.get(k).operation(), slice);
      }
    }
    return times;
  }

  /**
   * Until a slice is no longer clearly faster than those before, and the compilers have come to
   * rest: the JIT takes its time.
   */
  private void warm(Operation operation) {
    double best = run(operation, warmUp);
    long compiledBefore = 0;
    long compiled = COMPILERS.getTotalCompilationTime();
    for (int k = 0; k < MOST_WARM_UPS; k++) {
      double next = run(operation, warmUp);
      long compiledNow = COMPILERS.getTotalCompilationTime();
      boolean atRest = compiledNow - compiledBefore <= COMPILERS_AT_REST;
      if (k + 2 >= LEAST_WARM_UPS && next > 0.9 * best && atRest) {
        return;
      }
      best = Math.min(best, next);
      compiledBefore = compiled;
      compiled = compiledNow;
    }
  }

  /**
   * Runs for at least so long; nanoseconds a run. The clock is read seldom where runs are short.
   */
  private static double run(Operation operation, long nanoseconds) {
    double ignored = 0;
    long runs = 0;
    long batch = 1;
    long start = System.nanoTime();
    long elapsed = 0;
    while (runs == 0 || elapsed < nanoseconds) {
      for (long k = 0; k < batch; k++) {
        ignored += operation.run();
      }
      runs += batch;
      elapsed = System.nanoTime() - start;
      batch =
          Math.clamp(
              runs * Math.max(0, nanoseconds - elapsed) / Math.max(1, elapsed) / 4, 1, 1_000_000);
    }
    if (Double.isNaN(ignored)) {
      throw new IllegalStateException("a timed operation computed NaN");
    }
    return (double) elapsed / runs;
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** (Largest − least) / median. */
  static double spread(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[sorted.length - 1] - sorted[0]) / median(values);
  }

  /** The median over rounds of how many times longer {@code slow} took. */
  static double ratio(double[] slow, double[] fast) {
    return median(
        IntStream.range(0, slow.length).mapToDouble(round -> slow[round] / fast[round]).toArray());
  }
}
