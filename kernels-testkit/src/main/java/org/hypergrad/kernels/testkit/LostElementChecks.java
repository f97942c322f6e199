package org.hypergrad.kernels.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;

/**
 * A NaN in z or v, in the weights of one column, comes out in every result: here every row has
 * every column.
 */
final class LostElementChecks {

  private static final List<KernelProblem> PROBLEMS =
      List.of(
          KernelProblem.of("lost", 19, 17, (i, j, random) -> KernelProblem.normal(random)),
          KernelProblem.ofClasses(
              3, "lost", 11, 5, (i, j, random) -> KernelProblem.normal(random)));

  /** Operations that are not sums over rows, but composed of such, or on vectors alone. */
  private static final Set<Operation> WITHOUT =
      Set.of(Operation.BILEVEL_STEP, Operation.ROW_WEIGHT_STEP, Operation.VECTORS);

  private final KernelProblem problem;
  private final LogisticKernels kernels;
  private final Vectors vectors;
  private final Vec sound;
  private final Vec lost;
  private final Vec out;
  private final Vec otherOut;
  private final Vec directional;

  private LostElementChecks(KernelProblem problem, LogisticKernels kernels) {
    this.problem = problem;
    this.kernels = kernels;
    vectors = kernels.vectors();
    sound = vectors.of(problem.v());
    double[] elements = problem.z().clone();
    Arrays.fill(elements, elements.length - problem.outputs(), elements.length, Double.NaN);
    lost = vectors.of(elements);
    out = vectors.create(problem.parameters());
    otherOut = vectors.create(problem.parameters());
    directional = vectors.create(problem.rows());
  }

  static Stream<Check> of(Subject subject, Set<Operation> operations) {
    return PROBLEMS.stream()
        .flatMap(problem ->
            Arrays.stream(Storage.values())
                .flatMap(storage ->
                    operations.stream()
                        .filter(o -> !WITHOUT.contains(o))
                        .filter(o -> !subject.declines(o, problem.in(storage)))
                        .map(operation -> checkOf(subject, problem, operation, storage))));
  }

  private static Check checkOf(
      Subject subject, KernelProblem problem, Operation operation, Storage storage) {
    return new Check(
        "%s on %s, %d classes, shows a lost element"
            .formatted(operation, storage, problem.classes()),
        () -> check(subject, problem, operation, storage));
  }

  private static void check(
      Subject subject, KernelProblem problem, Operation operation, Storage storage) {
    try (LogisticKernels kernels = subject.logistic(problem.in(storage))) {
      LostElementChecks checks = new LostElementChecks(problem, kernels);
      checks.check(operation, Rows.all());
      checks.check(operation, Rows.list(new int[] {2, 0, 2}));
    }
  }

