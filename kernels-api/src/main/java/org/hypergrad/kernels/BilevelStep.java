package org.hypergrad.kernels;

/**
 * How the variables of a single-loop bilevel method move once their directions are known: one
 * immutable description, which a solver makes once and a backend may fuse with the directions.
 *
 * <p>At iteration t with directions D_z, D_v, D_x of the data terms, all taken at the same point
 * (z, v, x), and e the {@link Penalty}'s coefficients at x:
 *
 * <pre>
 *   explicit        z ← z − ρ_t (D_z + e∘z)            v ← v − ρ_t (D_v + e∘v)
 *   semi-implicit   z ← (z − ρ_t D_z) / (1 + ρ_t e)    v ← (v − ρ_t D_v) / (1 + ρ_t e)
 *   both            D ← D_x + ∇²₂₁ penalty v           (at the old z and v)
 *   momentum        d ← (1 − momentum) d + momentum·D
 *   second moment   s ← decay·s + (1 − decay)·D∘D      d ← d / √(s / (1 − decay^t))
 *   outer step      x ← Π(x − γ_s d)                   from iteration outerStart on, where s = 1
 * </pre>
 *
 * @param innerStep ρ, the step of z and v
 * @param outerStep γ, the step of x
 * @param semiImplicit whether the penalty is treated implicitly, which takes the stiffness of large
 *     e away
 * @param lower the box's lower end, for every element of x; −∞ for none
 * @param upper the box's upper end; +∞ for none
 * @param momentum weight of the newest direction in (0, 1]; 1 for no momentum
 * @param secondMomentDecay in [0, 1); 0 for a plain outer step, not scaled
 * @param outerStart first iteration at which x moves, from 1; moments are gathered before
 */
public record BilevelStep(
    StepSize innerStep,
    StepSize outerStep,
    boolean semiImplicit,
    double lower,
    double upper,
    double momentum,
    double secondMomentDecay,
    long outerStart) {

  /** Checks the ranges said above. */
  public BilevelStep {
    if (!(lower <= upper)) {
      throw new IllegalArgumentException("a box from %s to %s".formatted(lower, upper));
    }
    if (!(momentum > 0 && momentum <= 1)) {
      throw new IllegalArgumentException("a momentum of " + momentum);
    }
    if (!(secondMomentDecay >= 0 && secondMomentDecay < 1)) {
      throw new IllegalArgumentException("a second moment decay of " + secondMomentDecay);
    }
    if (outerStart < 1) {
      throw new IllegalArgumentException("x starts to move at iteration " + outerStart);
    }
  }

  /** The paper's plain rule: explicit, no box, no momentum, no scaling. */
  public static BilevelStep plain(StepSize innerStep, StepSize outerStep) {
    return new BilevelStep(
        innerStep, outerStep, false, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 1, 0, 1);
  }

  /** The same with the box [lower, upper] for every element of x. */
  public BilevelStep withBox(double lowerEnd, double upperEnd) {
    return new BilevelStep(
        innerStep,
        outerStep,
        semiImplicit,
        lowerEnd,
        upperEnd,
        momentum,
        secondMomentDecay,
        outerStart);
  }

  /** The same with the penalty treated implicitly. */
  public BilevelStep withSemiImplicitPenalty() {
    return new BilevelStep(
        innerStep, outerStep, true, lower, upper, momentum, secondMomentDecay, outerStart);
  }

  /** The same with outer directions averaged, the newest weighing {@code weight}. */
  public BilevelStep withMomentum(double weight) {
    return new BilevelStep(
        innerStep, outerStep, semiImplicit, lower, upper, weight, secondMomentDecay, outerStart);
  }

  /** The same with outer directions scaled by a running second moment. */
  public BilevelStep withSecondMoment(double decay) {
    return new BilevelStep(
        innerStep, outerStep, semiImplicit, lower, upper, momentum, decay, outerStart);
  }

  /** The same with x standing still before iteration {@code first}. */
  public BilevelStep withOuterStart(long first) {
    return new BilevelStep(
        innerStep, outerStep, semiImplicit, lower, upper, momentum, secondMomentDecay, first);
  }

  /**
   * Moves z, v and x at iteration t, the state's {@code directions} holding D_z, D_v and D_x of the
   * data terms, which are used up.
   */
  public void move(Vectors vectors, Penalty penalty, BilevelState state, long t) {
    Vec e = state.coefficients();
    vectors.coefficients(penalty, state.x(), e);
    vectors.mixedDerivative(penalty, e, state.z(), state.v(), state.mixed());
    vectors.axpy(1, state.mixed(), state.outerDirection());
    double step = innerStep.at(t);
    moveInner(vectors, step, e, state.innerDirection(), state.z());
    moveInner(vectors, step, e, state.linearDirection(), state.v());
    moveOuter(vectors, state, t);
  }

  /**
   * One step of z, or of v, whose penalty has the same form: z ← z − step·(D + e∘z), or its
   * semi-implicit twin.
   */
  public void moveInner(Vectors vectors, double step, Vec e, Vec direction, Vec z) {
    if (semiImplicit) {
      vectors.axpy(-step, direction, z);
      vectors.shrink(step, e, z);
    } else {
      vectors.multiplyAdd(1, e, z, direction);
      vectors.axpy(-step, direction, z);
    }
  }

  /** The outer half of {@link #move}: one step of x along the state's outer direction. */
  public void moveOuter(Vectors vectors, BilevelState state, long t) {
    Vec direction = state.outerDirection();
    if (secondMomentDecay > 0) {
      vectors.averageSquares(secondMomentDecay, direction, state.secondMoment());
    }
    if (momentum < 1) {
      vectors.average(1 - momentum, direction, state.momentum());
      direction = state.momentum();
    }
    if (t < outerStart) {
      return;
    }
    double step = outerStep.at(t - outerStart + 1);
    if (secondMomentDecay > 0) {
      double correction = 1 - Math.pow(secondMomentDecay, (double) t);
      vectors.normalizedStep(step, direction, state.secondMoment(), correction, state.x());
    } else {
      vectors.axpy(-step, direction, state.x());
    }
    vectors.clip(lower, upper, state.x());
  }

  /** One line that says how the variables move, for people. */
  public String describe() {
    StringBuilder text =
        new StringBuilder("ρ = " + innerStep.describe() + ", γ = " + outerStep.describe());
    text.append(semiImplicit ? ", semi-implicit penalty" : ", explicit penalty");
    if (secondMomentDecay > 0) {
      text.append(
          ", outer direction scaled by its second moment (decay %s)".formatted(secondMomentDecay));
    }
    if (momentum < 1) {
      text.append(", outer momentum %s".formatted(momentum));
    }
    if (outerStart > 1) {
      text.append(", x moves from iteration %d".formatted(outerStart));
    }
    if (lower > Double.NEGATIVE_INFINITY || upper < Double.POSITIVE_INFINITY) {
      text.append(", box [%s, %s]".formatted(lower, upper));
    }
    return text.toString();
  }
}
