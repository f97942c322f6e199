package org.hypergrad.kernels.cuda;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@link CudaTable} of the operations on rows and on vectors. */
@ExtendWith(CudaCheck.class)
class CudaProofTest {

  @TestFactory
  Stream<DynamicTest> theTable() {
    return CudaTable.ofAllOthers();
  }
}
