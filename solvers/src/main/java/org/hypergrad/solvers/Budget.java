package org.hypergrad.solvers;

/**
 * When a run ends: at whichever of the three comes first.
 *
 * @param iterations at most so many in all, those before a resume included
 * @param seconds at most so much solver time in all, those before a resume included; +∞ for no
 *     bound
 * @param tolerance ends at an evaluation whose projected norm is at most this; 0 for no such end
 */
public record Budget(long iterations, double seconds, double tolerance) {

  /** Checks that nothing is negative and that there is an end. */
  public Budget {
    if (iterations < 0 || !(seconds >= 0) || !(tolerance >= 0)) {
      throw new IllegalArgumentException(
          "a budget of %d iterations, %s seconds, tolerance %s"
              .formatted(iterations, seconds, tolerance));
    }
    if (iterations == Long.MAX_VALUE && seconds == Double.POSITIVE_INFINITY && tolerance == 0) {
      throw new IllegalArgumentException("a budget without an end");
    }
  }

  /** A number of iterations: runs of the same seed end on the same bits. */
  public static Budget ofIterations(long iterations) {
    return new Budget(iterations, Double.POSITIVE_INFINITY, 0);
  }

  /** An amount of solver time. */
  public static Budget ofSeconds(double seconds) {
    return new Budget(Long.MAX_VALUE, seconds, 0);
  }

  /** The same, ending earlier where the projected norm at an evaluation is at most this. */
  public Budget withTolerance(double projectedNorm) {
    return new Budget(iterations, seconds, projectedNorm);
  }
}
