package org.hypergrad.solvers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.hypergrad.kernels.Penalty;
import org.junit.jupiter.api.Test;

/**
 * h* comes from here and not from the solvers compared with it. Seen elsewhere: h* defined as the
 * best value that any of them reached.
 */
class ReferenceOptimumTest {

  @Test
  void findsTheSolutionOfQuadratics() {
    for (long seed = 1; seed <= 5; seed++) {
      QuadraticProblem problem = QuadraticProblem.random(seed, 6, 4, 20, 15);
      ReferenceOptimum.Found found =
          new ReferenceOptimum(problem).search(Problems.gaussians(seed, 4), 1e-10, 500);
      assertThat(found.evaluation().projectedNorm()).isLessThanOrEqualTo(1e-10);
      // h is strongly convex with at least κ = ½: x is as good as twice the gradient
      assertThat(Problems.distance(found.x(), problem.solution())).isLessThan(3e-10);
      assertThat(found.evaluations()).isLessThan(500);
    }
  }

  @Test
  void severalStartsEndAtTheSamePointOfASmallLogisticProblem() {
    try (BilevelProblem problem = Problems.regularization(1, 120, 100, Penalty.perFeature(5))) {
      double[][] starts = {
        Problems.filled(5, -2), Problems.filled(5, 1), {-6, 0, -6, 0, -6}, {3, -3, 0, 3, -3}
      };
      double least = Double.NaN;
      for (double[] start : starts) {
        double[] copy = start.clone();
        ReferenceOptimum.Found found = new ReferenceOptimum(problem).search(start, 1e-9, 2000);
        assertThat(start).containsExactly(copy);
        assertThat(found.evaluation().projectedNorm()).isLessThanOrEqualTo(1e-9);
        assertThat(Arrays.stream(found.x())).allMatch(value -> Math.abs(value) <= 12);
        if (!Double.isNaN(least)) {
          assertThat(found.evaluation().h()).isCloseTo(least, within(1e-9));
        }
        least = found.evaluation().h();
      }
    }
  }

  /**
   * h is flat and not convex towards the ends of the box. Memory of curvature from elsewhere once
   * made steps of 1e-4 there, on seeds 12, 23, 37, 75 and 119, until the evaluations were used up.
   */
  @Test
  void flatEndsOfTheBoxAreCrossed() {
    for (long seed = 0; seed < 120; seed++) {
      int columns = 2 + (int) (seed % 9);
      try (BilevelProblem problem =
          Problems.regularization(seed, 60, 50, Penalty.perFeature(columns))) {
        double[] start = new SplittableRandom(seed).doubles(columns, -8, 4).toArray();
        ReferenceOptimum.Found found = new ReferenceOptimum(problem).search(start, 1e-9, 1000);
        assertThat(found.evaluation().projectedNorm()).as("seed %d", seed).isLessThan(1e-9);
      }
    }
  }

  @Test
  void aStartOutsideTheBoxIsProjectedAndAnOptimumIsRecognised() {
    try (BilevelProblem problem = Problems.regularization(1, 60, 50, Penalty.uniform(5))) {
      ReferenceOptimum search = new ReferenceOptimum(problem);
      ReferenceOptimum.Found found = search.search(new double[] {100}, 1e-9, 500);
      assertThat(found.evaluation().projectedNorm()).isLessThanOrEqualTo(1e-9);
      ReferenceOptimum.Found again = search.search(found.x(), 1e-8, 500);
      assertThat(again.evaluations()).isEqualTo(1);
      assertThat(again.x()).containsExactly(found.x());
    }
  }

  @Test
  void evaluationsAreBounded() {
    try (BilevelProblem problem = Problems.regularization(1, 60, 50, Penalty.perFeature(5))) {
      ReferenceOptimum.Found found =
          new ReferenceOptimum(problem).search(Problems.filled(5, -2), 0, 7);
      assertThat(found.evaluations()).isLessThanOrEqualTo(7);
      assertThat(found.evaluation().h())
          .isLessThan(new Evaluator(problem).evaluate(Problems.filled(5, -2)).h());
    }
  }
}
