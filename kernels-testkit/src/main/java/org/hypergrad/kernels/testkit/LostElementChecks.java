package org.hypergrad.kernels.testkit;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;

/** A NaN in z or v comes out in every result: here every row has every column. */
final class LostElementChecks {

  private static final KernelProblem PROBLEM =
      KernelProblem.of("lost", 19, 17, (i, j, random) -> KernelProblem.normal(random));
  private static final int P = PROBLEM.columns();

  private final LogisticKernels kernels;
  private final Vectors vectors;
  private final Vec sound;
  private final Vec lost;
  private final Vec out;
  private final Vec otherOut;

  private LostElementChecks(LogisticKernels kernels) {
    this.kernels = kernels;
    vectors = kernels.vectors();
    sound = vectors.of(PROBLEM.v());
    double[] elements = PROBLEM.z().clone();
    elements[P - 1] = Double.NaN;
    lost = vectors.of(elements);
    out = vectors.create(P);
    otherOut = vectors.create(P);
  }

  static Stream<Check> of(Subject subject, Set<Operation> operations) {
    return Arrays.stream(Storage.values())
        .flatMap(storage ->
            operations.stream()
                .filter(o -> o != Operation.VECTORS && o != Operation.BILEVEL_STEP)
                .filter(o -> !subject.declines(o, PROBLEM.in(storage)))
                .map(operation ->
                    new Check(
                        "%s on %s shows a lost element".formatted(operation, storage),
                        () -> check(subject, operation, storage))));
  }

  private static void check(Subject subject, Operation operation, Storage storage) {
    try (LogisticKernels kernels = subject.logistic(PROBLEM.in(storage))) {
      LostElementChecks checks = new LostElementChecks(kernels);
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
        Vec margins = vectors.create(rows.within(PROBLEM.rows()).count());
        kernels.margins(rows, lost, margins);
        requireLost(margins);
      }
      case SAGA_GRADIENT -> {
        SagaTable table = SagaTable.zeros(vectors, PROBLEM.rows(), P);
        kernels.sagaGradient(rows, 1, lost, table, out);
        requireLost(out);
        requireLost(table, rows);
      }
      case SAGA_GRADIENT_AND_HESSIAN_VECTOR -> {
        SagaTable one = SagaTable.zeros(vectors, PROBLEM.rows(), P);
        SagaTable two = SagaTable.zeros(vectors, PROBLEM.rows(), P);
        kernels.sagaGradientAndHessianVector(rows, 1, lost, sound, one, two, out, otherOut);
        requireLost(out);
        requireLost(otherOut);
        requireLost(one, rows);
        requireLost(two, rows);
      }
      default -> throw new AssertionError("no check of lost elements in " + operation);
    }
  }

  /** The averages, and of the scalars those of the batch alone. */
  private void requireLost(SagaTable table, Rows rows) {
    requireLost(table.average());
    double[] scalars = vectors.toArray(table.scalars());
    Rows selected = rows.within(PROBLEM.rows());
    for (int k = 0; k < selected.count(); k++) {
      requireLost(scalars[selected.row(k)]);
    }
    for (int k = 0; k < selected.count(); k++) {
      scalars[selected.row(k)] = 0;
    }
    Require.that(
        Arrays.stream(scalars).allMatch(s -> s == 0), "scalars of rows outside the batch changed");
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
