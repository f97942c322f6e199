package org.hypergrad.solvers;

import java.util.Map;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;

/**
 * What single-loop methods share: all directions are evaluated at the same point (z, v, x), then
 * all three variables move. Where the problem has fused kernels for the method, {@link FusedLoop}
 * leaves whole stretches of iterations to them; elsewhere {@link OracleLoop} composes them of
 * oracles.
 */
abstract class SingleLoop implements Iterates {

  final BilevelProblem problem;
  final Batches batches;
  final Vectors vectors;
  final BilevelState state;
  final BilevelStep step;

  SingleLoop(BilevelProblem problem, Batches batches, BilevelStep step, BilevelState state) {
    this.problem = problem;
    this.batches = batches;
    this.step = boxed(problem, step);
    this.state = state;
    vectors = problem.vectors();
  }

  static BilevelStep boxed(BilevelProblem problem, BilevelStep step) {
    return step.withBox(problem.lowerBound(), problem.upperBound());
  }

  /** The starting point of the outer variable in the problem's box. */
  static Vec outerStart(BilevelProblem problem, double[] x) {
    Vec outer = problem.vectors().of(x);
    problem.vectors().clip(problem.lowerBound(), problem.upperBound(), outer);
    return outer;
  }

  @Override
  public final void advance(long first, int count) {
    iterate(first, count, batches.drawInner(first, count), batches.drawOuter(first, count));
  }

  /** Iterations first to first + count − 1 on the batches drawn for them. */
  abstract void iterate(long first, int count, Rows[] inner, Rows[] outer);

  @Override
  public final Vec z() {
    return state.z();
  }

  @Override
  public final Vec v() {
    return state.v();
  }

  @Override
  public Vec x() {
    return state.x();
  }

  @Override
  public final long samplesPerIteration() {
    return (long) batches.innerBatch() + batches.outerBatch();
  }

  @Override
  public Map<String, Vec> saved() {
    return state.saved();
  }
}
