package org.hypergrad.cli;

import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Selection;

/** A problem that {@code solve} was given: its kind, its rows and its own settings. */
interface Task {

  /** The rows as a run gets them. */
  Parts parts();

  /** Opens the problem in the first backend that can do all of it. */
  OpenProblem open(Selection selection, OpenOptions options);

  /** What a run that began at a starting point has learned. */
  Learned learned(OpenProblem open, Conducted run, StartPoint start);
}
