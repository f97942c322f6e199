package org.hypergrad.kernels.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hypergrad.kernels.Arithmetic;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.testkit.ChildJvm;
import org.hypergrad.kernels.testkit.ResultHash;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same bits from the interpreter, from C1 alone and from all compilers together. The probe
 * refuses the first two, so the kernels are opened without it.
 */
@Execution(ExecutionMode.CONCURRENT)
class SimdReproducibilityTest {

  private static String hash(int bits, int repetitions, String... options) {
    List<String> all =
        Stream.concat(
                Stream.of(SimdHere.ADD_MODULE, "-D" + Lanes.WIDTH_PROPERTY + "=" + bits),
                Stream.of(options))
            .toList();
    String output =
        ChildJvm.with(SimdBackend.class)
            .run(
                ResultHash.class,
                all,
                Map.of(),
                SimdBackend.class.getName(),
                Integer.toString(repetitions));
    return output.lines().filter(line -> !line.startsWith("WARNING")).findFirst().orElse(output);
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void everyModeOfTheVirtualMachineGivesTheSameBits(int bits) {
    SimdHere.assumeWidth(bits);
    String all = hash(bits, 100);
    assertThat(all).matches("[0-9a-f]{64}");
    assertThat(hash(bits, 1, "-Xint")).isEqualTo(all);
    if (bits == 64 * Lanes.COUNT) {
      assertThat(hash(bits, 3, "-XX:TieredStopAtLevel=1")).isEqualTo(all);
      assertThat(ResultHash.of(new SimdBackend())).isEqualTo(all);
      OpenOptions floats = new OpenOptions(1, Arithmetic.FLOAT); // which it has no use for
      assertThat(ResultHash.of(new SimdBackend(), floats)).isEqualTo(all);
    }
  }
}
