package org.hypergrad.solvers;

import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;

/** Single-loop iterations as the backend fuses them: plain ones without tables, SAGA with them. */
class FusedLoop extends SingleLoop {

  final BilevelKernels kernels;

  FusedLoop(
      BilevelProblem problem,
      BilevelKernels kernels,
      Batches batches,
      BilevelStep step,
      double[] z,
      double[] x,
      boolean withTables) {
    super(
        problem,
        batches,
        step,
        kernels.state(problem.vectors().of(z), outerStart(problem, x), withTables));
    kernels.check(step);
    this.kernels = kernels;
  }

  @Override
  final void iterate(long first, int count, Rows[] inner, Rows[] outer) {
    kernels.advance(
        step, state, first, count, inner, batches.innerScale(), outer, batches.outerScale());
  }

  @Override
  public final Vec x() {
    return kernels.outerVariable(step, state);
  }
}
