package org.hypergrad.solvers;

import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;

/**
 * SOBA (Dagréou, Ablin, Vaiter, Moreau 2022): stochastic gradient steps on all three variables at
 * once. With B ⊂ [n] and C ⊂ [m] drawn independently:
 *
 * <pre>
 *   D_z = ∇₁G_B      D_v = ∇²₁₁G_B v + ∇₁F_C      D_x = ∇²₂₁G_B v + ∇₂F_C
 *   z −= ρ_t D_z     v −= ρ_t D_v                 x −= γ_t D_x
 * </pre>
 *
 * <p>In the paper both steps fall like t^{−½}; v starts at 0.
 *
 * @param step how the variables move; its box is replaced by the problem's
 */
public record Soba(BilevelStep step) implements Solver {

  @Override
  public String name() {
    return "soba";
  }

  @Override
  public String describe() {
    return step.describe();
  }

  @Override
  public Iterates at(BilevelProblem problem, Batches batches, double[] z, double[] x) {
    BilevelKernels kernels = problem.kernels();
    if (kernels != null) {
      return new FusedLoop(problem, kernels, batches, step, z, x, false);
    }
    return new OracleLoop(problem, batches, step, z, x) {
      private final Vec outerInX = vectors.create(problem.outerDimension());

      @Override
      void directions(Rows inner, Rows outer) {
        Vec dz = state.innerDirection();
        Vec dv = state.linearDirection();
        Vec dx = state.outerDirection();
        problem.innerDirections(
            inner, batches.innerScale(), state.z(), state.x(), state.v(), dz, dv, dx);
        problem.outerGradients(
            outer, batches.outerScale(), state.z(), state.x(), state.outerGradient(), outerInX);
        vectors.axpy(1, state.outerGradient(), dv);
        vectors.axpy(1, outerInX, dx);
      }
    };
  }
}
