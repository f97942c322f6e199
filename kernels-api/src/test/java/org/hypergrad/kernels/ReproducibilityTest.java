package org.hypergrad.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The same bits from the interpreter, from C1 alone and from all compilers together. */
class ReproducibilityTest {

  private static String hash(String... options) throws IOException, InterruptedException {
    return ChildJvm.run(FixedCaseMain.class, List.of(options), Map.of()).strip();
  }

  @Test
  void everyModeOfTheVirtualMachineGivesTheSameBits() throws IOException, InterruptedException {
    String all = hash("-Drepetitions=400");
    assertThat(all).matches("[0-9a-f]{64}");
    assertThat(hash("-Drepetitions=2", "-Xint")).isEqualTo(all);
    assertThat(hash("-Drepetitions=100", "-XX:TieredStopAtLevel=1")).isEqualTo(all);
  }
}
