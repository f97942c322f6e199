package org.hypergrad.kernels;

import java.io.Serial;

/** No backend that was asked for can do the work; the message has every reason. */
public final class BackendRefusedException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  /** A refusal with its reason, in words a user can act on. */
  public BackendRefusedException(String reason) {
    super(reason);
  }
}
