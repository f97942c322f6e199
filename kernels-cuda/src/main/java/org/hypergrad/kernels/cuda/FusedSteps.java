package org.hypergrad.kernels.cuda;

import java.util.function.Consumer;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Shape;
import org.hypergrad.kernels.Support;

/**
 * The single-loop step of bilevel kernels on a device, many iterations a launch: {@link
 * StepLaunch}. The host draws the rows and sends them ahead, so that a run follows the one on a CPU
 * but for rounding.
 *
 * <p>An iteration is fused where it is small enough for one block ({@link StepLayout}), and its
 * rows are different and not weighted by the caller; else it is composed of the primitive
 * operations. Which of the two depends on the iteration alone, so that how iterations are cut into
 * calls changes no bit.
 */
final class FusedSteps implements AutoCloseable {

  /** Kernels that have them. */
  interface Kernels {
    /** How their iterations are fused. */
    FusedSteps fused();

    /** How those of kernels of this backend are. */
    static FusedSteps of(BilevelKernels kernels) {
      if (kernels instanceof Kernels own) {
        return own.fused();
      }
      throw new IllegalArgumentException(
          "kernels whose steps the cuda backend does not fuse: "
              + kernels.getClass().getSimpleName());
    }
  }

  private final CudaLogisticKernels inner;
  private final CudaLogisticKernels outer;
  private final Penalty penalty;
  private final StepLayout layout;
  private final StepLayout outerLayout;
  private final Consumer<StepLaunch.Run> composed;
  private final StepLaunch launch;
  private final DevicePenalty devicePenalty;
  private final DistinctCheck innerRows;
  private final DistinctCheck outerRows;

  /**
   * For the iterations of kernels, whose handles it joins in one queue.
   *
   * @param weighted whether the outer variable holds weights of the inner rows
   * @param composed runs the first iteration that a run has left, composed of others
   */
  FusedSteps(
      CudaLogisticKernels inner,
      CudaLogisticKernels outer,
      Penalty penalty,
      boolean weighted,
      Consumer<StepLaunch.Run> composed) {
    this.inner = inner;
    this.outer = outer;
    this.penalty = penalty;
    this.composed = composed;
    layout = layout(inner, weighted);
    outerLayout = layout(outer, weighted);
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

  private static StepLayout layout(CudaLogisticKernels kernels, boolean weighted) {
    return new StepLayout(
        kernels.outputs(),
        kernels.parameters(),
        DenseRows.entriesOfRow(Shape.of(kernels.dataset())),
        weighted);
  }

  /** How the step is done where inner rows have a shape. */
  static Support support(Shape shape) {
    return StepLayout.suits(shape)
        ? Support.own("small batches: a block runs many iterations a launch")
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

  /** How a problem of these kernels lies in a block. */
  StepLayout layout() {
    return layout;
  }

  int innerCount() {
    return inner.rows();
  }

  int outerCount() {
    return outer.rows();
  }

  /** Whether an iteration over these rows is fused; both are selections within their datasets. */
  boolean fuses(Rows first, Rows second) {
    return layout.suits(first.count())
        && outerLayout.suits(second.count())
        && first.weights() == null
        && second.weights() == null
        && innerRows.areDistinct(first)
        && outerRows.areDistinct(second);
  }

  /** Appends columns, outputs and groups to a description, as {@code Problem} of steps.cu. */
  void describeSizesTo(Words words) {
    words
        .add(inner.dataset().columns())
        .add(layout.outputs())
        .add(Teams.width(layout.outputs()))
        .add(penalty.outerDimension());
  }

  /** Appends both sides' rows to a description, as {@code Problem} of problem.cuh has them. */
  void describeRowsTo(Words words) {
    inner.describeTo(words);
    outer.describeTo(words);
  }

  /** Appends the penalty to a description, as {@code Problem} of problem.cuh has it. */
  void describePenaltyTo(Words words) {
    words
        .add(devicePenalty.groupOf())
        .add(devicePenalty.starts())
        .add(devicePenalty.members())
        .add(penalty.fixedStrength());
  }

  /** Runs all iterations of a run, fused or composed. */
  void advance(StepLaunch.Run run) {
    StepLaunch.Run left = run;
    while (left.count() > 0) {
      launch.session().enter();
      launch.begin();
      int done = add(launch, left);
      launch.start();
      left = left.after(done);
    }
  }

  /**
   * Adds the next iterations of a run to a launch, or runs one composed, at once.
   *
   * @return how many
   */
  int add(StepLaunch to, StepLaunch.Run run) {
    int fused = to.add(this, run);
    if (fused == 0) {
      CudaQueue queue = inner.session().queue();
      queue.hold();
      try {
        composed.accept(run);
      } finally {
        queue.release();
      }
    }
    return Math.max(1, fused);
  }

  /** Gives back what it has beside the kernels. */
  @Override
  public void close() {
    try (launch) {
      if (!launch.session().driver().isLost()) { // else its memory is gone
        launch.session().enter();
        devicePenalty.free();
      }
    }
  }
}
