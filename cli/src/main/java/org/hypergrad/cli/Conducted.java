package org.hypergrad.cli;

import java.util.List;
import org.hypergrad.solvers.Evaluation;
import org.hypergrad.solvers.Outcome;
import org.hypergrad.solvers.TracePoint;
import org.jspecify.annotations.Nullable;

/**
 * A run that has ended.
 *
 * @param solver its name
 * @param steps its steps, for people
 * @param outcome how and where it ended
 * @param testErrors at each point of the trace; NaN where there are no test rows, or where a run
 *     that was resumed does not know any more
 * @param testError at the end
 * @param divergence what happened, if it diverged
 */
record Conducted(
    String solver,
    String steps,
    Outcome outcome,
    List<Double> testErrors,
    double testError,
    @Nullable String divergence) {

  /** The evaluation at the end. */
  Evaluation evaluation() {
    return outcome.evaluation();
  }

  /** The evaluation at the start. */
  TracePoint start() {
    return outcome.trace().getFirst();
  }

  /** The least h of the trace. */
  double lowest() {
    return outcome.trace().stream().mapToDouble(TracePoint::h).min().orElse(Double.NaN);
  }
}
