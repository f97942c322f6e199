package org.hypergrad.kernels.cuda;

import java.util.Arrays;
import org.hypergrad.kernels.BackendRefusedException;
import org.hypergrad.kernels.Shape;

/**
 * From how much work on {@code auto} takes a device: a call of the driver costs as much as
 * thousands of entries on a processor, so small problems are slower there.
 */
final class AutoThreshold {

  /** System property with the number of entries of the rows, times outputs, from which on. */
  static final String PROPERTY = "hypergrad.cuda.auto.entries";

  /** Environment variable with that number, if the property is not set. */
  static final String VARIABLE = "HYPERGRAD_CUDA_AUTO_ENTRIES";

  /** A full pass of so many entries takes a processor some ten milliseconds. */
  static final long DEFAULT = 10_000_000;

  /** Above simd. */
  private static final int ABOVE = 20;

  /** Never in auto. */
  static final int NONE = -1;

  private AutoThreshold() {}

  /**
   * The number that is set, or the default.
   *
   * @throws BackendRefusedException if what is set is none
   */
  static long entries() {
    for (String value : Arrays.asList(System.getProperty(PROPERTY), System.getenv(VARIABLE))) {
      if (value != null && !value.isBlank()) {
        try {
          return Math.max(0, Long.parseLong(value.strip()));
        } catch (NumberFormatException wrong) {
          throw new BackendRefusedException(
              "%s is a whole number of entries, not '%s'".formatted(PROPERTY, value.strip()));
        }
      }
    }
    return DEFAULT;
  }

  /** Its place in {@code auto}: above the others from the threshold on, else none. */
  static int rank(Shape shape) {
    long outputs = shape.classes() == 2 ? 1 : shape.classes();
    return shape.storedEntries() * (double) outputs >= entries() ? ABOVE : NONE;
  }
}
