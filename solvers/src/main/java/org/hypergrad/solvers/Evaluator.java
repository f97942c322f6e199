package org.hypergrad.solvers;

import java.io.Serial;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.hypergrad.kernels.Arithmetic;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.jspecify.annotations.Nullable;

/**
 * The exact value function h(x) = F(z*(x), x) and its gradient by implicit differentiation: ∇h =
 * ∇₂F + ∇²₂₁G v* with v* = −[∇²₁₁G]⁻¹∇₁F.
 *
 * <p>z* comes from Newton's method with conjugate gradients, preconditioned by the Hessian's
 * diagonal (a learned penalty spans ten orders of magnitude) or a factor of it, to ‖∇₁G‖ ≤ {@value
 * #TOLERANCE} · max(1, ‖∇₁G(0)‖) or as far as rounding goes; v* from conjugate gradients to a
 * relative {@value #TOLERANCE}. Where kernels multiply in floats both are {@value
 * #TOLERANCE_OF_FLOATS}: below that conjugate gradients go on for thousands of passes. Successive
 * evaluations start from the last z*. Cost: some hundred passes over the inner rows. Not
 * thread-safe, and must not run while the problem's solver does.
 */
public final class Evaluator {

  static final double TOLERANCE = 1e-12;
  static final double TOLERANCE_OF_FLOATS = 1e-6;

  /** What drowns in rounding, and what is no solution: in units of the tolerance. */
  private static final double ROUNDING = 100;

  private static final int NEWTON_STEPS = 200;
  private static final int HALVINGS = 40;

  /** Up to this length a Hessian is factorised where conjugate gradients alone are slow. */
  private static final int MOST_FACTORIZED = 1000;

  /** An evaluation was told to stop before it was done. */
  static final class StoppedException extends CancellationException {

    @Serial private static final long serialVersionUID = 1;

    StoppedException() {
      super("cancelled before an exact evaluation was done");
    }
  }

  private final BilevelProblem problem;
  private final BooleanSupplier stop;
  private final Vectors vectors;
  private final double tolerance;
  private final int mostLinearSteps;
  private final ConjugateGradient conjugateGradient;
  private final Vec x;
  private final Vec z;
  private final Vec v;
  private final Vec trial;
  private final Vec newton;
  private final Vec gradient;
  private final Vec scratch;
  private final Vec coefficients;
  private final Vec diagonal;
  private final Preconditioner preconditioner;
  private final Vec outerInX;
  private final Vec mixed;

  /** An evaluator of a problem, its first inner solve starting from z = 0. */
  public Evaluator(BilevelProblem problem) {
    this(problem, () -> false);
  }

  /**
   * The same, and an evaluation can be stopped.
   *
   * @param stop asked before every pass over the inner rows; where it says yes, {@link #evaluate}
   *     throws a {@link StoppedException}
   */
  Evaluator(BilevelProblem problem, BooleanSupplier stop) {
    this.problem = problem;
    this.stop = stop;
    vectors = problem.vectors();
    tolerance = tolerance(problem.kernels());
    int p = problem.innerDimension();
    int d = problem.outerDimension();
    mostLinearSteps = (int) Math.min(20_000, 10L * p + 1_000);
    conjugateGradient = new ConjugateGradient(vectors, p);
    x = vectors.create(d);
    z = vectors.create(p);
    v = vectors.create(p);
    trial = vectors.create(p);
    newton = vectors.create(p);
    gradient = vectors.create(p);
    scratch = vectors.create(p);
    coefficients = vectors.create(p);
    diagonal = vectors.create(p);
    preconditioner = new Preconditioner(vectors, p);
    outerInX = vectors.create(d);
    mixed = vectors.create(d);
  }

  private static double tolerance(@Nullable BilevelKernels kernels) {
    boolean inFloats =
        kernels != null
            && (kernels.inner().arithmetic() == Arithmetic.FLOAT
                || kernels.outer().arithmetic() == Arithmetic.FLOAT);
    return inFloats ? TOLERANCE_OF_FLOATS : TOLERANCE;
  }

  /**
   * Forgets what earlier evaluations found: the next one depends on its point and on this start
   * alone, to the last bit.
   *
   * @param start z that the inner solve begins with, length p
   */
  void startAnew(double[] start) {
    vectors.write(start, z);
    vectors.fill(0, v);
    vectors.fill(0, newton);
    preconditioner.dropFactor();
  }

  /**
   * h and ∇h at x.
   *
   * @param point length d, not changed
   * @throws ArithmeticException if the inner problem has no solution that can be computed
   */
  public Evaluation evaluate(double[] point) {
    vectors.write(point, x);
    vectors.coefficients(problem.penalty(), x, coefficients);
    double innerGradientNorm = minimizeInner();
    double outerScale = 1.0 / problem.outerRows();
    double h = problem.outerLoss(Rows.all(), outerScale, z, x);
    problem.outerGradients(Rows.all(), outerScale, z, x, gradient, outerInX);
    vectors.scale(-1, gradient);
    solve(tolerance * vectors.norm(gradient), v);
    problem.innerMixedDerivative(Rows.all(), innerScale(), z, x, v, mixed);
    vectors.axpy(1, mixed, outerInX);
    vectors.mixedDerivative(problem.penalty(), coefficients, z, v, mixed);
    vectors.axpy(1, mixed, outerInX);
    double[] hypergradient = vectors.toArray(outerInX);
    return new Evaluation(
        h,
        hypergradient,
        norm(hypergradient),
        norm(projectedStep(point, hypergradient)),
        vectors.toArray(z),
        vectors.toArray(v),
        innerGradientNorm,
        problem.outerError(z));
  }

