package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import org.hypergrad.kernels.testkit.ResultHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The same bits, whatever the order of threads, blocks and streams. */
@ExtendWith(CudaCheck.class)
class CudaReproducibilityTest {

  @Test
  void theSameBitsUnderAnotherSeed() {
    FakeCuda.seed(1);
    String first = ResultHash.of(new CudaBackend());
    FakeCuda.seed(2);
    assertThat(ResultHash.of(new CudaBackend())).isEqualTo(first);
  }
}
