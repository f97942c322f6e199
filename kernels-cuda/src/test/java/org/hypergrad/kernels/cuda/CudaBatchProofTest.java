package org.hypergrad.kernels.cuda;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@link CudaTable} of operations on batches, apart so that two processes share the work. */
@ExtendWith(CudaCheck.class)
class CudaBatchProofTest {

  @TestFactory
  Stream<DynamicTest> theTable() {
    return CudaTable.ofBatches();
  }
}
