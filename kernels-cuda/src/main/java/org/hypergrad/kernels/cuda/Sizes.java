package org.hypergrad.kernels.cuda;

import java.util.Locale;

/** Numbers of bytes for people. */
final class Sizes {

  private static final double KIBI = 1024;

  private Sizes() {}

  /** In the largest unit of which there is one, and one digit more. */
  static String describe(long bytes) {
    double size = bytes / KIBI;
    for (String unit : new String[] {"KiB", "MiB"}) {
      if (size < KIBI) {
        return String.format(Locale.ROOT, "%.1f %s", size, unit);
      }
      size /= KIBI;
    }
    return String.format(Locale.ROOT, "%.1f GiB", size);
  }
}
