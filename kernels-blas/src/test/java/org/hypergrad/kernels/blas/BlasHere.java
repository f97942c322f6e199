package org.hypergrad.kernels.blas;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.hypergrad.kernels.Probe;

/** Whether this machine has a fast BLAS: tests that call one are skipped, with the reason. */
final class BlasHere {

  private BlasHere() {}

  /** Without it -Dhypergrad.test.require=blas fails, which is how CI sees to it that tests run. */
  static void assumeAvailable() {
    Probe probe = new BlasBackend().probe();
    assumeTrue(probe.available(), "blas is refused: " + probe.reason());
  }

  /** The file of the library that is called. */
  static Path library() {
    return Path.of(NativeBlas.get().facts().get("library"));
  }

  /** Tests that make libraries, or look into them as only this loader says, need this system. */
  static void assumeLinux() {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "this is not Linux");
  }
}
