package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hypergrad.kernels.Arithmetic;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.testkit.BackendProof;
import org.hypergrad.kernels.testkit.Check;
import org.junit.jupiter.api.DynamicTest;

/**
 * The table of cases, and nothing that the driver finds wrong on the way. A real device runs all of
 * it; the emulated one a part, in which every operation and every storage occurs, and all of it
 * with -Dhypergrad.test.cuda=all, which takes an hour.
 */
final class CudaTable {

  private static final boolean ALL =
      !FakeCuda.isHere() || System.getProperty("hypergrad.test.cuda", "").equals("all");

  /** Checks that cross an operation with data; the others are short. */
  private static final Pattern TABLE = Pattern.compile("\\w+ on (.*, exactly|[a-z].*)");

  /** Data that take long, with a product forward and one backward alone. */
  private static final Pattern LONG =
      Pattern.compile("row counts|widths|wide|(three|ten) classes|sparse rows$");

  private static final String LONG_OPERATION = Operation.GRADIENT + " on ";

  /**
   * Data that take long and are nothing special here: no storage of the device tells frequent
   * columns from others, and long ones are among the rows that cover every instruction.
   */
  private static final Pattern NOTHING_NEW = Pattern.compile("frequent columns");

  /** One in so many is taken: prime to the number of those that an operation has. */
  private static final int PART = 6;

  /** Checks of a solver's steps; the others are of operations on all rows or some. */
  private static final Pattern STEPS =
      Pattern.compile("(%s|%s) .*".formatted(Operation.BILEVEL_STEP, Operation.ROW_WEIGHT_STEP));

  /** In floats: a table of every kind of operation, and shapes around those of tiles. */
  private static final Pattern IN_FLOATS =
      Pattern.compile(
          "(GRADIENT|MARGINS|HESSIAN_DIAGONAL|SAGA_GRADIENT_AND_HESSIAN_VECTOR) on"
              + " DENSE_DOUBLE, exactly"
              + "|(GRADIENT_AND_HESSIAN_VECTOR|MARGINS) on (class counts|dense decimals)"
              + "|LOSS_AND_GRADIENT on DENSE_FLOAT, 3 classes, shows a lost element");

  private CudaTable() {}

  static Stream<DynamicTest> ofSteps() {
    return tests(STEPS.asMatchPredicate());
  }

  static Stream<DynamicTest> ofAllOthers() {
    return tests(STEPS.asMatchPredicate().negate());
  }

  /** Dense rows of many classes in floats, which have a bound of their own. */
  static Stream<DynamicTest> inFloats() {
    BackendProof proof = BackendProof.of(new CudaBackend()).arithmetic(Arithmetic.FLOAT);
    return tests(proof.checks().filter(check -> ALL || IN_FLOATS.matcher(check.name()).matches()));
  }

  private static Stream<DynamicTest> tests(Predicate<String> taken) {
    return tests(
        some(BackendProof.of(new CudaBackend()).checks()).stream()
            .filter(check -> taken.test(check.name())));
  }

  private static Stream<DynamicTest> tests(Stream<Check> checks) {
    long[] seed = {1}; // an order of threads, blocks and streams of its own for each
    return checks.map(check -> DynamicTest.dynamicTest(check.name(), () -> run(check, seed[0]++)));
  }

  private static List<Check> some(Stream<Check> checks) {
    List<Check> some = new ArrayList<>();
    int count = 0;
    for (Check check : checks.toList()) {
      String name = check.name();
      boolean crossed = TABLE.matcher(name).matches();
      boolean nothingNew = NOTHING_NEW.matcher(name).find();
      boolean isLong = LONG.matcher(name).find();
      if (ALL
          || !crossed
          || (!nothingNew && (isLong ? name.startsWith(LONG_OPERATION) : count++ % PART == 0))) {
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
}
