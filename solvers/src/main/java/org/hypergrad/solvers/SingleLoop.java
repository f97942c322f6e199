package org.hypergrad.solvers;

import java.util.LinkedHashMap;
import java.util.Map;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.SagaTables;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.jspecify.annotations.Nullable;

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

  SingleLoop(
      BilevelProblem problem,
      Batches batches,
      BilevelStep step,
      double[] z,
      double[] x,
      @Nullable SagaTables tables) {
    this.problem = problem;
    this.batches = batches;
    this.step = step.withBox(problem.lowerBound(), problem.upperBound());
    vectors = problem.vectors();
    Vec outer = vectors.of(x);
    vectors.clip(problem.lowerBound(), problem.upperBound(), outer);
    state =
        new BilevelState(
            vectors, vectors.of(z), vectors.create(problem.innerDimension()), outer, tables);
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
  public final Vec x() {
    return state.x();
  }

  @Override
  public final long samplesPerIteration() {
    return (long) batches.innerBatch() + batches.outerBatch();
  }

  @Override
  public Map<String, Vec> saved() {
    Map<String, Vec> saved = new LinkedHashMap<>();
    saved.put("z", state.z());
    saved.put("v", state.v());
    saved.put("x", state.x());
    saved.put("momentum", state.momentum());
    saved.put("second moment", state.secondMoment());
    SagaTables tables = state.tables();
    if (tables != null) {
      save("residuals", tables.residuals(), saved);
      save("curvatures", tables.curvatures(), saved);
      save("outer residuals", tables.outerResiduals(), saved);
    }
    return saved;
  }

  private static void save(String name, SagaTable table, Map<String, Vec> saved) {
    saved.put(name, table.scalars());
    saved.put(name + " average", table.average());
  }
}
