package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.blas.BlasBackend;
import org.hypergrad.kernels.scalar.ScalarBackend;
import org.hypergrad.kernels.simd.SimdBackend;
import org.hypergrad.kernels.testkit.SupportTable;
import org.junit.jupiter.api.Test;

/** The table in docs/backends.md; {@code -Dhypergrad.docs.write=true} writes it. */
class SupportTableTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "backends.md");
  private static final List<Backend> BACKENDS =
      List.of(new ScalarBackend(), new SimdBackend(), new BlasBackend(), new CudaBackend());

  @Test
  void theDocumentSaysWhatTheCodeSays() throws IOException {
    String document = Files.readString(DOCUMENT);
    String renewed = SupportTable.renew(document, BACKENDS);
    if (Boolean.getBoolean("hypergrad.docs.write")) {
      Files.writeString(DOCUMENT, renewed);
    } else {
      assertThat(document).isEqualTo(renewed);
    }
  }
}