  private double innerScale() {
    return 1.0 / problem.innerRows();
  }

  private double[] projectedStep(double[] point, double[] hypergradient) {
    double[] step = new double[point.length];
    for (int k = 0; k < step.length; k++) {
      double moved = point[k] - hypergradient[k];
      double projected = Math.min(Math.max(moved, problem.lowerBound()), problem.upperBound());
      step[k] = point[k] - projected;
    }
    return step;
  }

  private static double norm(double[] a) {
    double sum = 0;
    for (double value : a) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  /** z ← z*(x) from the z of the last evaluation; the norm of the gradient reached. */
  private double minimizeInner() {
    vectors.fill(0, trial);
    double atZero = innerGradient(trial);
    double enough = tolerance * Math.max(1, atZero);
    double value = innerValue(z);
    double norm = innerGradient(z);
    if (!(norm <= 1e3 * Math.max(1, atZero))) { // a start that is worse than none
      vectors.fill(0, z);
      value = innerValue(z);
      norm = innerGradient(z);
    }
    for (int step = 0; step < NEWTON_STEPS && norm > enough; step++) {
      vectors.scale(-1, gradient);
      preconditioner();
      solve(Math.max(Math.min(0.1, norm) * norm, enough / 10), newton);
      double slope = -vectors.dot(gradient, newton);
      double length = lineSearch(value, slope, norm);
      if (length == 0) {
        break;
      }
      vectors.axpy(length, newton, z);
      value = innerValue(z);
      norm = innerGradient(z);
    }
    if (!(norm <= Math.max(1e-6, ROUNDING * tolerance) * Math.max(1, atZero))) {
      throw new ArithmeticException(
          "the inner problem could not be solved exactly: gradient norm %.3g after %d Newton steps"
              .formatted(norm, NEWTON_STEPS));
    }
    preconditioner();
    return norm;
  }

  /**
   * A step length by backtracking on the value; where the decrease drowns in rounding, on the
   * gradient's norm. 0 if neither falls.
   */
  private double lineSearch(double value, double slope, double norm) {
    double length = 1;
    for (int k = 0; k < HALVINGS; k++, length /= 2) {
      vectors.copy(z, trial);
      vectors.axpy(length, newton, trial);
      double decrease = value - innerValue(trial);
      if (decrease >= -1e-4 * length * slope && decrease > 0) {
        return length;
      }
      boolean drowned =
          Math.abs(length * slope) <= ROUNDING * tolerance * Math.max(1e-300, Math.abs(value));
      if (drowned && innerGradient(trial) < norm) {
        return length;
      }
    }
    return 0;
  }

  private void goOn() {
    if (stop.getAsBoolean()) {
      throw new StoppedException();
    }
  }

  private double innerValue(Vec at) {
    goOn();
    vectors.fill(0, scratch);
    vectors.multiplyAdd(0.5, coefficients, at, scratch);
    return problem.innerLoss(Rows.all(), innerScale(), at, x) + vectors.dot(scratch, at);
  }

  private double innerGradient(Vec at) {
    goOn();
    problem.innerGradient(Rows.all(), innerScale(), at, x, gradient);
    vectors.multiplyAdd(1, coefficients, at, gradient);
    return vectors.norm(gradient);
  }

  private void preconditioner() {
    problem.innerHessianDiagonal(Rows.all(), innerScale(), z, x, diagonal);
    vectors.axpy(1, coefficients, diagonal);
    preconditioner.diagonal(diagonal);
  }

  /** ∇²₁₁G at the z and x at hand. */
  private LinearOperator hessian() {
    LinearOperator ofRows = problem.innerHessian(innerScale(), z, x);
    return (in, out) -> {
      goOn();
      ofRows.apply(in, out);
      vectors.multiplyAdd(1, coefficients, in, out);
    };
  }

  /**
   * Solves ∇²₁₁G s = b with b in {@code gradient}. On a small problem that takes more steps than
   * half a factorisation costs products, the Hessian at this point is factorised and used from then
   * on: learned penalties and features of all sizes make systems with which a diagonal can do
   * nothing.
   */
  private void solve(double tolerance, Vec s) {
    int p = s.length();
    LinearOperator hessian = hessian();
    boolean small = p <= MOST_FACTORIZED;
    int steps = small ? Math.min(mostLinearSteps, 50 + p / 2) : mostLinearSteps;
    double reached =
        conjugateGradient.solve(hessian, preconditioner, gradient, tolerance, steps, s);
    if (!small || reached <= tolerance) {
      return;
    }
    preconditioner.factorize(hessian);
    reached = conjugateGradient.solve(hessian, preconditioner, gradient, tolerance, steps, s);
    if (reached > tolerance) { // a last try, as on a large problem
      preconditioner.dropFactor();
      conjugateGradient.solve(hessian, preconditioner, gradient, tolerance, mostLinearSteps, s);
    }
  }
}
