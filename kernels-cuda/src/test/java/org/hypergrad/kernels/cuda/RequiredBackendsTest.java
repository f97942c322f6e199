package org.hypergrad.kernels.cuda;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.hypergrad.kernels.testkit.RequiredBackends;
import org.junit.jupiter.api.Test;

/** {@code -Dhypergrad.test.require=cuda}: whatever is required must be known, and must run here. */
class RequiredBackendsTest {

  @Test
  void areAllThere() {
    assumeTrue(
        !RequiredBackends.names().isEmpty(),
        "no backend is required: -D" + RequiredBackends.PROPERTY + " is not set");
    RequiredBackends.verify();
  }
}
