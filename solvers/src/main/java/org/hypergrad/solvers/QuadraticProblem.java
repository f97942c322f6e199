package org.hypergrad.solvers;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.hypergrad.kernels.HostVec;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.hypergrad.kernels.scalar.HostVectors;

/**
 * Quadratics at both levels, whose answers are known in closed form: the problem to test a solver
 * on, and an example of a problem of one's own.
 *
 * <pre>
 *   G_i(z, x) = ½ zᵀA_i z + zᵀ(B_i x + b_i)        F_j(z, x) = ½ ‖z − c_j‖² + ½ κ ‖x − e_j‖²
 *   z*(x) = −A⁻¹(B x + b)      v* = −A⁻¹(z* − c)      ∇h = κ(x − e) + Bᵀ v*
 * </pre>
 *
 * <p>with A, B, b, c, e the means of their terms. In the Java heap; thread-safe.
 */
public final class QuadraticProblem implements BilevelProblem {

  private final Vectors vectors = new HostVectors();
  private final InnerTerm[] inner;
  private final OuterTerm[] outer;
  private final double outerCurvature;
  private final InnerTerm innerMean;
  private final OuterTerm outerMean;

  /**
   * One term of the inner sum.
   *
   * @param hessian A_i, p × p, symmetric
   * @param coupling B_i, p × d
   * @param linear b_i, length p
   */
  public record InnerTerm(double[][] hessian, double[][] coupling, double[] linear) {}

  /**
   * One term of the outer sum.
   *
   * @param innerTarget c_j, length p
   * @param outerTarget e_j, length d
   */
  public record OuterTerm(double[] innerTarget, double[] outerTarget) {}

  /**
   * A problem from its terms, of which there is at least one of each kind.
   *
   * @param outerCurvature κ, at least 0
   */
  public QuadraticProblem(InnerTerm[] inner, OuterTerm[] outer, double outerCurvature) {
    this.inner = inner.clone();
    this.outer = outer.clone();
    this.outerCurvature = outerCurvature;
    innerMean = meanOf(inner);
    outerMean =
        new OuterTerm(mean(outer, OuterTerm::innerTarget), mean(outer, OuterTerm::outerTarget));
  }

