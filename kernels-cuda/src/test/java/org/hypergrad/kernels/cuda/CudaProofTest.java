package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.testkit.BackendProof;
import org.hypergrad.kernels.testkit.Check;
import org.hypergrad.kernels.testkit.ResultHash;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The table of cases, and nothing that the driver finds wrong on the way. A real device runs all of
 * it; the emulated one a part, in which every operation and every storage occurs, and all of it
 * with -Dhypergrad.test.cuda=all, which takes an hour.
 */
@ExtendWith(CudaCheck.class)
class CudaProofTest {

  private static final boolean ALL =
      !FakeCuda.isHere() || System.getProperty("hypergrad.test.cuda", "").equals("all");

  /** Checks that cross an operation with data; the others are short. */
  private static final Pattern TABLE = Pattern.compile("\\w+ on (.*, exactly|[a-z].*)");

  /** Data that take long, with a product forward and one backward alone. */
  private static final Pattern LONG =
      Pattern.compile("frequent columns|row counts|widths|wide|(three|ten) classes|sparse rows$");

  private static final String LONG_OPERATION = Operation.GRADIENT + " on ";

  /** One in so many is taken: prime to the number of those that an operation has. */
  private static final int PART = 6;

  @TestFactory
  Stream<DynamicTest> theTable() {
    long[] seed = {1}; // an order of threads, blocks and streams of its own for each
    return some(BackendProof.of(new CudaBackend()).checks()).stream()
        .map(check -> DynamicTest.dynamicTest(check.name(), () -> run(check, seed[0]++)));
  }

  private static List<Check> some(Stream<Check> checks) {
    List<Check> some = new ArrayList<>();
    int count = 0;
    for (Check check : checks.toList()) {
      boolean crossed = TABLE.matcher(check.name()).matches();
      boolean isLong = LONG.matcher(check.name()).find();
      if (ALL
          || !crossed
          || (isLong ? check.name().startsWith(LONG_OPERATION) : count++ % PART == 0)) {
        some.add(check);
      }
    }
    return some;
  }

  private static void run(Check check, long seed) {
    FakeCuda.seed(seed);
    int before = FakeCuda.diagnoses().size();
    check.run();
    List<String> all = FakeCuda.diagnoses();
    assertThat(all.subList(before, all.size())).isEmpty();
  }

  /** Whatever the order of threads, blocks and streams. */
  @Test
  void theSameBitsUnderAnotherSeed() {
    FakeCuda.seed(1);
    String first = ResultHash.of(new CudaBackend());
    FakeCuda.seed(2);
    assertThat(ResultHash.of(new CudaBackend())).isEqualTo(first);
  }
}
