package org.hypergrad.kernels.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.hypergrad.kernels.Arithmetic;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.scalar.ScalarBackend;
import org.junit.jupiter.api.Test;

/** The same bits from the interpreter, from C1 alone and from all compilers together. */
class ReproducibilityTest {

  private static String hash(int repetitions, String... options) {
    return ChildJvm.with()
        .run(
            ResultHash.class,
            List.of(options),
            Map.of(),
            ScalarBackend.class.getName(),
            Integer.toString(repetitions))
        .strip();
  }

  @Test
  void everyModeOfTheVirtualMachineGivesTheSameBits() {
    String all = hash(100);
    assertThat(all).matches("[0-9a-f]{64}");
    assertThat(hash(2, "-Xint")).isEqualTo(all);
    assertThat(hash(50, "-XX:TieredStopAtLevel=1")).isEqualTo(all);
    assertThat(ResultHash.of(new ScalarBackend())).isEqualTo(all);
    OpenOptions floats = new OpenOptions(1, Arithmetic.FLOAT); // which it has no use for
    assertThat(ResultHash.of(new ScalarBackend(), floats)).isEqualTo(all);
  }
}
