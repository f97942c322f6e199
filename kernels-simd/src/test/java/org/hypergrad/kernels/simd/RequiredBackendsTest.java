package org.hypergrad.kernels.simd;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.hypergrad.kernels.testkit.RequiredBackends;
import org.junit.jupiter.api.Test;

/** {@code -Dhypergrad.test.require=simd}: tests that are skipped where simd is refused must run. */
class RequiredBackendsTest {

  @Test
  void isThere() {
    assumeTrue(
        RequiredBackends.names().contains("simd"),
        "simd is not required by -D" + RequiredBackends.PROPERTY);
    RequiredBackends.verify("simd");
  }
}
