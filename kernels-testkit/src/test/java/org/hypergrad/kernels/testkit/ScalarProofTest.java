package org.hypergrad.kernels.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.scalar.ScalarBackend;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The scalar reference proves itself. */
class ScalarProofTest {

  @TestFactory
  Stream<DynamicTest> theWholeTable() {
    return tests(BackendProof.of(new ScalarBackend()).checks());
  }

  @TestFactory
  Stream<DynamicTest> warmedCallsAllocateNothing() {
    return tests(BackendProof.of(new ScalarBackend()).allocationChecks());
  }

  private static Stream<DynamicTest> tests(Stream<Check> checks) {
    return checks.map(check -> DynamicTest.dynamicTest(check.name(), check::run));
  }

  @Test
  void everyOperationHasACase() {
    assertThat(
            KernelCases.ALL.stream()
                .map(KernelCases.KernelCase::operation)
                .collect(Collectors.toSet()))
        .isEqualTo(EnumSet.allOf(Operation.class));
  }
}
