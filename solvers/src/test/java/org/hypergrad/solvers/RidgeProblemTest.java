package org.hypergrad.solvers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.SplittableRandom;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.StepSize;
import org.junit.jupiter.api.Test;

/** How a problem of one's own is solved, from checking its derivatives to its known optimum. */
class RidgeProblemTest {

  private static final int COLUMNS = 4;

  private final double[][] training = new double[30][];
  private final double[] trainingTargets = new double[30];
  private final double[][] validation = new double[25][];
  private final double[] validationTargets = new double[25];
  private final RidgeProblem problem;

  RidgeProblemTest() {
    SplittableRandom random = new SplittableRandom(5);
    fill(random, training, trainingTargets);
    fill(random, validation, validationTargets);
    problem = new RidgeProblem(training, trainingTargets, validation, validationTargets);
  }

  /** A weak signal in noise, so that the best strength is neither 0 nor infinite. */
  private static void fill(SplittableRandom random, double[][] rows, double[] targets) {
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Problems.gaussians(random, COLUMNS);
      targets[i] = 0.5 * rows[i][0] - 0.3 * rows[i][1] + random.nextGaussian();
    }
  }

  @Test
  void derivativesAreRight() {
    DerivativeChecks.check(problem, Rows.all(), 0.1, 1);
    DerivativeChecks.check(problem, Rows.list(new int[] {3, 3, 7}), 0.1, 2);
  }

  @Test
  void sobaComesNearTheOptimum() throws IOException {
    double optimum = optimum();
    BilevelStep step = BilevelStep.plain(new StepSize(0.1, 0.5, 100), new StepSize(1, 0.5, 100));
    Outcome outcome =
        new Run(problem, new Soba(step))
            .start(new double[COLUMNS], new double[] {0})
            .sampling(Sampling.ROWS, 4)
            .budget(Budget.ofIterations(60_000))
            .evaluate(EvaluationSchedule.never())
            .execute();
    // steps have fallen by 25: noise of that order is left
    assertThat(outcome.x()[0]).isBetween(optimum - 0.2, optimum + 0.2);
    assertThat(outcome.evaluation().h() - validationLoss(optimum)).isBetween(-1e-12, 1e-3);
  }

  @Test
  void sabaWithRowTablesReachesTheOptimum() throws IOException {
    double optimum = optimum();
    BilevelStep step = BilevelStep.plain(StepSize.constant(0.1), StepSize.constant(1));
    Outcome outcome =
        new Run(problem, new Saba(step))
            .start(new double[COLUMNS], new double[] {0})
            .sampling(Sampling.BLOCKS, 4)
            .budget(Budget.ofIterations(60_000))
            .evaluate(EvaluationSchedule.never())
            .execute();
    // the golden section below sees x to the root of ε only
    assertThat(outcome.x()[0]).isBetween(optimum - 1e-6, optimum + 1e-6);
    assertThat(outcome.evaluation().projectedNorm()).isLessThan(1e-10);
    assertThat(Problems.distance(outcome.z(), solution(outcome.x()[0]))).isLessThan(1e-10);
  }

  /** Golden section on the closed form of h, which has one minimum here. */
  private double optimum() {
    double ratio = (Math.sqrt(5) - 1) / 2;
    double low = -6;
    double high = 3;
    while (high - low > 1e-9) {
      double left = high - ratio * (high - low);
      double right = low + ratio * (high - low);
      if (validationLoss(left) < validationLoss(right)) {
        high = right;
      } else {
        low = left;
      }
    }
    assertThat(low).as("an optimum inside the interval").isBetween(-5.9, 2.9);
    return (low + high) / 2;
  }

  private double validationLoss(double x) {
    double[] z = solution(x);
    double sum = 0;
    for (int j = 0; j < validation.length; j++) {
      double residual = -validationTargets[j];
      for (int k = 0; k < COLUMNS; k++) {
        residual += validation[j][k] * z[k];
      }
      sum += residual * residual / 2;
    }
    return sum / validation.length;
  }

  /** z*(x) from the normal equations. */
  private double[] solution(double x) {
    double[][] matrix = new double[COLUMNS][COLUMNS];
    double[] right = new double[COLUMNS];
    for (int i = 0; i < training.length; i++) {
      for (int r = 0; r < COLUMNS; r++) {
        right[r] += training[i][r] * trainingTargets[i] / training.length;
        for (int c = 0; c < COLUMNS; c++) {
          matrix[r][c] += training[i][r] * training[i][c] / training.length;
        }
      }
    }
    for (int r = 0; r < COLUMNS; r++) {
      matrix[r][r] += Math.exp(x);
    }
    return DenseMatrix.solvePositive(matrix, right);
  }
}
