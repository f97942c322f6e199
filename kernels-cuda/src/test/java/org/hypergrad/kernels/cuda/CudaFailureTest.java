package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes wrong while computing, each in a JVM of its own. */
class CudaFailureTest {

  @BeforeEach
  void assumeAvailable() {
    CudaCheck.assumeAvailable();
  }

  @Test
  void anErrorThatTakesTheContextIsSaidAndLeavesTheProcessHealthy() {
    String lost = "cuStreamSynchronize: CUDA_ERROR_ILLEGAL_ADDRESS (700)";
    String before = "device 0 failed before, close what is open on it: " + lost;
    assertThat(ChildReport.run(LoseContext.class, Map.of()).lines())
        .contains(
            "waiting: " + lost,
            "again: " + before,
            "the other: " + before,
            "opening: " + before,
            "fresh: 5.0",
            "probe: true");
  }

  /** 8 MiB hold some thirty of these vectors; sixty are made. */
  @Test
  void forgottenVectorsMakeRoomAndForgottenSessionsAreSaid() {
    assumeTrue(FakeCuda.isHere(), "only the driver of tests has so little memory");
    String output =
        ChildReport.run(
            ForgetThings.class, Map.of("FAKECUDA_MEM_MB", "8", "FAKECUDA_REUSE", "1"), "60");
    assertThat(output.lines()).contains("sum: 1770.0", "end");
    assertThat(output)
        .containsPattern(
            "WARNING: not closed: a forgotten session on cuda:0, .* KiB; its memory is taken until"
                + " this Java ends");
  }
}
