package org.hypergrad.solvers;

import java.util.List;

/**
 * How a run ended, and where.
 *
 * @param ending why it stopped
 * @param z inner variable of the solver, length p; z*(x) is in {@code evaluation}
 * @param v linear-system variable, length p
 * @param x outer variable, length d
 * @param iterations carried out, those before a resume included
 * @param samples rows used
 * @param seconds solver time
 * @param trace every evaluation, the first at the start
 * @param evaluation the exact evaluation at x
 */
public record Outcome(
    Ending ending,
    double[] z,
    double[] v,
    double[] x,
    long iterations,
    long samples,
    double seconds,
    List<TracePoint> trace,
    Evaluation evaluation) {

  /** Why a run stopped. */
  public enum Ending {
    /** Its iterations are done. */
    ITERATIONS,
    /** Its solver time is used. */
    SECONDS,
    /** The projected norm reached the tolerance. */
    TOLERANCE,
    /** {@link Run#cancel} was called; the state is that of the last evaluation that was done. */
    CANCELLED,
    /** Iterates exploded; z, v and x are those of the last good state. */
    DIVERGED
  }
}
