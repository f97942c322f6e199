package org.hypergrad.kernels.blas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.hypergrad.kernels.Arithmetic;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.testkit.BackendProof;
import org.hypergrad.kernels.testkit.Check;
import org.hypergrad.kernels.testkit.ResultHash;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The whole table, but for sparse data, which is declined. */
class BlasProofTest {

  private final BackendProof proof = BackendProof.of(new BlasBackend());

  @BeforeEach
  void assumeAvailable() {
    BlasHere.assumeAvailable();
  }

  @TestFactory
  Stream<DynamicTest> theWholeTable() {
    return tests(proof.checks());
  }

  @TestFactory
  Stream<DynamicTest> theWholeTableOnThreeThreads() {
    return tests(proof.threads(3).checks());
  }

  @TestFactory
  Stream<DynamicTest> warmedCallsAllocateNothing() {
    return tests(proof.allocationChecks());
  }

  /** The same machine, core type and library; compilers come and go meanwhile. */
  @Test
  void theSameBitsAgainAndAgain() {
    String first = ResultHash.of(new BlasBackend());
    for (int k = 0; k < 20; k++) {
      assertThat(ResultHash.of(new BlasBackend())).isEqualTo(first);
    }
    OpenOptions floats = new OpenOptions(1, Arithmetic.FLOAT); // which it has no use for
    assertThat(ResultHash.of(new BlasBackend(), floats)).isEqualTo(first);
  }

  private static Stream<DynamicTest> tests(Stream<Check> checks) {
    return checks.map(check -> DynamicTest.dynamicTest(check.name(), check::run));
  }
}
