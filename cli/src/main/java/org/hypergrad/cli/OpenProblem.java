package org.hypergrad.cli;

import java.util.Objects;
import org.hypergrad.kernels.Choice;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Selection;
import org.hypergrad.solvers.RegularizationSelection;
import org.jspecify.annotations.Nullable;

/** A problem opened in a backend, with its test rows beside it. Owns both: close it. */
final class OpenProblem implements AutoCloseable {

  private final RegularizationSelection problem;
  private final @Nullable LogisticKernels test;

  private OpenProblem(RegularizationSelection problem, @Nullable LogisticKernels test) {
    this.problem = problem;
    this.test = test;
  }

  /** Opens parts in the first backend that can do all of them. */
  static OpenProblem open(
      Selection selection, Parts parts, Penalty penalty, double box, OpenOptions options) {
    RegularizationSelection problem =
        RegularizationSelection.open(
            selection, parts.training(), parts.validation(), penalty, box, options);
    if (parts.test() == null) {
      return new OpenProblem(problem, null);
    }
    try {
      return new OpenProblem(problem, selection.logistic(parts.test(), options));
    } catch (Throwable failure) { // what is open is closed, then the failure goes on
      problem.close();
      throw failure;
    }
  }

  /** The problem. */
  RegularizationSelection problem() {
    return problem;
  }

  /** Which backend computes, and why. */
  Choice choice() {
    return Objects.requireNonNull(problem.choice(), "opened by a selection");
  }

  /** The fraction of test rows that weights get wrong; NaN without test rows. */
  double testError(double[] weights) {
    return test == null ? Double.NaN : errorRate(test, weights);
  }

  /** The fraction of training rows that weights get wrong. */
  double trainingError(double[] weights) {
    return errorRate(problem.kernels().inner(), weights);
  }

  private static double errorRate(LogisticKernels kernels, double[] weights) {
    return RegularizationSelection.errorRate(kernels, kernels.vectors().of(weights));
  }

  @Override
  public void close() {
    try (problem) {
      if (test != null) {
        test.close();
      }
    }
  }
}
