package org.hypergrad.bench.model;

/**
 * What a data sheet says of a device.
 *
 * @param name for people
 * @param bytes a second from its memory
 * @param doubles operations on doubles a second, one that multiplies and adds counted once
 */
record Card(String name, double bytes, double doubles) {

  /** NVIDIA's sheets: 3.35 TB/s and 34 TFLOPS; 1,008 GB/s and, at 1/64 of 82.6 TFLOPS, 1.29. */
  static final Card[] ALL = {
    new Card("H100 SXM", 3.35e12, 17e12), new Card("RTX 4090", 1.008e12, 0.645e12)
  };

  /** Seconds from a call of the driver to the kernel's first instruction: assumed, usual. */
  private static final double LAUNCH = 3e-6;

  /** Seconds until a load comes back that others wait for: assumed, between cache and memory. */
  private static final double LATENCY = 0.5e-6;

  /**
   * Microseconds of launches that are bound by memory or by arithmetic.
   *
   * @param moved bytes
   * @param operations on doubles
   */
  double microseconds(double launches, double moved, double operations) {
    return 1e6 * (launches * LAUNCH + Math.max(moved / bytes, operations / doubles));
  }

  /** Microseconds of loads that wait for each other, on any card. */
  static double waiting(double loads) {
    return 1e6 * LATENCY * loads;
  }
}
