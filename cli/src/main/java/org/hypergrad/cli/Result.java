package org.hypergrad.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.hypergrad.kernels.Arithmetic;
import org.hypergrad.solvers.Evaluation;
import org.hypergrad.solvers.Outcome;
import org.hypergrad.solvers.TracePoint;
import org.jspecify.annotations.Nullable;

/** What {@code result.json} and {@code trace.csv} hold. */
final class Result {

  /** First line of the trace. */
  static final String TRACE_HEADER =
      "seconds,iterations,samples,h,hypergradient_norm,projected_hypergradient_norm,validation_error";

  private Result() {}

  /** The object of {@code result.json}; a value that does not exist is null. */
  static Map<String, @Nullable Object> content(
      Conducted run,
      Learned learned,
      String backend,
      long seed,
      int threads,
      Arithmetic arithmetic) {
    Outcome outcome = run.outcome();
    Evaluation evaluation = outcome.evaluation();
    Map<String, @Nullable Object> content = new LinkedHashMap<>();
    content.put("solver", run.solver());
    content.put("backend", backend);
    content.put("seed", seed);
    content.put("threads", threads);
    content.put("arithmetic", Word.of(arithmetic));
    content.put("ending", Word.of(outcome.ending()));
    content.put("iterations", outcome.iterations());
    content.put("samples", outcome.samples());
    content.put("solver_seconds", outcome.seconds());
    content.put("microseconds_per_iteration", JsonOutput.finite(microseconds(outcome)));
    content.put("h_initial", JsonOutput.finite(run.start().h()));
    content.put("h", JsonOutput.finite(evaluation.h()));
    content.put("hypergradient_norm", JsonOutput.finite(evaluation.hypergradientNorm()));
    content.put("projected_hypergradient_norm", JsonOutput.finite(evaluation.projectedNorm()));
    content.put("validation_error", JsonOutput.finite(evaluation.outerError()));
    content.put("test_error", JsonOutput.finite(run.testError()));
    content.putAll(learned.results());
    return content;
  }

  /** Solver time of an iteration; NaN if there was none. */
  static double microseconds(Outcome outcome) {
    return outcome.iterations() == 0 ? Double.NaN : outcome.seconds() / outcome.iterations() * 1e6;
  }

  /** The text of {@code trace.csv}. */
  static String trace(Outcome outcome) {
    StringBuilder text = new StringBuilder(TRACE_HEADER).append('\n');
    for (TracePoint point : outcome.trace()) {
      text.append(point.seconds()).append(',');
      text.append(point.iterations()).append(',');
      text.append(point.samples()).append(',');
      text.append(point.h()).append(',');
      text.append(point.hypergradientNorm()).append(',');
      text.append(point.projectedNorm()).append(',');
      text.append(point.outerError()).append('\n');
    }
    return text.toString();
  }
}
