package org.hypergrad.kernels.cuda;

import java.io.Serial;
import java.util.Set;
import org.hypergrad.kernels.DeviceFailedException;

/**
 * A call of the driver that failed: which, on what sizes, and the error by its CUDA name. While
 * something is being opened, a selection goes on to the next backend.
 */
final class CudaFailure extends DeviceFailedException {

  @Serial private static final long serialVersionUID = 1;

  static final int OUT_OF_MEMORY = 2;

  /** Errors after which a context answers nothing else, by their numbers in the driver's header. */
  private static final Set<Integer> LOST =
      Set.of(214, 220, 700, 702, 709, 710, 714, 715, 716, 717, 718, 719, 999);

  private final int code;

  CudaFailure(int code, String name, String operation) {
    super("%s: %s (%d)".formatted(operation, name, code));
    this.code = code;
  }

  /** The error's number. */
  int code() {
    return code;
  }

  /** Whether it took the context with it, with everything in it. */
  boolean losesContext() {
    return LOST.contains(code);
  }
}
