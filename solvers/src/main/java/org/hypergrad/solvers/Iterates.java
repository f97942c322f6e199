package org.hypergrad.solvers;

import java.util.Map;
import org.hypergrad.kernels.Vec;

/**
 * A method's variables on a problem, and the way from one iteration to the next. The vectors of
 * {@link #saved()} and the iteration number are its whole state: written elsewhere and back, the
 * method goes on as if nothing had happened, bit for bit. Not thread-safe.
 */
public interface Iterates {

  /** Inner variable, length p. */
  Vec z();

  /** Linear-system variable, length p, in the sign and scale of v* = −[∇²₁₁G]⁻¹∇₁F. */
  Vec v();

  /** Outer variable, length d. */
  Vec x();

  /** Computes what the first iteration needs, such as tables; not called after a restore. */
  default void initialize() {}

  /**
   * Carries out iterations first to first + count − 1, counted from 1. How a run is cut into calls
   * changes no bit of the result.
   *
   * @param count at most 256
   */
  void advance(long first, int count);

  /** Rows whose gradient or Hessian-vector product an iteration takes, inner and outer together. */
  long samplesPerIteration();

  /** Rows that {@link #initialize()} takes. */
  default long samplesToInitialize() {
    return 0;
  }

  /** Every vector that must be saved and restored, by name. */
  Map<String, Vec> saved();
}
