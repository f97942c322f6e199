package org.hypergrad.solvers;

/** At which moments of solver time a run evaluates the value function exactly. Immutable. */
@FunctionalInterface
public interface EvaluationSchedule {

  /**
   * The solver time of the next evaluation.
   *
   * @param seconds solver time of the last one
   * @param cost how many seconds the last one took
   */
  double next(double seconds, double cost);

  /** At every multiple of a period. */
  static EvaluationSchedule every(double period) {
    if (!(period > 0)) {
      throw new IllegalArgumentException("an evaluation every " + period + " seconds");
    }
    return (seconds, cost) -> (Math.floor(seconds / period * (1 + 1e-12)) + 1) * period;
  }

  /**
   * At growing distances, evenly on a logarithmic axis of time, and never so often that evaluating
   * takes longer than solving.
   */
  static EvaluationSchedule geometric() {
    return (seconds, cost) -> Math.max(Math.max(0.02, 1.25 * seconds), seconds + cost);
  }

  /** Only at the start and at the end. */
  static EvaluationSchedule never() {
    return (seconds, cost) -> Double.POSITIVE_INFINITY;
  }
}
