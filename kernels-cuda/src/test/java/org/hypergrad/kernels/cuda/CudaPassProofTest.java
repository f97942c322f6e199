package org.hypergrad.kernels.cuda;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@link CudaTable} of passes over rows, and of vectors. */
@ExtendWith(CudaCheck.class)
class CudaPassProofTest {

  @TestFactory
  Stream<DynamicTest> theTable() {
    return CudaTable.ofPasses();
  }
}
