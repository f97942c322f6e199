package org.hypergrad.solvers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.StepSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Rates on a quadratic, whose solution is known: SABA's is linear, SOBA's that of its steps. One on
 * which equal steps at both levels are stable: on {@code random(1, …)} they are not, even without
 * noise.
 */
class ConvergenceTest {

  private static final int DIMENSION = 5;
  private static final int OUTER_DIMENSION = 3;
  private static final int ROWS = 40;
  private static final int BATCH = 6; // a short last batch of 4
  private static final int EPOCH = 7;

  private final QuadraticProblem problem =
      QuadraticProblem.random(4, DIMENSION, OUTER_DIMENSION, ROWS, ROWS);
  private final double[] solution = problem.solution();

  private Iterates start(Solver solver, Sampling sampling, long seed) {
    Batches batches = new Batches(problem, sampling, BATCH, seed);
    Iterates iterates =
        solver.at(problem, batches, new double[DIMENSION], new double[OUTER_DIMENSION]);
    iterates.initialize();
    return iterates;
  }

  private double error(Iterates iterates) {
    return Problems.distance(problem.vectors().toArray(iterates.x()), solution);
  }

  /**
   * The logarithm of the error falls along a line for ten decades, until rounding stops it: no
   * epoch-average rate of a method without memory does that.
   */
  @ParameterizedTest
  @EnumSource(Saba.TableStart.class)
  void sabaConvergesLinearly(Saba.TableStart start) {
    BilevelStep step = BilevelStep.plain(StepSize.constant(0.05), StepSize.constant(0.05));
    Saba saba = new Saba(step, start, Saba.Memory.AUTOMATIC);
    Iterates iterates = start(saba, Sampling.BLOCKS, 1);
    List<Double> logarithms = new ArrayList<>();
    logarithms.add(Math.log10(error(iterates)));
    for (int epoch = 0; epoch < 400 && logarithms.getLast() > -11; epoch++) {
      iterates.advance((long) epoch * EPOCH + 1, EPOCH);
      logarithms.add(Math.log10(error(iterates)));
    }
    double[] y = logarithms.stream().mapToDouble(value -> value).toArray();
    double[] x = new double[y.length];
    for (int k = 0; k < x.length; k++) {
      x[k] = k;
    }
    double slope = Problems.slope(x, y);
    double largest = 0;
    for (int k = 0; k < y.length; k++) {
      largest = Math.max(largest, Math.abs(y[k] - (y[0] + slope * k)));
    }
    assertThat(y[y.length - 1]).as("log10 of the last error").isLessThan(-11);
    assertThat(slope).as("decades an epoch").isLessThan(-0.02);
    assertThat(largest).as("decades away from the line").isLessThan(1.5);
  }

  /**
   * With steps like t^{−½} the mean square error falls like t^{−½}. Means are over ten seeds and
   * over the last fifth before each horizon.
   */
  @Test
  void sobaConvergesLikeItsSteps() {
    BilevelStep step = BilevelStep.plain(new StepSize(0.1, 0.5, 100), new StepSize(0.1, 0.5, 100));
    int[] horizons = {1_000, 4_000, 16_000, 64_000};
    double[] x = new double[horizons.length];
    double[] y = new double[horizons.length];
    double[] meanSquares = new double[horizons.length];
    for (long seed = 0; seed < 10; seed++) {
      Iterates iterates = start(new Soba(step), Sampling.IID, seed);
      int t = 0;
      for (int k = 0; k < horizons.length; k++) {
        int stretch = horizons[k] / 50;
        for (; t < horizons[k]; t += stretch) {
          advance(iterates, t, stretch);
          if (t >= 0.8 * horizons[k]) {
            meanSquares[k] += Math.pow(error(iterates), 2);
          }
        }
      }
    }
    for (int k = 0; k < x.length; k++) {
      x[k] = Math.log(horizons[k]);
      y[k] = Math.log(meanSquares[k]);
    }
    assertThat(Problems.slope(x, y)).isBetween(-0.65, -0.35);
    assertThat(meanSquares[3]).isLessThan(meanSquares[2]);
  }

  private static void advance(Iterates iterates, int done, int count) {
    for (int k = 0; k < count; k += 20) {
      iterates.advance(done + k + 1L, 20);
    }
  }

  /** Constant steps leave SOBA at a distance of the order of the step, where SABA goes on. */
  @Test
  void sobaWithConstantStepsStalls() {
    BilevelStep step = BilevelStep.plain(StepSize.constant(0.05), StepSize.constant(0.05));
    Iterates soba = start(new Soba(step), Sampling.BLOCKS, 1);
    for (int t = 0; t < 3_000; t += 200) {
      advance(soba, t, 200);
    }
    assertThat(error(soba)).isBetween(1e-4, 0.5);
  }
}
