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
 * The whole table of cases, and nothing that the driver finds wrong on the way. In four parts of
 * about the same time, for test classes of which two processes take the next.
 */
final class CudaTable {

  private static final Set<Operation> BATCHES =
      EnumSet.of(
          Operation.SAGA_GRADIENT,
          Operation.SAGA_GRADIENT_AND_HESSIAN_VECTOR,
          Operation.DIRECTIONAL_DERIVATIVES,
          Operation.GRADIENT_HESSIAN_VECTOR_AND_DIRECTIONAL_DERIVATIVES,
          Operation.SAGA_GRADIENT_HESSIAN_VECTOR_AND_DIRECTIONAL_DERIVATIVES);

  /** In floats: a table of every kind of operation, and shapes around those of tiles. */
  private static final Pattern IN_FLOATS =
      Pattern.compile(
          "(GRADIENT|MARGINS|HESSIAN_DIAGONAL|SAGA_GRADIENT_AND_HESSIAN_VECTOR) on"
              + " DENSE_DOUBLE, exactly"
              + "|(GRADIENT_AND_HESSIAN_VECTOR|MARGINS) on (class counts|dense decimals)"
              + "|LOSS_AND_GRADIENT on DENSE_FLOAT, 3 classes, shows a lost element");

  private CudaTable() {}

  /** Of the iterations that choose a penalty. */
  static Stream<DynamicTest> ofBilevelSteps() {
    return tests(EnumSet.of(Operation.BILEVEL_STEP));
  }

  /** Of the iterations that weigh rows. */
  static Stream<DynamicTest> ofRowWeightSteps() {
    return tests(EnumSet.of(Operation.ROW_WEIGHT_STEP));
  }

  /** Of the operations that solvers have for batches of rows. */
  static Stream<DynamicTest> ofBatches() {
    return tests(BATCHES);
  }

  /** Of everything else: passes over rows, and vectors. */
  static Stream<DynamicTest> ofPasses() {
    Set<Operation> others =
        EnumSet.complementOf(EnumSet.of(Operation.BILEVEL_STEP, Operation.ROW_WEIGHT_STEP));
    others.removeAll(BATCHES);
    return tests(others);
  }

  /**
   * Of dense rows of many classes in floats, a part: on all else the kernels of doubles run, and
   * operations differ in what they do with margins and sums, not in how these come to be.
   */
  static Stream<DynamicTest> inFloats() {
    BackendProof proof = BackendProof.of(new CudaBackend()).arithmetic(Arithmetic.FLOAT);
    return tests(proof.checks().filter(check -> IN_FLOATS.matcher(check.name()).matches()));
  }

  private static Stream<DynamicTest> tests(Set<Operation> operations) {
    BackendProof proof = BackendProof.of(new CudaBackend());
    return tests(operations.stream().flatMap(operation -> proof.operation(operation).checks()));
  }

  /** The device is held from the first check to the last, or each would load its modules anew. */
  private static Stream<DynamicTest> tests(Stream<Check> checks) {
    CudaDevice device = CudaDevice.hold(0);
    long[] seed = {1}; // an order of threads, blocks and streams of its own for each
    return checks
        .map(check -> DynamicTest.dynamicTest(check.name(), () -> run(check, seed[0]++)))
        .onClose(device::release);
  }

  private static void run(Check check, long seed) {
    FakeCuda.seed(seed);
    int before = FakeCuda.diagnoses().size();
    check.run();
    List<String> all = FakeCuda.diagnoses();
    assertThat(all.subList(before, all.size())).isEmpty();
  }
}
