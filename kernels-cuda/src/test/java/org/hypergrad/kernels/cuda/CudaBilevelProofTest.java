package org.hypergrad.kernels.cuda;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@link CudaTable} of iterations that choose a penalty, apart so that two processes share the
 * work.
 */
@ExtendWith(CudaCheck.class)
class CudaBilevelProofTest {

  @TestFactory
  Stream<DynamicTest> theTable() {
    return CudaTable.ofBilevelSteps();
  }
}
