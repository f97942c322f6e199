package org.hypergrad.bench.quick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.hypergrad.bench.model.EmulatedJvm;
import org.hypergrad.bench.work.Kernels;
import org.hypergrad.kernels.BackendRefusedException;
import org.junit.jupiter.api.Test;

/** Many problems at once, on the emulated device: that it runs and is right, not how fast. */
class ThroughputTest {

  /** Small numbers on whatever device there is. */
  static final class Emulated {
    private Emulated() {}

    public static void main(String[] arguments) {
      System.out.print(SmallMeasurements.throughput().run(System.err::println));
    }
  }

  @Test
  void everyNumberOfProblemsIsVerifiedAndTimed() throws IOException {
    Path driver = EmulatedJvm.driverOfEnvironment();
    assumeTrue(driver != null, EmulatedJvm.VARIABLE + " names no emulated driver");

    List<String> table = new EmulatedJvm(Objects.requireNonNull(driver)).run(Emulated.class);

    assertThat(table).hasSize(4);
    assertThat(table.get(2)).matches("\\| 1 \\| [0-9,.]+ \\| [0-9,]+ \\| 1\\.0 \\|");
    assertThat(table.get(3)).matches("\\| 3 \\| [0-9,.]+ \\| [0-9,]+ \\| [0-9.]+ \\|");
  }

  @Test
  void withoutAGraphicsProcessorItIsRefused() {
    assumeTrue(!Kernels.isThereADevice(), "there is a graphics processor");
    assertThatThrownBy(Throughput::ofDevice)
        .isInstanceOf(BackendRefusedException.class)
        .hasMessageContaining("no graphics processor");
  }
}
