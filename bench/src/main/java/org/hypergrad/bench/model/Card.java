package org.hypergrad.bench.model;

/**
 * What a data sheet says of a device.
 *
 * @param name for people
 * @param bytes a second from its memory
 * @param doubles operations on doubles a second, one that multiplies and adds counted once
 * @param floats the same on floats
 */
record Card(String name, double bytes, double doubles, double floats) {

  /**
   * NVIDIA's sheets: 3.35 TB/s, 34 and 67 TFLOPS; 1,008 GB/s, 82.6 TFLOPS and for doubles a 64th.
   */
  static final Card[] ALL = {
    new Card("H100 SXM", 3.35e12, 17e12, 33.5e12), new Card("RTX 4090", 1.008e12, 0.645e12, 41.3e12)
  };

  /** Seconds from a call of the driver to the kernel's first instruction: assumed, usual. */
  private static final double LAUNCH = 3e-6;

  /** Seconds until a load comes back that others wait for: assumed, between cache and memory. */
  private static final double LATENCY = 0.5e-6;

  /**
   * Microseconds of launches that are bound by memory or by arithmetic.
   *
   * @param moved bytes
   * @param operations one after the other
   */
  double microseconds(double launches, double moved, Operations operations) {
    double computing = operations.doubles / doubles + operations.floats / floats;
    return 1e6 * (launches * LAUNCH + Math.max(moved / bytes, computing));
  }

  /** How many operations there are on doubles and on floats. */
  record Operations(double doubles, double floats) {}

  /** Microseconds of loads that wait for each other, on any card. */
  static double waiting(double loads) {
    return 1e6 * LATENCY * loads;
  }
}