  private void check(Operation operation, Rows rows) {
    switch (operation) {
      case LOSS -> requireLost(kernels.loss(rows, 1, lost));
      case GRADIENT -> {
        kernels.gradient(rows, 1, lost, out);
        requireLost(out);
      }
      case LOSS_AND_GRADIENT -> {
        requireLost(kernels.lossAndGradient(rows, 1, lost, out));
        requireLost(out);
      }
      case HESSIAN_VECTOR -> {
        kernels.hessianVector(rows, 1, lost, sound, out);
        requireLost(out);
        kernels.hessianVector(rows, 1, sound, lost, out);
        requireLost(out);
      }
      case HESSIAN_VECTOR_FROM_MARGINS -> {
        Vec margins = vectors.create(problem.rows() * problem.outputs());
        kernels.hessianVectorFromMargins(rows, 1, margins, lost, out);
        requireLost(out);
        vectors.fill(Double.NaN, margins);
        kernels.hessianVectorFromMargins(rows, 1, margins, sound, out);
        requireLost(out);
        requireOthersUnread(rows, margins);
      }
      case GRADIENT_AND_HESSIAN_VECTOR -> {
        kernels.gradientAndHessianVector(rows, 1, lost, sound, out, otherOut);
        requireLost(out);
        requireLost(otherOut);
        kernels.gradientAndHessianVector(rows, 1, sound, lost, out, otherOut);
        requireLost(otherOut);
      }
      case HESSIAN_DIAGONAL -> {
        kernels.hessianDiagonal(rows, 1, lost, out);
        requireLost(out);
      }
      case MARGINS -> {
        Vec margins = vectors.create(rows.within(problem.rows()).count() * problem.outputs());
        kernels.margins(rows, lost, margins);
        requireLost(margins);
      }
      case SAGA_GRADIENT -> {
        SagaTable table = SagaTable.zeros(kernels);
        kernels.sagaGradient(rows, 1, lost, table, out);
        requireLost(out);
        requireLost(table, rows);
      }
      case SAGA_GRADIENT_AND_HESSIAN_VECTOR -> {
        SagaTable one = SagaTable.zeros(kernels);
        SagaTable two = SagaTable.zeros(kernels);
        kernels.sagaGradientAndHessianVector(rows, 1, lost, sound, one, two, out, otherOut);
        requireLost(out);
        requireLost(otherOut);
        requireLost(one, rows);
        requireLost(two, rows);
      }
      case DIRECTIONAL_DERIVATIVES -> {
        kernels.directionalDerivatives(rows, lost, sound, directional);
        requireLostOf(rows);
        kernels.directionalDerivatives(rows, sound, lost, directional);
        requireLostOf(rows);
      }
      case GRADIENT_HESSIAN_VECTOR_AND_DIRECTIONAL_DERIVATIVES -> {
        kernels.gradientHessianVectorAndDirectionalDerivatives(
            rows, 1, sound, lost, out, otherOut, directional);
        requireLost(otherOut);
        requireLostOf(rows);
      }
      case SAGA_GRADIENT_HESSIAN_VECTOR_AND_DIRECTIONAL_DERIVATIVES -> {
        SagaTable one = SagaTable.zeros(kernels);
        SagaTable two = SagaTable.zeros(kernels);
        kernels.sagaGradientHessianVectorAndDirectionalDerivatives(
            rows, 1, sound, lost, one, two, out, otherOut, directional);
        requireLost(otherOut);
        requireLost(two, rows);
        requireLostOf(rows);
      }
      default -> throw new AssertionError("no check of lost elements in " + operation);
    }
  }

  /** Of the margins, which are all lost, those of the batch are mended: nothing is lost then. */
  private void requireOthersUnread(Rows rows, Vec margins) {
    double[] mended = vectors.toArray(margins);
    Rows selected = rows.within(problem.rows());
    for (int k = 0; k < selected.count(); k++) {
      int from = selected.row(k) * problem.outputs();
      Arrays.fill(mended, from, from + problem.outputs(), 0.5);
    }
    vectors.write(mended, margins);
    kernels.hessianVectorFromMargins(rows, 1, margins, sound, out);
    Require.that(
        Arrays.stream(vectors.toArray(out)).allMatch(Double::isFinite),
        "margins of rows outside the batch come out");
  }

  /** The averages, and of the scalars those of the batch alone. */
  private void requireLost(SagaTable table, Rows rows) {
    requireLost(table.average());
    requireLostOf(rows, problem.outputs(), vectors.toArray(table.scalars()));
  }

  /** The directional derivatives of the batch alone, which become numbers again. */
  private void requireLostOf(Rows rows) {
    requireLostOf(rows, 1, vectors.toArray(directional));
    vectors.fill(0, directional);
  }

  private void requireLostOf(Rows rows, int places, double[] ofRows) {
    Rows selected = rows.within(problem.rows());
    for (int k = 0; k < selected.count(); k++) {
      int from = selected.row(k) * places;
      requireLost(Arrays.copyOfRange(ofRows, from, from + places));
    }
    for (int k = 0; k < selected.count(); k++) {
      int from = selected.row(k) * places;
      Arrays.fill(ofRows, from, from + places, 0);
    }
    Require.that(
        Arrays.stream(ofRows).allMatch(s -> s == 0), "places of rows outside the batch changed");
  }

  private void requireLost(Vec vec) {
    requireLost(vectors.toArray(vec));
  }

  private static void requireLost(double... results) {
    Require.that(
        Arrays.stream(results).allMatch(Double::isNaN),
        "a lost element does not come out: " + Arrays.toString(results));
  }
}
