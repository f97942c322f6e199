package org.hypergrad.solvers;

import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.StepSize;

/**
 * Steps for people who do not want to choose any. The inner step comes from the batch's expected
 * smoothness L_b; the penalty, whose coefficients e^x span orders of magnitude, is treated
 * implicitly; the outer direction is scaled by its running second moment, because ∂h/∂x_k carries
 * the factor e^{x_k} and dies as x_k falls; and x waits until v means something.
 *
 * <p>Found on ijcnn1 and used unchanged elsewhere; the outer steps have no guarantee behind them.
 */
public final class DefaultSteps {

  private DefaultSteps() {}

  /** Constant inner steps of 1/(2 L_b), for single-loop methods with memory. */
  public static BilevelStep constant(BilevelProblem problem, Batches batches) {
    return singleLoop(problem, StepSize.constant(innerStep(problem, batches)), batches);
  }

  /** Inner steps that fall like 1/√t from 1/(2 L_b) on, for single-loop methods without memory. */
  public static BilevelStep decreasing(BilevelProblem problem, Batches batches) {
    double delay = batches.innerBatchesPerEpoch();
    return singleLoop(problem, new StepSize(innerStep(problem, batches), 0.5, delay), batches);
  }

  private static BilevelStep singleLoop(BilevelProblem problem, StepSize inner, Batches batches) {
    return BilevelStep.plain(inner, problem.defaultOuterStep())
        .withSemiImplicitPenalty()
        .withSecondMoment(0.999)
        .withOuterStart(2L * batches.innerBatchesPerEpoch() + 1);
  }

  private static double innerStep(BilevelProblem problem, Batches batches) {
    return 1 / (2 * batchSmoothness(problem, batches));
  }

  /**
   * L_b of the problem's inner sum.
   *
   * @throws IllegalArgumentException if the problem does not know its smoothness
   */
  public static double batchSmoothness(BilevelProblem problem, Batches batches) {
    Smoothness smoothness = problem.smoothness();
    if (smoothness == null) {
      throw new IllegalArgumentException(
          "the problem does not say how smooth it is: steps must be given");
    }
    return Math.max(smoothness.ofBatch(batches.innerBatch()), Double.MIN_NORMAL);
  }
}
