package org.hypergrad.kernels.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;

/**
 * Derivatives against differences of what they are derivatives of, all of the backend itself.
 *
 * <p>A central difference over ±h is off by h²/6 times the next derivative but one, plus the
 * rounding errors of its two ends over h. Of log(1 + e^{−m}) the third derivative is at most
 * 1/(6√3), the fourth at most 1/8. Of log Σ e^{m_c} along u they are cumulants of u under the
 * softmax, for a u of range R: the third at most R³/(6√3), which two values attain; and with one
 * class's indicator X in place of one u, |E X u³ − 3 E Xu E u²| (all centred) ≤ R³/4 + 3R³/16, less
 * than R³/2. Points and directions are multiples of 2^-10 and h is 2^-17, so that z ± h·d is exact.
 */
final class DerivativeChecks {

  private static final double H = 0x1p-17;
  private static final double THIRD_DERIVATIVE = 1 / (6 * Math.sqrt(3));
  private static final double FOURTH_DERIVATIVE = 0.125;
  private static final double FOURTH_DERIVATIVE_OF_MANY = 0.5;
  private static final double SCALE = 0.37;

  private static final List<KernelProblem> PROBLEMS =
      List.of(problem(2, 7).roundedToFloats(), problem(3, 4).roundedToFloats());

  private static KernelProblem problem(int classes, int columns) {
    return KernelProblem.ofClasses(
        classes,
        "differences",
        19,
        columns,
        (i, j, random) -> (i + j) % 4 == 0 ? 0 : KernelProblem.normal(random));
  }

  /** A derivative, and what it is checked against. */
  private record Derivative(Operation operation, String what, Consumer<DerivativeChecks> body) {}

  private static final List<Derivative> DERIVATIVES =
      List.of(
          new Derivative(
              Operation.GRADIENT,
              "is the difference of losses",
              DerivativeChecks::gradientIsTheDifferenceOfLosses),
          new Derivative(
              Operation.HESSIAN_VECTOR,
              "is the difference of gradients",
              DerivativeChecks::productIsTheDifferenceOfGradients),
          new Derivative(
              Operation.HESSIAN_VECTOR,
              "is symmetric and positive",
              DerivativeChecks::productIsSymmetricAndPositive),
          new Derivative(
              Operation.HESSIAN_DIAGONAL,
              "is what unit vectors give",
              DerivativeChecks::diagonalIsWhatUnitVectorsGive),
          new Derivative(
              Operation.DIRECTIONAL_DERIVATIVES,
              "add up to the gradient along v",
              DerivativeChecks::directionalDerivativesAddUpToTheGradient));

  private final KernelProblem problem;
  private final ExactLogistic exact;
  private final int p;
  private final int[] allRows;
  private final double[] z;
  private final double[] v;
  private final LogisticKernels kernels;
  private final Vectors vectors;
  private final Rows rows;

  private DerivativeChecks(KernelProblem problem, LogisticKernels kernels) {
    this.problem = problem;
    this.kernels = kernels;
    exact = new ExactLogistic(problem);
    p = problem.parameters();
    allRows = IntStream.range(0, problem.rows()).toArray();
    z = onGrid(problem.z());
    v = onGrid(problem.v());
    vectors = kernels.vectors();
    rows = Rows.all().weightedBy(vectors.of(problem.weights()));
  }

  static Stream<Check> of(Subject subject, Set<Operation> operations) {
    return PROBLEMS.stream()
        .flatMap(problem ->
            Arrays.stream(Storage.values())
                .flatMap(storage ->
                    DERIVATIVES.stream()
                        .filter(derivative -> operations.contains(derivative.operation))
                        .filter(d -> !subject.declines(d.operation, problem.in(storage)))
                        .map(derivative -> check(subject, problem, storage, derivative))));
  }

