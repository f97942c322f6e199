package org.hypergrad.solvers;

/**
 * Hears how a run goes. Calls come on the thread of the run and are not counted as solver time;
 * what a listener throws ends the run.
 */
public interface RunListener {

  /** The run moved on; called several times a second. */
  default void progress(long iterations, double seconds, double iterationsPerSecond) {}

  /** The value function was evaluated: at the start, by the evaluation schedule, and at the end. */
  default void evaluated(TracePoint point, Evaluation evaluation) {}

  /** A checkpoint lies in its file. */
  default void checkpointed(long iterations) {}

  /** Something went wrong that does not end the run, such as a disk that is full for a moment. */
  default void warning(String message) {}
}
