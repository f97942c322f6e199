package org.hypergrad.kernels.blas;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.hypergrad.kernels.testkit.RequiredBackends;
import org.junit.jupiter.api.Test;

/** {@code -Dhypergrad.test.require=blas}: tests that are skipped where blas is refused must run. */
class RequiredBackendsTest {

  @Test
  void isThere() {
    assumeTrue(
        RequiredBackends.names().contains("blas"),
        "blas is not required by -D" + RequiredBackends.PROPERTY);
    RequiredBackends.verify("blas");
  }
}
