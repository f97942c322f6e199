package org.hypergrad.kernels.blas;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.hypergrad.kernels.testkit.RequiredBackends;
import org.junit.jupiter.api.Test;

/** {@code -Dhypergrad.test.require=blas}: tests that are skipped where blas is refused must run. */
class RequiredBackendsTest {

  @Test
  void areAllThere() {
    assumeTrue(
        !RequiredBackends.names().isEmpty(),
        "no backend is required: -D" + RequiredBackends.PROPERTY + " is not set");
    RequiredBackends.verify();
  }
}
