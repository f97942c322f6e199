package org.hypergrad.cli;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hypergrad.solvers.DivergedException;
import org.hypergrad.solvers.Evaluation;
import org.hypergrad.solvers.Outcome;
import org.hypergrad.solvers.Run;
import org.hypergrad.solvers.RunListener;
import org.hypergrad.solvers.Solver;
import org.hypergrad.solvers.TracePoint;
import org.jspecify.annotations.Nullable;

/** Carries a run out, noting test errors as it goes; divergence is an end like others. */
final class Conductor implements RunListener {

  private final OpenProblem problem;
  private final Progress progress;
  private final Map<Long, Double> testErrors = new HashMap<>();

  Conductor(OpenProblem problem, Progress progress) {
    this.problem = problem;
    this.progress = progress;
  }

  /** Executes a run of a solver that was set up without a listener. */
  Conducted conduct(Solver solver, Run run) throws IOException {
    String divergence = null;
    Outcome outcome;
    try (progress) {
      outcome = run.listener(this).execute();
    } catch (DivergedException diverged) {
      outcome = diverged.lastGood();
      divergence = diverged.getMessage();
    }
    return conducted(solver, outcome, divergence);
  }

  private Conducted conducted(Solver solver, Outcome outcome, @Nullable String divergence) {
    List<Double> errors =
        outcome.trace().stream()
            .map(point -> testErrors.getOrDefault(point.iterations(), Double.NaN))
            .toList();
    return new Conducted(
        solver.name(),
        solver.describe(),
        outcome,
        errors,
        problem.testError(outcome.evaluation().innerSolution()),
        divergence);
  }

  @Override
  public void progress(long iterations, double seconds, double iterationsPerSecond) {
    progress.moved(iterations, seconds, iterationsPerSecond);
  }

  @Override
  public void evaluated(TracePoint point, Evaluation evaluation) {
    testErrors.put(point.iterations(), problem.testError(evaluation.innerSolution()));
    progress.evaluated(point);
  }

  @Override
  public void warning(String message) {
    progress.warning(message);
  }
}
