package org.hypergrad.solvers;

import java.io.IOException;
import java.io.Serial;

/** A checkpoint file cannot be used: damaged, of another version, or of another run. */
public final class CheckpointException extends IOException {

  @Serial private static final long serialVersionUID = 1;

  CheckpointException(String message) {
    super(message);
  }
}
