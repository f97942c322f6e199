package org.hypergrad.kernels.simd;

import java.util.Arrays;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.HostVec;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.RowWeightKernels;
import org.hypergrad.kernels.RowWeightState;
import org.hypergrad.kernels.Rows;

/** What {@link SimdBilevelKernels} is, for data cleaning. */
final class SimdRowWeightKernels extends RowWeightKernels {

  private final FusedStep fused;
  private boolean fusing;

  SimdRowWeightKernels(
      LogisticKernels inner, LogisticKernels outer, Penalty penalty, FusedStep fused) {
    super(inner, outer, penalty);
    this.fused = fused;
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
    int end;
    for (int k = 0; k < count; k = end) {
      end = fused.endOfStretch(k, count, innerRows, outerRows);
      boolean whole = end - k == count;
      Rows[] ofInner = whole ? innerRows : Arrays.copyOfRange(innerRows, k, end);
      Rows[] ofOuter = whole ? outerRows : Arrays.copyOfRange(outerRows, k, end);
      fusing = fused.fits(innerRows[k], outerRows[k]);
      if (fusing) {
        fused.load(state);
      }
      super.advanceK(
          step, state, firstIteration + k, end - k, ofInner, innerScale, ofOuter, outerScale);
      if (fusing) {
        fused.store(state);
      }
    }
  }

  @Override
  protected void moveInnerK(
      BilevelStep step,
      long t,
      RowWeightState state,
      Rows innerRows,
      double innerScale,
      Rows outerRows,
      double outerScale) {
    if (!fusing) {
      super.moveInnerK(step, t, state, innerRows, innerScale, outerRows, outerScale);
      return;
    }
    fused.move(
        innerRows,
        innerScale,
        outerRows,
        outerScale,
        step.innerStep().at(t),
        step.semiImplicit(),
        ((HostVec) state.outerDirection()).array());
  }
}
