package org.hypergrad.solvers;

import java.util.Comparator;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * How well data cleaning finds the rows whose labels are wrong, where that is known.
 *
 * <p>The rule for a suspect does not look at the truth: a row whose x_i is below its start, so that
 * it weighs less than before. Rows with x_i at the start, untouched, are not suspects.
 *
 * @param suspects number of rows under suspicion
 * @param wrong number of rows that are wrong
 * @param found number of rows that are both
 */
public record CleaningQuality(int suspects, int wrong, int found) {

  /**
   * Compares suspicion with the truth.
   *
   * @param x the outer variable, a number a row
   * @param start where every x_i started
   * @param isWrong the truth by row number
   */
  public static CleaningQuality of(double[] x, double start, IntPredicate isWrong) {
    int[] suspects = suspects(x, start);
    return new CleaningQuality(
        suspects.length,
        (int) IntStream.range(0, x.length).filter(isWrong).count(),
        (int) IntStream.of(suspects).filter(isWrong).count());
  }

  /** The rows whose x_i is below the start, the least weight first. */
  public static int[] suspects(double[] x, double start) {
    return IntStream.of(ranking(x)).takeWhile(row -> x[row] < start).toArray();
  }

  /** All rows, the least weight first; rows of equal weight in their order. */
  public static int[] ranking(double[] x) {
    return IntStream.range(0, x.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer row) -> x[row]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** The fraction of suspects that are wrong; NaN without suspects. */
  public double precision() {
    return (double) found / suspects;
  }

  /** The fraction of wrong rows that are suspects; NaN if none is wrong. */
  public double recall() {
    return (double) found / wrong;
  }

  /** The harmonic mean of precision and recall; NaN without suspects and wrong rows. */
  public double f1() {
    return 2.0 * found / (suspects + wrong);
  }
}
