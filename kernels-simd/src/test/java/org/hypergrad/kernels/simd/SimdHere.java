package org.hypergrad.kernels.simd;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jdk.incubator.vector.DoubleVector;
import org.hypergrad.kernels.Probe;

/** What this machine offers: tests of what it does not have are skipped, with the reason. */
final class SimdHere {

  static final String ADD_MODULE = "--add-modules=jdk.incubator.vector";

  private SimdHere() {}

  /** Without it -Dhypergrad.test.require=simd fails, which is how CI sees to it that tests run. */
  static void assumeAvailable() {
    Probe probe = new SimdBackend().probe();
    assumeTrue(probe.available(), "simd is refused: " + probe.reason());
  }

  /** Width in bits of this machine's vectors, whatever width is forced. */
  static int bits() {
    return DoubleVector.SPECIES_PREFERRED.vectorBitSize();
  }

  static void assumeWidth(int bits) {
    assumeAvailable();
    assumeTrue(
        bits <= bits(),
        "vectors of %d bits are asked for, this machine has %d".formatted(bits, bits()));
  }
}
