package org.hypergrad.kernels.cuda;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@link CudaTable} of the steps of solvers, apart so that two processes share the work. */
@ExtendWith(CudaCheck.class)
class CudaStepProofTest {

  @TestFactory
  Stream<DynamicTest> theTable() {
    return CudaTable.ofSteps();
  }
}
