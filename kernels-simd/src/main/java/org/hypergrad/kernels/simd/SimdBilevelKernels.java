package org.hypergrad.kernels.simd;

import java.util.Arrays;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;

/**
 * The bilevel step with its move of z and v fused where the batch is small; see {@link FusedStep}.
 * Larger batches take the composed step, which threads share.
 */
final class SimdBilevelKernels extends BilevelKernels {

  private final FusedStep fused;

  /** The penalty on the variables as the fused step holds them. */
  private final Penalty heldPenalty;

  private final Vec z;
  private final Vec v;
  private final Vec coefficients;

  SimdBilevelKernels(
      LogisticKernels inner, LogisticKernels outer, Penalty penalty, FusedStep fused) {
    super(inner, outer, penalty);
    this.fused = fused;
    heldPenalty = penalty.reordered(fused.planes.sources());
    z = fused.z();
    v = fused.v();
    coefficients = fused.coefficients();
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
    int k = 0;
    while (k < count) {
      int end = fused.endOfStretch(k, count, innerRows, outerRows);
      if (!fused.fits(innerRows[k], outerRows[k])) {
        boolean whole = end - k == count;
        Rows[] ofInner = whole ? innerRows : Arrays.copyOfRange(innerRows, k, end);
        Rows[] ofOuter = whole ? outerRows : Arrays.copyOfRange(outerRows, k, end);
        super.advanceK(
            step, state, firstIteration + k, end - k, ofInner, innerScale, ofOuter, outerScale);
        k = end;
        continue;
      }
      fused.load(state);
      for (; k < end; k++) {
        long t = firstIteration + k;
        vectors().coefficients(heldPenalty, state.x(), coefficients);
        vectors().mixedDerivative(heldPenalty, coefficients, z, v, state.outerDirection());
        fused.move(
            innerRows[k],
            innerScale,
            outerRows[k],
            outerScale,
            step.innerStep().at(t),
            step.semiImplicit(),
            null);
        step.moveOuter(vectors(), state, t);
      }
      fused.store(state);
    }
  }
}