  /**
   * A random problem: the mean of A has eigenvalues of at least 1, and terms scatter around their
   * means.
   *
   * @param p length of z
   * @param d length of x
   * @param n inner terms
   * @param m outer terms
   */
  public static QuadraticProblem random(long seed, int p, int d, int n, int m) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] base = new double[p][p];
    fill(base, random, 1 / Math.sqrt(p));
    double[][] coupling = new double[p][d];
    fill(coupling, random, 1);
    InnerTerm[] inner = new InnerTerm[n];
    for (int i = 0; i < n; i++) {
      double[][] scatter = new double[p][p];
      fill(scatter, random, 0.5 / Math.sqrt(p));
      double[][] hessian = new double[p][p];
      for (int r = 0; r < p; r++) {
        hessian[r][r] = 1;
        for (int c = 0; c < p; c++) {
          for (int k = 0; k < p; k++) {
            hessian[r][c] += (base[k][r] + scatter[k][r]) * (base[k][c] + scatter[k][c]);
          }
        }
      }
      double[][] rowCoupling = new double[p][d];
      fill(rowCoupling, random, 0.3);
      for (int r = 0; r < p; r++) {
        for (int c = 0; c < d; c++) {
          rowCoupling[r][c] += coupling[r][c];
        }
      }
      inner[i] = new InnerTerm(hessian, rowCoupling, gaussians(p, random));
    }
    OuterTerm[] outer = new OuterTerm[m];
    for (int j = 0; j < m; j++) {
      outer[j] = new OuterTerm(gaussians(p, random), gaussians(d, random));
    }
    return new QuadraticProblem(inner, outer, 0.5);
  }

  private static void fill(double[][] matrix, SplittableRandom random, double scale) {
    for (double[] row : matrix) {
      for (int j = 0; j < row.length; j++) {
        row[j] = scale * random.nextGaussian();
      }
    }
  }

  private static double[] gaussians(int length, SplittableRandom random) {
    double[] values = new double[length];
    Arrays.setAll(values, k -> random.nextGaussian());
    return values;
  }

  private static InnerTerm meanOf(InnerTerm[] terms) {
    int p = terms[0].linear().length;
    double[][] hessian = new double[p][];
    double[][] coupling = new double[p][];
    for (int r = 0; r < p; r++) {
      int row = r;
      hessian[r] = mean(terms, t -> t.hessian()[row]);
      coupling[r] = mean(terms, t -> t.coupling()[row]);
    }
    return new InnerTerm(hessian, coupling, mean(terms, InnerTerm::linear));
  }

  private static <T> double[] mean(T[] terms, Function<T, double[]> part) {
    double[] sum = new double[part.apply(terms[0]).length];
    for (T term : terms) {
      double[] values = part.apply(term);
      for (int k = 0; k < sum.length; k++) {
        sum[k] += values[k] / terms.length;
      }
    }
    return sum;
  }

  /** z*(x), length p. */
  public double[] innerSolution(double[] x) {
    double[] right = DenseMatrix.times(innerMean.coupling(), x);
    for (int k = 0; k < right.length; k++) {
      right[k] = -(right[k] + innerMean.linear()[k]);
    }
    return DenseMatrix.solvePositive(innerMean.hessian(), right);
  }

  /** v*(x), length p. */
  public double[] linearSolution(double[] x) {
    double[] difference = innerSolution(x);
    for (int k = 0; k < difference.length; k++) {
      difference[k] = outerMean.innerTarget()[k] - difference[k];
    }
    return DenseMatrix.solvePositive(innerMean.hessian(), difference);
  }

  /** ∇h(x), length d. */
  public double[] hypergradient(double[] x) {
    double[] gradient =
        DenseMatrix.transposedTimes(innerMean.coupling(), linearSolution(x), x.length);
    for (int k = 0; k < x.length; k++) {
      gradient[k] += outerCurvature * (x[k] - outerMean.outerTarget()[k]);
    }
    return gradient;
  }

  /** The x where ∇h = 0: h is quadratic, its Hessian κI + BᵀA⁻²B. */
  public double[] solution() {
    int d = outerDimension();
    double[] atZero = hypergradient(new double[d]);
    double[][] hessian = new double[d][d];
    for (int k = 0; k < d; k++) {
      double[] unit = new double[d];
      unit[k] = 1;
      double[] column = hypergradient(unit);
      for (int r = 0; r < d; r++) {
        hessian[r][k] = column[r] - atZero[r];
      }
    }
    double[] right = atZero.clone();
    for (int k = 0; k < d; k++) {
      right[k] = -right[k];
    }
    return DenseMatrix.solvePositive(hessian, right);
  }

  @Override
  public Vectors vectors() {
    return vectors;
  }

  @Override
  public int innerDimension() {
    return innerMean.linear().length;
  }

  @Override
  public int outerDimension() {
    return outerMean.outerTarget().length;
  }

  @Override
  public int innerRows() {
    return inner.length;
  }

  @Override
  public int outerRows() {
    return outer.length;
  }

  private static double[] array(Vec vec) {
    return ((HostVec) vec).array();
  }

  /** out ← scale · Σ over the rows of what {@code part} says of each term. */
  private static <T> void sum(
      T[] terms, Rows rows, double scale, Function<T, double[]> part, double[] out) {
    Arrays.fill(out, 0);
    Rows selected = rows.within(terms.length);
    for (int k = 0; k < selected.count(); k++) {
      double[] values = part.apply(terms[selected.row(k)]);
      for (int j = 0; j < out.length; j++) {
        out[j] += scale * values[j];
      }
    }
  }

  private static <T> double sum(T[] terms, Rows rows, double scale, ToDoubleFunction<T> value) {
    Rows selected = rows.within(terms.length);
    double sum = 0;
    for (int k = 0; k < selected.count(); k++) {
      sum += value.applyAsDouble(terms[selected.row(k)]);
    }
    return scale * sum;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  private static double[] plus(double[] a, double sign, double[] b) {
    double[] result = a.clone();
    for (int k = 0; k < a.length; k++) {
      result[k] += sign * b[k];
    }
    return result;
  }

  private static double[] linearPart(InnerTerm term, double[] x) {
    return plus(DenseMatrix.times(term.coupling(), x), 1, term.linear());
  }

  @Override
  public double innerLoss(Rows rows, double scale, Vec z, Vec x) {
    double[] at = array(z);
    return sum(
        inner,
        rows,
        scale,
        t -> 0.5 * dot(at, DenseMatrix.times(t.hessian(), at)) + dot(at, linearPart(t, array(x))));
  }

  @Override
  public void innerGradient(Rows rows, double scale, Vec z, Vec x, Vec out) {
    sum(
        inner,
        rows,
        scale,
        t -> plus(DenseMatrix.times(t.hessian(), array(z)), 1, linearPart(t, array(x))),
        array(out));
  }

  @Override
  public void innerHessianVector(Rows rows, double scale, Vec z, Vec x, Vec v, Vec out) {
    sum(inner, rows, scale, t -> DenseMatrix.times(t.hessian(), array(v)), array(out));
  }

  @Override
  public void innerMixedDerivative(Rows rows, double scale, Vec z, Vec x, Vec v, Vec out) {
    sum(
        inner,
        rows,
        scale,
        t -> DenseMatrix.transposedTimes(t.coupling(), array(v), outerDimension()),
        array(out));
  }

  @Override
  public double outerLoss(Rows rows, double scale, Vec z, Vec x) {
    return sum(
        outer,
        rows,
        scale,
        t -> {
          double[] inZ = plus(array(z), -1, t.innerTarget());
          double[] inX = plus(array(x), -1, t.outerTarget());
          return 0.5 * dot(inZ, inZ) + 0.5 * outerCurvature * dot(inX, inX);
        });
  }

  @Override
  public void outerGradients(Rows rows, double scale, Vec z, Vec x, Vec inZ, Vec inX) {
    sum(outer, rows, scale, t -> plus(array(z), -1, t.innerTarget()), array(inZ));
    sum(outer, rows, scale, t -> plus(array(x), -1, t.outerTarget()), array(inX));
    vectors.scale(outerCurvature, inX);
  }

  @Override
  public Smoothness smoothness() {
    double largest = 0;
    for (InnerTerm term : inner) {
      largest = Math.max(largest, rowSumNorm(term.hessian()));
    }
    return new Smoothness(inner.length, rowSumNorm(innerMean.hessian()), largest);
  }

  /** A bound on the largest eigenvalue of a symmetric matrix: its largest absolute row sum. */
  private static double rowSumNorm(double[][] matrix) {
    double largest = 0;
    for (double[] row : matrix) {
      largest = Math.max(largest, Arrays.stream(row).map(Math::abs).sum());
    }
    return largest;
  }
}
