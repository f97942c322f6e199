package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.hypergrad.kernels.Probe;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * For tests that compute on a device, real or not: they are skipped with the reason where there is
 * none, and on the driver that watches accesses, one that finds anything wrong fails.
 *
 * <p>Without it -Dhypergrad.test.require=cuda fails, which is how CI sees to it that tests run.
 */
final class CudaCheck implements BeforeEachCallback, AfterEachCallback {

  private int before;

  /** Skips the calling test where no device can be used. */
  static void assumeAvailable() {
    Probe probe = new CudaBackend().probe();
    assumeTrue(probe.available(), "cuda is refused: " + probe.reason());
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    assumeAvailable();
    FakeCuda.seed(1);
    before = FakeCuda.diagnoses().size();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    List<String> all = FakeCuda.diagnoses();
    assertThat(all.subList(before, all.size())).as("what the driver found wrong").isEmpty();
  }
}
