package org.hypergrad.bench.work;

import java.util.Arrays;
import org.hypergrad.bench.data.Source;
import org.hypergrad.kernels.Dataset;

/**
 * That an operation computes what the scalar reference computes, before it is timed: element by
 * element, within the bound on what rounding can do ({@link RoundingBound}).
 */
public final class Verification {

  private static final int SOLVER_ITERATIONS = 8;
  private static final int BATCHES = 3;

  private Verification() {}

  /**
   * What a full pass must compute.
   *
   * @param result by the scalar reference
   * @param bounds on the distance from it, number by number
   */
  public record Expected(double[] result, double[] bounds) {

    /** On a data set. */
    public static Expected of(Passes.Kind kind, Dataset data) {
      try (FullPass reference =
          new FullPass(KernelPasses.open(Kernels.REFERENCE, data), kind, data.columns())) {
        reference.run();
        return new Expected(reference.result(), RoundingBound.of(kind, data));
      }
    }
  }

  /**
   * Checks a full pass.
   *
   * @param what its name, for the message
   * @param pass run once here
   * @throws IllegalStateException if a number is off by more than rounding explains
   */
  public static void check(String what, FullPass pass, Expected expected) {
    pass.run();
    compare(what, expected.result(), pass.result(), expected.bounds());
  }

  /** Checks a gradient with many classes against another, which has run. */
  public static void checkClasses(String what, FullPass pass, FullPass reference, Dataset data) {
    pass.run();
    int classes = data.labels().classes();
    compare(what, reference.result(), pass.result(), RoundingBound.ofGradient(data, classes));
  }

  /** Checks an operation on batches of a backend, on a fresh one of that kind. */
  public static void check(String backend, Dataset data, BatchOperation.Kind kind) {
    try (BatchOperation reference = new BatchOperation(Kernels.REFERENCE, data, kind);
        BatchOperation checked = new BatchOperation(backend, data, kind)) {
      for (int k = 0; k < BATCHES; k++) {
        reference.run();
        checked.run();
      }
      double[] expected = reference.result();
      double bound = BATCHES * RoundingBound.ofStep(data, BatchOperation.BATCH, Points.MOST);
      compare(backend + " " + kind, expected, checked.result(), same(bound, expected.length));
    }
  }

  /** Checks the first iterations of a solver in a backend, on a fresh one. */
  public static void check(
      String backend,
      Source.Parts data,
      SolverIterations.Problem problem,
      SolverIterations.Method method,
      SolverIterations.Steps steps) {
    try (SolverIterations reference =
            new SolverIterations(Kernels.REFERENCE, data, problem, method, steps);
        SolverIterations checked = new SolverIterations(backend, data, problem, method, steps)) {
      reference.advance(SOLVER_ITERATIONS);
      checked.advance(SOLVER_ITERATIONS);
      double[] expected = reference.result();
      double most = 1;
      for (double value : expected) {
        most = Math.max(most, Math.abs(value));
      }
      double bound =
          SOLVER_ITERATIONS
              * RoundingBound.ofStep(data.training(), data.training().rows(), most)
              * most;
      compare(
          "%s %s".formatted(backend, method),
          expected,
          checked.result(),
          same(bound, expected.length));
    }
  }

  /**
   * Checks that what was timed did not run away: times of infinities mean nothing.
   *
   * @throws IllegalStateException if a number is not finite
   */
  public static void checkFinite(String what, Operation operation) {
    for (double value : operation.result()) {
      if (!Double.isFinite(value)) {
        throw new IllegalStateException(what + " ended on " + value);
      }
    }
  }

  private static double[] same(double bound, int length) {
    double[] bounds = new double[length];
    Arrays.fill(bounds, bound);
    return bounds;
  }

  /** The comparison itself; a bound that is not finite would admit anything, and is refused. */
  static void compare(String what, double[] expected, double[] computed, double[] bounds) {
    if (expected.length != computed.length) {
      throw new IllegalStateException(
          "%s has %d numbers, the reference %d".formatted(what, computed.length, expected.length));
    }
    for (int k = 0; k < expected.length; k++) {
      double difference = Math.abs(expected[k] - computed[k]);
      if (!(difference <= bounds[k] && bounds[k] < Double.POSITIVE_INFINITY)) {
        throw new IllegalStateException(
            "%s computes %s where the reference has %s (number %d, bound %.2g)"
                .formatted(what, computed[k], expected[k], k, bounds[k]));
      }
    }
  }
}
