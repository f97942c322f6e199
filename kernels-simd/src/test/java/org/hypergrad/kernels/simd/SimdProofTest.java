package org.hypergrad.kernels.simd;

import java.util.stream.Stream;
import org.hypergrad.kernels.testkit.BackendProof;
import org.hypergrad.kernels.testkit.Check;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The whole table at the machine's own width. */
class SimdProofTest {

  private static final int FEW_VALUES = 300;

  private final BackendProof proof = BackendProof.of(new SimdBackend());

  @BeforeEach
  void assumeAvailable() {
    SimdHere.assumeAvailable();
  }

  @TestFactory
  Stream<DynamicTest> theWholeTable() {
    return tests(proof.checks());
  }

  @TestFactory
  Stream<DynamicTest> theWholeTableOnThreeThreads() {
    return tests(proof.threads(3).checks());
  }

  /** As for data with more values than an array holds, in arrays of a few rows each. */
  @TestFactory
  Stream<DynamicTest> theWholeTableInManyArrays() {
    return tests(BackendProof.of(new SimdBackend(FEW_VALUES)).threads(2).checks());
  }

  @TestFactory
  Stream<DynamicTest> warmedCallsAllocateNothing() {
    return tests(proof.allocationChecks());
  }

  private static Stream<DynamicTest> tests(Stream<Check> checks) {
    return checks.map(check -> DynamicTest.dynamicTest(check.name(), check::run));
  }
}
