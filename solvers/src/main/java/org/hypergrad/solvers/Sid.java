package org.hypergrad.solvers;

import java.util.Map;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;

/**
 * Stochastic approximate implicit differentiation (Grazzi, Pontil, Salzo 2021 and 2022). The inner
 * solution is the fixed point of the contraction Φ(z) = z − α∇₁G(z, x), its linear system that of z
 * − ∂₁Φᵀ; both are found by averaged stochastic steps with damping η, then x moves once:
 *
 * <pre>
 *   z ← z + η_t (Φ̂(z, B_t) − z)                              T inner steps, fresh batches
 *   v ← v + η_k (v − α(∇²₁₁G_{B_k} v + ∇₁F(z)) − v)          K linear steps, fresh batches
 *   ∇̂h = ∇₂F(z) + 1/J Σ_j ∇²₂₁G_{B_j} v                      J batches
 *   x ← Π(x − γ_s ∇̂h)
 * </pre>
 *
 * <p>Here v has the sign and scale of v* = −[∇²₁₁G]⁻¹∇₁F; the papers' is −v/α. ∇₁F is exact: one
 * pass over the outer rows an iteration. With a semi-implicit penalty Φ is the proximal map z ← (z
 * − α D) / (1 + αe), a contraction with the same fixed point, and the linear steps likewise.
 *
 * @param step α as the constant inner step, γ as the outer one, and how x moves; its box is
 *     replaced by the problem's
 * @param damping η over the steps of one inner or linear solve: constant 1, or decreasing
 * @param innerSteps T
 * @param linearSteps K
 * @param mixedBatches J; 1 in SID, more in BSGM, and without effect where the mixed derivative is
 *     the penalty's alone
 * @param warmStart whether z and v go on from the last iteration's; in SID v starts at 0
 */
public record Sid(
    BilevelStep step,
    StepSize damping,
    int innerSteps,
    int linearSteps,
    int mixedBatches,
    boolean warmStart)
    implements Solver {

  /** Checks that there is at least one step and one batch of each kind, and η ≤ 1. */
  public Sid {
    if (innerSteps < 1 || linearSteps < 1 || mixedBatches < 1) {
      throw new IllegalArgumentException(
          "%d inner steps, %d linear steps, %d batches: each must be at least 1"
              .formatted(innerSteps, linearSteps, mixedBatches));
    }
    if (damping.initial() > 1) {
      throw new IllegalArgumentException("a damping above 1: " + damping.initial());
    }
  }

  @Override
  public String name() {
    return "sid";
  }

  @Override
  public String describe() {
    return "%s, η = %s, %d inner and %d linear steps%s"
        .formatted(
            step.describe(),
            damping.describe(),
            innerSteps,
            linearSteps,
            warmStart ? ", warm start" : "");
  }

  @Override
  public Iterates at(BilevelProblem problem, Batches batches, double[] z, double[] x) {
    return new Loop(problem, batches, z, x);
  }

  private final class Loop implements Iterates {
    private final BilevelProblem problem;
    private final Batches batches;
    private final Vectors vectors;
    private final BilevelStep boxed;
    private final BilevelState state;
    private final Vec start;
    private final Vec previous;
    private final Vec outerInX;

    Loop(BilevelProblem problem, Batches batches, double[] z, double[] x) {
      this.problem = problem;
      this.batches = batches;
      vectors = problem.vectors();
      boxed = SingleLoop.boxed(problem, step);
      Vec v = vectors.create(problem.innerDimension());
      state = new BilevelState(vectors, vectors.of(z), v, SingleLoop.outerStart(problem, x), null);
      start = vectors.of(z);
      previous = vectors.create(problem.innerDimension());
      outerInX = vectors.create(problem.outerDimension());
    }

    @Override
    public void advance(long first, int count) {
      for (long s = first; s < first + count; s++) {
        iterate(s);
      }
    }

    private void iterate(long s) {
      Vec z = state.z();
      Vec v = state.v();
      Vec x = state.x();
      vectors.coefficients(problem.penalty(), x, state.coefficients());
      if (!warmStart) {
        vectors.copy(start, z);
        vectors.fill(0, v);
      }
      long drawn = (s - 1) * (innerSteps + linearSteps + (long) mixedBatches) + 1;
      for (int t = 1; t <= innerSteps; t++) {
        Rows batch = batches.drawInner(drawn++, 1)[0];
        problem.innerGradient(batch, batches.innerScale(), z, x, state.innerDirection());
        dampedStep(t, state.innerDirection(), z);
      }
      Vec outerGradient = state.outerGradient();
      problem.outerGradients(Rows.all(), 1.0 / problem.outerRows(), z, x, outerGradient, outerInX);
      for (int k = 1; k <= linearSteps; k++) {
        Rows batch = batches.drawInner(drawn++, 1)[0];
        problem.innerHessianVector(batch, batches.innerScale(), z, x, v, state.linearDirection());
        vectors.axpy(1, outerGradient, state.linearDirection());
        dampedStep(k, state.linearDirection(), v);
      }
      Vec hypergradient = state.outerDirection();
      vectors.mixedDerivative(problem.penalty(), state.coefficients(), z, v, hypergradient);
      vectors.axpy(1, outerInX, hypergradient);
      for (int j = 0; j < mixedBatches; j++) {
        Rows batch = batches.drawInner(drawn++, 1)[0];
        double scale = batches.innerScale() / mixedBatches;
        problem.innerMixedDerivative(batch, scale, z, x, v, state.mixed());
        vectors.axpy(1, state.mixed(), hypergradient);
      }
      boxed.moveOuter(vectors, state, s);
    }

    /** u ← u + η_t (Φ(u) − u), Φ a step of α along the direction and the penalty's gradient. */
    private void dampedStep(int t, Vec direction, Vec u) {
      double eta = damping.at(t);
      vectors.copy(u, previous);
      boxed.moveInner(vectors, boxed.innerStep().at(1), state.coefficients(), direction, u);
      if (eta < 1) {
        vectors.scale(eta, u);
        vectors.axpy(1 - eta, previous, u);
      }
    }

    @Override
    public Vec z() {
      return state.z();
    }

    @Override
    public Vec v() {
      return state.v();
    }

    @Override
    public Vec x() {
      return state.x();
    }

    @Override
    public long samplesPerIteration() {
      return (long) (innerSteps + linearSteps + mixedBatches) * batches.innerBatch()
          + problem.outerRows();
    }

    @Override
    public Map<String, Vec> saved() {
      Map<String, Vec> saved = state.saved();
      saved.put("start", start);
      return saved;
    }
  }
}
