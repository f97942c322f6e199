package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hypergrad.kernels.Arithmetic;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.testkit.BackendProof;
import org.hypergrad.kernels.testkit.Check;
import org.junit.jupiter.api.DynamicTest;

/**
 * The whole table of cases, and nothing that the driver finds wrong on the way. In three parts of
 * about the same time, for test classes of which two processes take the next.
 */
final class CudaTable {

  private static final Set<Operation> STEPS =
      EnumSet.of(Operation.BILEVEL_STEP, Operation.ROW_WEIGHT_STEP);

  private static final Set<Operation> BATCHES =
      EnumSet.of(
          Operation.SAGA_GRADIENT,
          Operation.SAGA_GRADIENT_AND_HESSIAN_VECTOR,
          Operation.DIRECTIONAL_DERIVATIVES,
          Operation.GRADIENT_HESSIAN_VECTOR_AND_DIRECTIONAL_DERIVATIVES,
          Operation.SAGA_GRADIENT_HESSIAN_VECTOR_AND_DIRECTIONAL_DERIVATIVES);

  /** Data that floats make a difference to: on others the same kernels run as in doubles. */
  private static final Pattern IN_FLOATS =
      Pattern.compile("on (DENSE|class counts|three classes|ten classes|dense decimals)");

  private CudaTable() {}

  /** Of the iterations of solvers. */
  static Stream<DynamicTest> ofSteps() {
    return tests(STEPS);
  }

  /** Of the operations that solvers have for batches of rows. */
  static Stream<DynamicTest> ofBatches() {
    return tests(BATCHES);
  }

  /** Of everything else: passes over rows, and vectors. */
  static Stream<DynamicTest> ofPasses() {
    Set<Operation> others = EnumSet.complementOf(EnumSet.copyOf(STEPS));
    others.removeAll(BATCHES);
    return tests(others);
  }

  /** Dense rows of many classes in floats, which have a bound of their own. */
  static Stream<DynamicTest> inFloats() {
    BackendProof proof = BackendProof.of(new CudaBackend()).arithmetic(Arithmetic.FLOAT);
    return tests(proof.checks().filter(check -> IN_FLOATS.matcher(check.name()).find()));
  }

  private static Stream<DynamicTest> tests(Set<Operation> operations) {
    BackendProof proof = BackendProof.of(new CudaBackend());
    return tests(operations.stream().flatMap(operation -> proof.operation(operation).checks()));
  }

  private static Stream<DynamicTest> tests(Stream<Check> checks) {
    long[] seed = {1}; // an order of threads, blocks and streams of its own for each
    return checks.map(check -> DynamicTest.dynamicTest(check.name(), () -> run(check, seed[0]++)));
  }

  private static void run(Check check, long seed) {
    FakeCuda.seed(seed);
    int before = FakeCuda.diagnoses().size();
    check.run();
    List<String> all = FakeCuda.diagnoses();
    assertThat(all.subList(before, all.size())).isEmpty();
  }
}
