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

  private static void assertSolvesUntilClosed(Selection selection) throws InterruptedException {
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "one processor");
    WarmUp warmUp = WarmUp.start(selection);
    try (warmUp) {
      Thread.sleep(50);
      assertThat(warmUp.isRunning()).isTrue();
    }
    assertThat(warmUp.isRunning()).isFalse();
  }

  @Test
  void solvesInWhateverBackendNeedsIt() throws InterruptedException {
    assertSolvesUntilClosed(Backends.select("cold"));
  }

  @Test
  void vectorsNeedIt() throws InterruptedException {
    assertSolvesUntilClosed(vectors());
  }

  private static Selection vectors() {
    try {
      return Backends.select("simd");
    } catch (BackendRefusedException refused) {
      return abort(refused.getMessage());
    }
  }

  /** One that needs it does not count where it comes second. */
  @Test
  void leavesOtherBackendsAlone() {
    for (String request : new String[] {"scalar", "scalar,cold"}) {
      try (WarmUp warmUp = WarmUp.start(Backends.select(request))) {
        assertThat(warmUp.isRunning()).isFalse();
      }
    }
  }
}
