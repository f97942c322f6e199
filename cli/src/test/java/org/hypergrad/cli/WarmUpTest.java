package org.hypergrad.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.hypergrad.kernels.BackendRefusedException;
import org.hypergrad.kernels.Backends;
import org.hypergrad.kernels.Selection;
import org.junit.jupiter.api.Test;

/** The problem that is solved while files are read. */
class WarmUpTest {

  @Test
  void solvesInVectorsUntilItIsClosed() throws InterruptedException {
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "one processor");
    WarmUp warmUp = WarmUp.start(vectors());
    try (warmUp) {
      Thread.sleep(50);
      assertThat(warmUp.isRunning()).isTrue();
    }
    assertThat(warmUp.isRunning()).isFalse();
  }

  private static Selection vectors() {
    try {
      return Backends.select("simd");
    } catch (BackendRefusedException refused) {
      return abort(refused.getMessage());
    }
  }

  @Test
  void leavesOtherBackendsAlone() {
    try (WarmUp warmUp = WarmUp.start(Backends.select("scalar"))) {
      assertThat(warmUp.isRunning()).isFalse();
    }
  }
}