  private static Check check(
      Subject subject, KernelProblem problem, Storage storage, Derivative derivative) {
    Dataset data = problem.in(storage);
    return new Check(
        "%s on %s, %d classes, %s"
            .formatted(derivative.operation, storage, problem.classes(), derivative.what),
        () -> {
          try (LogisticKernels kernels = subject.logistic(data)) {
            derivative.body.accept(new DerivativeChecks(problem, kernels));
          }
        });
  }

  private static double[] onGrid(double... values) {
    return Arrays.stream(values).map(x -> Math.rint(x * 0x1p10) * 0x1p-10).toArray();
  }

  private double[] moved(double by, double... direction) {
    double[] point = z.clone();
    for (int j = 0; j < p; j++) {
      point[j] += by * direction[j];
    }
    return point;
  }

  /** Σ_i |scale · weight_i| · |range of row i's margins along d|³ · |factor of row i|. */
  private double cubes(double[] direction, int parameter) {
    int outputs = problem.outputs();
    double sum = 0;
    for (int i = 0; i < problem.rows(); i++) {
      double largest = 0;
      for (int c = 0; c < outputs; c++) {
        double along = 0;
        for (int j = 0; j < problem.columns(); j++) {
          along += Math.abs(problem.matrix()[i][j] * direction[j * outputs + c]);
        }
        largest = Math.max(largest, along);
      }
      double range = outputs == 1 ? largest : 2 * largest;
      double factor = parameter < 0 ? 1 : Math.abs(problem.matrix()[i][parameter / outputs]);
      sum += SCALE * problem.weights()[i] * range * range * range * factor;
    }
    return sum;
  }

  private double fourthDerivative() {
    return problem.classes() == 2 ? FOURTH_DERIVATIVE : FOURTH_DERIVATIVE_OF_MANY;
  }

  private double[] gradientAt(double... z) {
    Vec out = vectors.create(p);
    kernels.gradient(rows, SCALE, vectors.of(z), out);
    return vectors.toArray(out);
  }

  private double[] productWith(double... direction) {
    Vec out = vectors.create(p);
    kernels.hessianVector(rows, SCALE, vectors.of(z), vectors.of(direction), out);
    return vectors.toArray(out);
  }

  private Bounded[] exactGradientAt(double... point) {
    return exact.gradient(allRows, problem.weights(), Bounded.exact(SCALE), Bounded.exact(point));
  }

  private Bounded[] exactProductWith(double... direction) {
    return exact.hessianVector(
        allRows,
        problem.weights(),
        Bounded.exact(SCALE),
        Bounded.exact(z),
        Bounded.exact(direction));
  }

  private double lossError(double... point) {
    return exact
        .loss(allRows, problem.weights(), Bounded.exact(SCALE), Bounded.exact(point))
        .error();
  }

  private static void requireNear(
      String what, int place, double computed, double expected, double tolerance, double most) {
    Require.that(
        Math.abs(computed - expected) <= tolerance,
        "%s [%d]: %s, by differences %s ± %.3g"
            .formatted(what, place, computed, expected, tolerance));
    Require.that(tolerance < most, what + ": a tolerance that proves nothing: " + tolerance);
  }

  private void gradientIsTheDifferenceOfLosses() {
    double[] gradient = gradientAt(z);
    for (int j = 0; j < p; j++) {
      double[] unit = new double[p];
      unit[j] = 1;
      double[] above = moved(H, unit);
      double[] below = moved(-H, unit);
      double difference =
          (kernels.loss(rows, SCALE, vectors.of(above))
                  - kernels.loss(rows, SCALE, vectors.of(below)))
              / (2 * H);
      double tolerance =
          H * H / 6 * THIRD_DERIVATIVE * cubes(unit, -1)
              + (lossError(above) + lossError(below)) / (2 * H)
              + Bounded.UNIT * Math.abs(difference) * 2
              + exactGradientAt(z)[j].error();
      requireNear("gradient", j, gradient[j], difference, tolerance, 1e-6);
    }
  }

