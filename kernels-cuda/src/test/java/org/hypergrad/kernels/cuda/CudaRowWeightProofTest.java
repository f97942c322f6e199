package org.hypergrad.kernels.cuda;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@link CudaTable} of iterations that weigh rows, apart so that two processes share the work. */
@ExtendWith(CudaCheck.class)
class CudaRowWeightProofTest {

  @TestFactory
  Stream<DynamicTest> theTable() {
    return CudaTable.ofRowWeightSteps();
  }
}
