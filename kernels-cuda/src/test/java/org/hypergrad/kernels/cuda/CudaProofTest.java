package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.hypergrad.kernels.testkit.BackendProof;
import org.hypergrad.kernels.testkit.Check;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The whole table, and nothing that the driver finds wrong on the way. */
@ExtendWith(CudaCheck.class)
class CudaProofTest {

  private final BackendProof proof = BackendProof.of(new CudaBackend());

  @TestFactory
  Stream<DynamicTest> theWholeTable() {
    return tests(proof.checks(), 1);
  }

  /** Each in an order of threads, blocks and streams of its own. */
  private static Stream<DynamicTest> tests(Stream<Check> checks, long firstSeed) {
    long[] seed = {firstSeed};
    return checks.map(check ->
        DynamicTest.dynamicTest(
            check.name(),
            () -> {
              FakeCuda.seed(seed[0]++);
              int before = FakeCuda.diagnoses().size();
              check.run();
              List<String> all = FakeCuda.diagnoses();
              assertThat(all.subList(before, all.size())).isEmpty();
            }));
  }
}
