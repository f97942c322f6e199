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
 * 1/(6√3), the fourth at most 1/8. Points and directions are multiples of 2^-10 and h is 2^-17, so
 * that z ± h·d is exact.
 */
final class DerivativeChecks {

  private static final double H = 0x1p-17;
  private static final double THIRD_DERIVATIVE = 1 / (6 * Math.sqrt(3));
  private static final double FOURTH_DERIVATIVE = 0.125;
  private static final double SCALE = 0.37;

  private static final KernelProblem PROBLEM =
      KernelProblem.of(
              "differences",
              19,
              7,
              (i, j, random) -> (i + j) % 4 == 0 ? 0 : KernelProblem.normal(random))
          .roundedToFloats();
  private static final int P = PROBLEM.columns();
  private static final int[] ALL_ROWS = IntStream.range(0, PROBLEM.rows()).toArray();
  private static final double[] Z = onGrid(PROBLEM.z());
  private static final double[] V = onGrid(PROBLEM.v());

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
              DerivativeChecks::diagonalIsWhatUnitVectorsGive));

  private final ExactLogistic exact = new ExactLogistic(PROBLEM);
  private final LogisticKernels kernels;
  private final Vectors vectors;
  private final Rows rows;

  private DerivativeChecks(LogisticKernels kernels) {
    this.kernels = kernels;
    vectors = kernels.vectors();
    rows = Rows.all().weightedBy(vectors.of(PROBLEM.weights()));
  }

  static Stream<Check> of(Subject subject, Set<Operation> operations) {
    return Arrays.stream(Storage.values())
        .flatMap(storage ->
            DERIVATIVES.stream()
                .filter(derivative -> operations.contains(derivative.operation))
                .filter(d -> !subject.declines(d.operation, PROBLEM.in(storage)))
                .map(derivative -> check(subject, storage, derivative)));
  }

  private static Check check(Subject subject, Storage storage, Derivative derivative) {
    Dataset data = PROBLEM.in(storage);
    return new Check(
        "%s on %s %s".formatted(derivative.operation, storage, derivative.what),
        () -> {
          try (LogisticKernels kernels = subject.logistic(data)) {
            derivative.body.accept(new DerivativeChecks(kernels));
          }
        });
  }

  private static double[] onGrid(double... values) {
    return Arrays.stream(values).map(x -> Math.rint(x * 0x1p10) * 0x1p-10).toArray();
  }

  private static double[] moved(double by, double... direction) {
    double[] point = Z.clone();
    for (int j = 0; j < P; j++) {
      point[j] += by * direction[j];
    }
    return point;
  }

  /** Σ_i |scale · weight_i| · |a_i·d|³ · |factor of row i|. */
  private static double cubes(double[] direction, int column) {
    double sum = 0;
    for (int i = 0; i < PROBLEM.rows(); i++) {
      double along = 0;
      for (int j = 0; j < P; j++) {
        along += Math.abs(PROBLEM.matrix()[i][j] * direction[j]);
      }
      double factor = column < 0 ? 1 : Math.abs(PROBLEM.matrix()[i][column]);
      sum += SCALE * PROBLEM.weights()[i] * along * along * along * factor;
    }
    return sum;
  }

  private double[] gradientAt(double... z) {
    Vec out = vectors.create(P);
    kernels.gradient(rows, SCALE, vectors.of(z), out);
    return vectors.toArray(out);
  }

  private double[] productWith(double... v) {
    Vec out = vectors.create(P);
    kernels.hessianVector(rows, SCALE, vectors.of(Z), vectors.of(v), out);
    return vectors.toArray(out);
  }

  private Bounded[] exactGradientAt(double... z) {
    return exact.gradient(ALL_ROWS, PROBLEM.weights(), Bounded.exact(SCALE), Bounded.exact(z));
  }

  private Bounded[] exactProductWith(double... v) {
    return exact.hessianVector(
        ALL_ROWS, PROBLEM.weights(), Bounded.exact(SCALE), Bounded.exact(Z), Bounded.exact(v));
  }

  private double lossError(double... z) {
    return exact.loss(ALL_ROWS, PROBLEM.weights(), Bounded.exact(SCALE), Bounded.exact(z)).error();
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
    double[] gradient = gradientAt(Z);
    for (int j = 0; j < P; j++) {
      double[] unit = new double[P];
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
              + exactGradientAt(Z)[j].error();
      requireNear("gradient", j, gradient[j], difference, tolerance, 1e-6);
    }
  }

  private void productIsTheDifferenceOfGradients() {
    double[] product = productWith(V);
    double[] above = gradientAt(moved(H, V));
    double[] below = gradientAt(moved(-H, V));
    Bounded[] boundAbove = exactGradientAt(moved(H, V));
    Bounded[] boundBelow = exactGradientAt(moved(-H, V));
    Bounded[] bound = exactProductWith(V);
    for (int j = 0; j < P; j++) {
      double difference = (above[j] - below[j]) / (2 * H);
      double tolerance =
          H * H / 6 * FOURTH_DERIVATIVE * cubes(V, j)
              + (boundAbove[j].error() + boundBelow[j].error()) / (2 * H)
              + Bounded.UNIT * Math.abs(difference) * 2
              + bound[j].error();
      requireNear("Hessian-vector product", j, product[j], difference, tolerance, 1e-6);
    }
  }

  private void productIsSymmetricAndPositive() {
    double[] other = onGrid(IntStream.range(0, P).mapToDouble(j -> Math.cos(3 * j)).toArray());
    Bounded[] exactV = exactProductWith(V);
    Bounded[] exactOther = exactProductWith(other);
    double[] ofV = productWith(V);
    double[] ofOther = productWith(other);
    double oneWay = 0;
    double otherWay = 0;
    double curvature = 0;
    double tolerance = 0;
    for (int j = 0; j < P; j++) {
      oneWay += other[j] * ofV[j];
      otherWay += V[j] * ofOther[j];
      curvature += V[j] * ofV[j];
      tolerance +=
          Math.abs(other[j]) * (exactV[j].error() + P * Bounded.UNIT * Math.abs(ofV[j]))
              + Math.abs(V[j]) * (exactOther[j].error() + P * Bounded.UNIT * Math.abs(ofOther[j]));
    }
    requireNear("w·Hv, the other way round", 0, oneWay, otherWay, tolerance, 1e-12);
    Require.that(curvature > 1e-3, "v·Hv is " + curvature);
  }

  private void diagonalIsWhatUnitVectorsGive() {
    Vec out = vectors.create(P);
    kernels.hessianDiagonal(rows, SCALE, vectors.of(Z), out);
    double[] diagonal = vectors.toArray(out);
    Bounded[] bounds =
        exact.hessianDiagonal(ALL_ROWS, PROBLEM.weights(), Bounded.exact(SCALE), Bounded.exact(Z));
    for (int j = 0; j < P; j++) {
      double[] unit = new double[P];
      unit[j] = 1;
      double tolerance = bounds[j].error() + exactProductWith(unit)[j].error();
      requireNear("diagonal", j, diagonal[j], productWith(unit)[j], tolerance, 1e-12);
      Require.that(diagonal[j] > 0, "the diagonal has an element of " + diagonal[j]);
    }
  }
}
