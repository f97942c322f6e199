package org.hypergrad.kernels.cuda;

/**
 * Where the sums of a transposed product go, element by element: out ← base + scale·sum, and
 * updated ← base + updateScale·sum. All are device addresses, and may be one.
 *
 * @param base added to the sum, or 0 for nothing
 * @param updated an average that moves with the sum, or 0 for none
 */
record Target(double scale, long base, long out, double updateScale, long updated) {

  /** No second sum. */
  static final Target NONE = new Target(0, 0, 0, 0, 0);

  /** out ← scale·sum. */
  static Target of(double scale, long out) {
    return new Target(scale, 0, out, 0, 0);
  }

  /** average ← average + scale·sum. */
  static Target added(double scale, long average) {
    return new Target(scale, average, average, 0, 0);
  }

  /** Appends itself to a launch, as lines.cuh has its parameters. */
  CudaLaunch to(CudaLaunch launch) {
    return launch.number(scale).pointer(base).pointer(out).number(updateScale).pointer(updated);
  }
}
