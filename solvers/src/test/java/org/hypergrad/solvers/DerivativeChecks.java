package org.hypergrad.solvers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;

/**
 * Holds what a problem says of derivatives, its penalty included, against central differences of
 * what it says of values: any implementation of {@link BilevelProblem} can be checked with it.
 *
 * <p>The error of a central difference with step s is at most s²/6 · max|f'''| + ε|f|/s; with s =
 * 6e-6 that is below 1e-10 · (|f| + |f'''|), and the tolerance is ten times that for the sums of a
 * few terms of size up to ten met here.
 */
final class DerivativeChecks {

  private static final double STEP = 6e-6;
  private static final double TOLERANCE = 1e-8;

  private final BilevelProblem problem;
  private final Vectors vectors;
  private final Rows rows;
  private final double scale;

  private DerivativeChecks(BilevelProblem problem, Rows rows, double scale) {
    this.problem = problem;
    this.vectors = problem.vectors();
    this.rows = rows;
    this.scale = scale;
  }

  /** Checks every oracle on a selection of rows that both levels have. */
  static void check(BilevelProblem problem, Rows rows, double scale, long seed) {
    double[] z = Problems.gaussians(seed, problem.innerDimension());
    double[] x = Problems.gaussians(seed + 1, problem.outerDimension());
    double[] v = Problems.gaussians(seed + 2, problem.innerDimension());
    DerivativeChecks checks = new DerivativeChecks(problem, rows, scale);
    checks.inner(z, x, v);
    checks.outer(z, x);
    checks.fused(z, x, v);
    checks.hessianOfAllRows(z, x, v);
  }

  private void inner(double[] z, double[] x, double[] v) {
    compare("∇₁G", gradient(z, x), differences(at -> loss(at, x), z));
    compare("∇²₁₁G v", hessianVector(z, x, v), along(at -> gradient(at, x), z, v));
    // ∇²₂₁G v is the gradient in x of ∇₁G·v
    compare("∇²₂₁G v", mixed(z, x, v), differences(at -> dot(gradient(z, at), v), x));
  }

  private void outer(double[] z, double[] x) {
    Vec inZ = lost(z.length);
    Vec inX = lost(x.length);
    problem.outerGradients(rows, scale, vectors.of(z), vectors.of(x), inZ, inX);
    ToDoubleFunction<double[]> lossInZ =
        at -> problem.outerLoss(rows, scale, vectors.of(at), vectors.of(x));
    ToDoubleFunction<double[]> lossInX =
        at -> problem.outerLoss(rows, scale, vectors.of(z), vectors.of(at));
    compare("∇₁F", vectors.toArray(inZ), differences(lossInZ, z));
    compare("∇₂F", vectors.toArray(inX), differences(lossInX, x));
  }

  /** One call for three oracles must say what three calls say, up to the order of sums. */
  private void fused(double[] z, double[] x, double[] v) {
    Vec[] one = {lost(z.length), lost(z.length), lost(x.length)};
    Vec[] three = {lost(z.length), lost(z.length), lost(x.length)};
    Vec zs = vectors.of(z);
    Vec xs = vectors.of(x);
    Vec vs = vectors.of(v);
    problem.innerDirections(rows, scale, zs, xs, vs, one[0], one[1], one[2]);
    problem.innerGradient(rows, scale, zs, xs, three[0]);
    problem.innerHessianVector(rows, scale, zs, xs, vs, three[1]);
    problem.innerMixedDerivative(rows, scale, zs, xs, vs, three[2]);
    for (int k = 0; k < one.length; k++) {
      assertThat(vectors.toArray(one[k])).containsExactly(vectors.toArray(three[k]), within(1e-13));
    }
  }

  /** The Hessian of all rows, for directions one after the other, after another point's. */
  private void hessianOfAllRows(double[] z, double[] x, double[] v) {
    Vec zs = vectors.of(z);
    Vec xs = vectors.of(x);
    problem.innerHessian(1, vectors.create(z.length), xs).apply(zs, lost(z.length));
    LinearOperator hessian = problem.innerHessian(scale, zs, xs);
    for (Vec direction : new Vec[] {vectors.of(v), zs}) {
      Vec expected = lost(z.length);
      Vec product = lost(z.length);
      problem.innerHessianVector(Rows.all(), scale, zs, xs, direction, expected);
      hessian.apply(direction, product);
      assertThat(vectors.toArray(product))
          .containsExactly(vectors.toArray(expected), within(1e-13));
    }
  }

  /** A vector that shows whether an oracle overwrites its output. */
  private Vec lost(int length) {
    Vec vec = vectors.create(length);
    vectors.fill(Double.NaN, vec);
    return vec;
  }

  private Vec coefficients(double[] x) {
    Vec e = vectors.create(problem.innerDimension());
    vectors.coefficients(problem.penalty(), vectors.of(x), e);
    return e;
  }

  private double loss(double[] z, double[] x) {
    double sum = problem.innerLoss(rows, scale, vectors.of(z), vectors.of(x));
    double[] e = vectors.toArray(coefficients(x));
    for (int k = 0; k < z.length; k++) {
      sum += 0.5 * e[k] * z[k] * z[k];
    }
    return sum;
  }

  private double[] gradient(double[] z, double[] x) {
    Vec out = lost(z.length);
    problem.innerGradient(rows, scale, vectors.of(z), vectors.of(x), out);
    vectors.multiplyAdd(1, coefficients(x), vectors.of(z), out);
    return vectors.toArray(out);
  }

  private double[] hessianVector(double[] z, double[] x, double[] v) {
    Vec out = lost(z.length);
    problem.innerHessianVector(rows, scale, vectors.of(z), vectors.of(x), vectors.of(v), out);
    vectors.multiplyAdd(1, coefficients(x), vectors.of(v), out);
    return vectors.toArray(out);
  }

  private double[] mixed(double[] z, double[] x, double[] v) {
    Vec data = lost(x.length);
    problem.innerMixedDerivative(rows, scale, vectors.of(z), vectors.of(x), vectors.of(v), data);
    Vec penalty = lost(x.length);
    vectors.mixedDerivative(
        problem.penalty(), coefficients(x), vectors.of(z), vectors.of(v), penalty);
    vectors.axpy(1, penalty, data);
    return vectors.toArray(data);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  /** The gradient of a function by central differences. */
  static double[] differences(ToDoubleFunction<double[]> function, double[] at) {
    double[] gradient = new double[at.length];
    for (int k = 0; k < at.length; k++) {
      double[] up = at.clone();
      double[] down = at.clone();
      up[k] += STEP;
      down[k] -= STEP;
      gradient[k] = (function.applyAsDouble(up) - function.applyAsDouble(down)) / (up[k] - down[k]);
    }
    return gradient;
  }

  private static double[] along(
      Function<double[], double[]> function, double[] at, double[] direction) {
    double[] up = at.clone();
    double[] down = at.clone();
    for (int k = 0; k < at.length; k++) {
      up[k] += STEP * direction[k];
      down[k] -= STEP * direction[k];
    }
    double[] upper = function.apply(up);
    double[] lower = function.apply(down);
    double[] result = new double[upper.length];
    for (int k = 0; k < result.length; k++) {
      result[k] = (upper[k] - lower[k]) / (2 * STEP);
    }
    return result;
  }

  private static void compare(String what, double[] said, double[] differences) {
    for (int k = 0; k < said.length; k++) {
      double tolerance = TOLERANCE * Math.max(1, Problems.norm(differences));
      assertThat(said[k]).as("%s[%d]", what, k).isCloseTo(differences[k], within(tolerance));
    }
  }
}
