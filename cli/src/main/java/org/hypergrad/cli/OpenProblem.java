package org.hypergrad.cli;

import java.util.Objects;
import org.hypergrad.kernels.Arithmetic;
import org.hypergrad.kernels.Choice;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Selection;
import org.hypergrad.solvers.BilevelProblem;
import org.hypergrad.solvers.DataCleaning;
import org.hypergrad.solvers.RegularizationSelection;
import org.jspecify.annotations.Nullable;

/** A problem opened in a backend, with its test rows beside it. Owns both: close it. */
final class OpenProblem implements AutoCloseable {

  private final BilevelProblem problem;
  private final LogisticKernels training;
  private final @Nullable LogisticKernels test;

  private OpenProblem(
      BilevelProblem problem, LogisticKernels training, @Nullable LogisticKernels test) {
    this.problem = problem;
    this.training = training;
    this.test = test;
  }

  /** Opens a problem of regularisation selection. */
  static OpenProblem regularization(
      Selection selection, Parts parts, Penalty penalty, double box, OpenOptions options) {
    RegularizationSelection problem =
        RegularizationSelection.open(
            selection, parts.training(), parts.validation(), penalty, box, options);
    return withTest(problem, problem.kernels().inner(), selection, parts.test(), options);
  }

  /** Opens a problem of data cleaning. */
  static OpenProblem cleaning(
      Selection selection, Parts parts, Penalty penalty, double box, OpenOptions options) {
    DataCleaning problem =
        DataCleaning.open(selection, parts.training(), parts.validation(), penalty, box, options);
    return withTest(problem, problem.kernels().inner(), selection, parts.test(), options);
  }

  private static OpenProblem withTest(
      BilevelProblem problem,
      LogisticKernels training,
      Selection selection,
      @Nullable Dataset test,
      OpenOptions options) {
    try {
      return new OpenProblem(
          problem, training, test == null ? null : selection.logistic(test, options));
    } catch (Throwable failure) { // what is open is closed, then the failure goes on
      problem.close();
      throw failure;
    }
  }

  /** The problem. */
  BilevelProblem problem() {
    return problem;
  }

  /** Which backend computes, and why. */
  Choice choice() {
    return Objects.requireNonNull(training.choice(), "opened by a selection");
  }

  /** How the training rows lie in memory, with their bytes. */
  String storage() {
    return training.storage();
  }

  /** What products with the training rows are computed in. */
  Arithmetic arithmetic() {
    return training.arithmetic();
  }

  /** Whether there are test rows. */
  boolean hasTest() {
    return test != null;
  }

  /** The fraction of test rows that weights get wrong; NaN without test rows. */
  double testError(double[] weights) {
    return test == null ? Double.NaN : errorRate(test, weights);
  }

  /** The fraction of training rows that weights get wrong. */
  double trainingError(double[] weights) {
    return errorRate(training, weights);
  }

  private static double errorRate(LogisticKernels kernels, double[] weights) {
    return RegularizationSelection.errorRate(kernels, kernels.vectors().of(weights));
  }

  /** What weights say about the training rows. */
  Predictions onTrainingRows(double[] weights) {
    return Predictions.of(training, weights);
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