  private void productIsTheDifferenceOfGradients() {
    double[] product = productWith(v);
    double[] above = gradientAt(moved(H, v));
    double[] below = gradientAt(moved(-H, v));
    Bounded[] boundAbove = exactGradientAt(moved(H, v));
    Bounded[] boundBelow = exactGradientAt(moved(-H, v));
    Bounded[] bound = exactProductWith(v);
    for (int j = 0; j < p; j++) {
      double difference = (above[j] - below[j]) / (2 * H);
      double tolerance =
          H * H / 6 * fourthDerivative() * cubes(v, j)
              + (boundAbove[j].error() + boundBelow[j].error()) / (2 * H)
              + Bounded.UNIT * Math.abs(difference) * 2
              + bound[j].error();
      requireNear("Hessian-vector product", j, product[j], difference, tolerance, 1e-6);
    }
  }

  private void productIsSymmetricAndPositive() {
    double[] other = onGrid(IntStream.range(0, p).mapToDouble(j -> Math.cos(3 * j)).toArray());
    Bounded[] exactV = exactProductWith(v);
    Bounded[] exactOther = exactProductWith(other);
    double[] ofV = productWith(v);
    double[] ofOther = productWith(other);
    double oneWay = 0;
    double otherWay = 0;
    double curvature = 0;
    double tolerance = 0;
    for (int j = 0; j < p; j++) {
      oneWay += other[j] * ofV[j];
      otherWay += v[j] * ofOther[j];
      curvature += v[j] * ofV[j];
      tolerance +=
          Math.abs(other[j]) * (exactV[j].error() + p * Bounded.UNIT * Math.abs(ofV[j]))
              + Math.abs(v[j]) * (exactOther[j].error() + p * Bounded.UNIT * Math.abs(ofOther[j]));
    }
    requireNear("w·Hv, the other way round", 0, oneWay, otherWay, tolerance, 1e-12);
    Require.that(curvature > 1e-3, "v·Hv is " + curvature);
  }

  private void diagonalIsWhatUnitVectorsGive() {
    Vec out = vectors.create(p);
    kernels.hessianDiagonal(rows, SCALE, vectors.of(z), out);
    double[] diagonal = vectors.toArray(out);
    Bounded[] bounds =
        exact.hessianDiagonal(allRows, problem.weights(), Bounded.exact(SCALE), Bounded.exact(z));
    for (int j = 0; j < p; j++) {
      double[] unit = new double[p];
      unit[j] = 1;
      double tolerance = bounds[j].error() + exactProductWith(unit)[j].error();
      requireNear("diagonal", j, diagonal[j], productWith(unit)[j], tolerance, 1e-12);
      Require.that(diagonal[j] > 0, "the diagonal has an element of " + diagonal[j]);
    }
  }

  private void directionalDerivativesAddUpToTheGradient() {
    Vec out = vectors.create(problem.rows());
    kernels.directionalDerivatives(rows, vectors.of(z), vectors.of(v), out);
    double[] derivatives = vectors.toArray(out);
    double[] gradient = gradientAt(z);
    Bounded[] bounds = exactGradientAt(z);
    Bounded[] terms =
        exact.directionalDerivatives(
            allRows, Bounded.exact(z), Bounded.exact(v), Bounded.exact(derivatives));
    double sum = 0;
    double tolerance = 0;
    for (int i = 0; i < derivatives.length; i++) {
      double weight = SCALE * problem.weights()[i];
      sum += weight * derivatives[i];
      tolerance +=
          weight * (terms[i].error() + (p + derivatives.length) * Bounded.UNIT * terms[i].size());
    }
    double along = 0;
    for (int j = 0; j < p; j++) {
      along += gradient[j] * v[j];
      tolerance +=
          Math.abs(v[j]) * (bounds[j].error() + (p + 2) * Bounded.UNIT * Math.abs(gradient[j]));
    }
    requireNear("gradient·v", 0, sum, along, tolerance, 1e-12);
  }
}
