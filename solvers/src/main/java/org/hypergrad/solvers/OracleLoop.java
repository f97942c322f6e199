package org.hypergrad.solvers;

import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Rows;

/**
 * Single-loop iterations composed of a problem's oracles: a method says what its directions are.
 */
abstract class OracleLoop extends SingleLoop {

  OracleLoop(BilevelProblem problem, Batches batches, BilevelStep step, double[] z, double[] x) {
    super(
        problem,
        batches,
        step,
        new BilevelState(
            problem.vectors(),
            problem.vectors().of(z),
            problem.vectors().create(problem.innerDimension()),
            outerStart(problem, x),
            null));
  }

  /** D_z, D_v and D_x of the data terms at the state's point, into the state's directions. */
  abstract void directions(Rows inner, Rows outer);

  @Override
  final void iterate(long first, int count, Rows[] inner, Rows[] outer) {
    for (int k = 0; k < count; k++) {
      directions(inner[k], outer[k]);
      step.move(vectors, problem.penalty(), state, first + k);
    }
  }
}
