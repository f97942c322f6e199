package org.hypergrad.kernels.testkit;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.StepSize;

/**
 * A rule that is followed from iteration 1 on, on the same batches by the oracle and by kernels.
 *
 * @param iterations for how long: bounds grow with every one
 */
record Course(String name, BilevelStep rule, int iterations) {

  private static final int BLOCK = 4;

  private int[][] innerBatches(int rows) {
    return batches(rows, iterations, 1);
  }

  private int[][] outerBatches(int rows) {
    return batches(rows, iterations, 2);
  }

  /** Blocks in random order, the last one short; now and then a list with a repeated row. */
  private static int[][] batches(int rows, int count, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[][] batches = new int[count][];
    for (int t = 0; t < count; t++) {
      int first = BLOCK * random.nextInt(Math.ceilDiv(rows, BLOCK));
      batches[t] =
          t % 5 == 4
              ? new int[] {first, rows - 1, first}
              : IntStream.range(first, Math.min(first + BLOCK, rows)).toArray();
    }
    return batches;
  }

  /** Number of blocks over number of rows. */
  private static double scale(int rows) {
    return Math.ceilDiv(rows, BLOCK) / (double) rows;
  }

  /** Every second block as a range, which means the same as the list of its rows. */
  private static Rows[] rows(int[]... batches) {
    return IntStream.range(0, batches.length)
        .mapToObj(t -> t % 5 != 4 && t % 2 == 0 ? range(batches[t]) : Rows.list(batches[t]))
        .toArray(Rows[]::new);
  }

  private static Rows range(int... block) {
    return Rows.range(block[0], block[block.length - 1] + 1);
  }

  void follow(ExactBilevel exact) {
    int n = exact.innerRows();
    int m = exact.outerRows();
    int[][] inner = innerBatches(n);
    int[][] outer = outerBatches(m);
    for (int k = 0; k < iterations; k++) {
      exact.step(
          rule,
          k + 1,
          at(rule.innerStep(), k + 1),
          at(rule.outerStep(), k + 2 - rule.outerStart()),
          new ExactBilevel.Batch(inner[k], scale(n), outer[k], scale(m)));
    }
  }

  /**
   * The same by kernels, in calls of so many iterations, between which x is looked at.
   *
   * @param most of a call; the last may have fewer
   */
  void advance(BilevelKernels kernels, BilevelState state, int most) {
    int n = kernels.inner().rows();
    int m = kernels.outer().rows();
    Rows[] inner = rows(innerBatches(n));
    Rows[] outer = rows(outerBatches(m));
    for (int from = 0; from < iterations; from += most) {
      int to = Math.min(from + most, iterations);
      kernels.advance(
          rule,
          state,
          from + 1,
          to - from,
          Arrays.copyOfRange(inner, from, to),
          scale(n),
          Arrays.copyOfRange(outer, from, to),
          scale(m));
      kernels.outerVariable(rule, state);
    }
  }

  /** Steps of courses fall by the square root of t or not at all. */
  private static Bounded at(StepSize step, long t) {
    Bounded initial = Bounded.exact(step.initial());
    if (step.exponent() == 0 || t < 1) {
      return initial;
    }
    return initial.dividedBy(Bounded.exact((double) t).squareRoot()).rounded(4);
  }
}
