package org.hypergrad.cli;

import org.hypergrad.kernels.Choice;
import org.hypergrad.solvers.Evaluation;
import org.hypergrad.solvers.Outcome;

/**
 * A run on a few lines for people.
 *
 * @param run that has ended
 * @param learned what it learned
 * @param choice the backend
 * @param seed of the run
 */
record Summary(Conducted run, Learned learned, Choice choice, long seed) {

  /** The lines, aligned. */
  String text() {
    Outcome outcome = run.outcome();
    Evaluation evaluation = run.evaluation();
    StringBuilder text = new StringBuilder();
    line(text, "solver", "%s on %s, seed %d".formatted(run.solver(), choice, seed));
    line(text, "ending", Word.of(outcome.ending()));
    line(
        text,
        "iterations",
        outcome.iterations() == 0
            ? "0"
            : "%,d in %.2f s of solver time (%.2f µs each)"
                .formatted(outcome.iterations(), outcome.seconds(), Result.microseconds(outcome)));
    line(text, "h", "%.9f → %.9f".formatted(run.start().h(), evaluation.h()));
    line(
        text,
        "projected ‖∇h‖",
        "%.3e → %.3e (‖∇h‖ = %.3e)"
            .formatted(
                run.start().projectedNorm(),
                evaluation.projectedNorm(),
                evaluation.hypergradientNorm()));
    line(
        text,
        "validation error",
        "%s → %s".formatted(percent(run.start().outerError()), percent(evaluation.outerError())));
    if (Double.isFinite(run.testError())) {
      line(
          text,
          "test error",
          "%s → %s".formatted(percent(run.testErrors().getFirst()), percent(run.testError())));
    }
    learned.summary().forEach((name, value) -> line(text, name, value));
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append("%-17s %s%n".formatted(name, OneLine.of(value)));
  }

  /** A fraction as people read it. */
  static String percent(double fraction) {
    return Double.isFinite(fraction) ? "%.2f %%".formatted(100 * fraction) : "?";
  }
}
