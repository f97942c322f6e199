package org.hypergrad.kernels.cuda;

import java.util.Arrays;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Shape;
import org.hypergrad.kernels.Support;

/**
 * The single-loop bilevel step on a device, many iterations a launch: {@link StepLaunch}. The host
 * draws the rows and sends them ahead, so that a run follows the one on a CPU but for rounding.
 *
 * <p>An iteration is fused where the problem has two classes and fits one block ({@link
 * StepLaunch#MOST_PARAMETERS}), and where its rows are different, not weighted and at most {@link
 * StepLaunch#MOST_ROWS} on either side; else it is composed of the primitive operations. Which of
 * the two depends on the iteration alone, so that how iterations are cut into calls changes no bit.
 */
final class CudaBilevelKernels extends BilevelKernels {

  private final CudaLogisticKernels inner;
  private final CudaLogisticKernels outer;
  private final StepLaunch launch;
  private final DevicePenalty devicePenalty;
  private final DistinctCheck innerRows;
  private final DistinctCheck outerRows;

  CudaBilevelKernels(CudaLogisticKernels inner, CudaLogisticKernels outer, Penalty penalty) {
    super(inner, outer, penalty);
    this.inner = inner;
    this.outer = outer;
    innerRows = new DistinctCheck(inner.rows());
    outerRows = new DistinctCheck(outer.rows());
    outer.join(inner);
    launch = StepLaunch.open(device(), 1);
    try {
      launch.session().joinQueueOf(inner.session());
      devicePenalty = new DevicePenalty(launch.session(), penalty);
    } catch (RuntimeException failed) {
      launch.close();
      throw failed;
    }
  }

  /** How the step is done where inner rows have a shape. */
  static Support support(Shape shape) {
    return shape.classes() <= 2 && shape.columns() <= StepLaunch.MOST_PARAMETERS
        ? Support.own("a block runs many iterations a launch")
        : Support.inherited("composed of the others: too large for a block");
  }

  /** The number of the device. */
  int device() {
    return inner.session().device().ordinal();
  }

  /** Waits until rows and penalty are on the device, for launches in another queue. */
  void synchronize() {
    launch.session().enter();
    launch.session().synchronize();
  }

  /** Whether an iteration over these rows is fused; both are selections within their datasets. */
  boolean fuses(Rows first, Rows second) {
    return inner.outputs() == 1
        && inner.parameters() <= StepLaunch.MOST_PARAMETERS
        && Math.max(first.count(), second.count()) <= StepLaunch.MOST_ROWS
        && first.weights() == null
        && second.weights() == null
        && innerRows.areDistinct(first)
        && outerRows.areDistinct(second);
  }

  /** Appends both sides' rows to a description, as {@code Problem} of steps.cu has them. */
  void describeRowsTo(Words words) {
    inner.describeTo(words);
    outer.describeTo(words);
  }

  /** Appends the penalty to a description, as {@code Problem} of steps.cu has it. */
  void describePenaltyTo(Words words) {
    words
        .add(devicePenalty.groupOf())
        .add(devicePenalty.starts())
        .add(devicePenalty.members())
        .add(penalty().fixedStrength());
  }

  @Override
  protected void advanceK(
      BilevelStep step,
      BilevelState state,
      long firstIteration,
      int count,
      Rows[] innerSelections,
      double innerScale,
      Rows[] outerSelections,
      double outerScale) {
    for (int done = 0; done < count; ) {
      StepLaunch.Run run =
          new StepLaunch.Run(
              step,
              state,
              firstIteration,
              done,
              count,
              innerSelections,
              innerScale,
              outerSelections,
              outerScale);
      launch.session().enter();
      launch.begin();
      int fused = launch.add(this, run);
      launch.start();
      if (fused == 0) {
        composed(run);
      }
      done += Math.max(1, fused);
    }
  }

  /** Runs the first iteration that a run has left, composed of the primitive operations. */
  void composed(StepLaunch.Run run) {
    super.advanceK(
        run.step(),
        run.state(),
        run.iteration(0),
        1,
        Arrays.copyOfRange(run.innerRows(), run.from(), run.from() + 1),
        run.innerScale(),
        Arrays.copyOfRange(run.outerRows(), run.from(), run.from() + 1),
        run.outerScale());
  }

  @Override
  protected void closeK() {
    try (launch) {
      if (!launch.session().driver().isLost()) { // else its memory is gone
        launch.session().enter();
        devicePenalty.free();
      }
    }
  }
}
