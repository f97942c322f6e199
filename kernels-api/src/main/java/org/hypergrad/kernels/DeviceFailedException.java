package org.hypergrad.kernels;

import java.io.Serial;

/**
 * A device failed while it computed, or its driver did: neither data nor caller is to blame, and
 * another backend can do the same work. What is open on the device can only be closed.
 */
public class DeviceFailedException extends IllegalStateException {

  @Serial private static final long serialVersionUID = 1;

  /** What failed, in the words of the device's driver. */
  public DeviceFailedException(String message) {
    super(message);
  }

  /** What failed, because of an earlier failure. */
  public DeviceFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
