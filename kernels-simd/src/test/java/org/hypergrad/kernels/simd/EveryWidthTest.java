package org.hypergrad.kernels.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.hypergrad.kernels.testkit.BackendProof;
import org.hypergrad.kernels.testkit.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every width that the machine has: its own in the other tests, narrower ones in child JVMs. */
@Execution(ExecutionMode.CONCURRENT)
class EveryWidthTest {

  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void theWholeTableAt(int bits) {
    SimdHere.assumeWidth(bits);
    if (bits == 64 * Lanes.COUNT) {
      return; // SimdProofTest
    }
    long checks = BackendProof.of(new SimdBackend()).checks().count();
    String output =
        ChildJvm.with(SimdBackend.class, ProofMain.class, Assertions.class)
            .run(
                ProofMain.class,
                List.of(SimdHere.ADD_MODULE, "-D" + Lanes.WIDTH_PROPERTY + "=" + bits),
                Map.of());
    assertThat(output).contains("%d checks at %d bits".formatted(checks, bits));
  }

  @Test
  void testsRunAtTheMachinesWidth() {
    SimdHere.assumeAvailable();
    assertThat(64 * Lanes.COUNT).isEqualTo(SimdHere.bits());
  }
}
