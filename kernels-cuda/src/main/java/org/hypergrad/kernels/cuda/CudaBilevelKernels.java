package org.hypergrad.kernels.cuda;

import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;

/** Regularisation selection on a device, its iterations fused: {@link FusedSteps}. */
final class CudaBilevelKernels extends BilevelKernels implements FusedSteps.Kernels {

  private final FusedSteps fused;

  CudaBilevelKernels(CudaLogisticKernels inner, CudaLogisticKernels outer, Penalty penalty) {
    super(inner, outer, penalty);
    fused = new FusedSteps(inner, outer, penalty, false, this::composed);
  }

  @Override
  public FusedSteps fused() {
    return fused;
  }

  @Override
  protected void advanceK(
      BilevelStep step,
      BilevelState state,
      long firstIteration,
      int count,
      Rows[] innerRows,
      double innerScale,
      Rows[] outerRows,
      double outerScale) {
    fused.advance(
        new StepLaunch.Run(
            step, state, firstIteration, 0, count, innerRows, innerScale, outerRows, outerScale));
  }

  private void composed(StepLaunch.Run run) {
    super.advanceK(
        run.step(),
        run.state(),
        run.iteration(0),
        1,
        run.nextInnerRows(),
        run.innerScale(),
        run.nextOuterRows(),
        run.outerScale());
  }

  @Override
  protected void closeK() {
    fused.close();
  }
}
