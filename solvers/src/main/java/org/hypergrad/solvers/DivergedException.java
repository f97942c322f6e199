package org.hypergrad.solvers;

import java.io.Serial;

/** Iterates became infinite, NaN or very large. The last good state is kept. */
public final class DivergedException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  private final transient Outcome lastGood;

  DivergedException(String message, Outcome lastGood) {
    super(message);
    this.lastGood = lastGood;
  }

  /** The run as it was before it diverged, its ending {@link Outcome.Ending#DIVERGED}. */
  public Outcome lastGood() {
    return lastGood;
  }
}
