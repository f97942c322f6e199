package org.hypergrad.kernels.testkit;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hypergrad.kernels.Arithmetic;
import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.testkit.KernelCases.KernelCase;

/**
 * The proof that a backend computes what the contract says: every operation on every storage, shape
 * and selection of rows, with tolerances that follow from the number of roundings.
 *
 * <pre>{@code
 * BackendProof.of(new MyBackend()).verify();                         // everything, or an error
 *
 * @TestFactory
 * Stream<DynamicTest> table() {                                      // one JUnit test a check
 *   return BackendProof.of(new MyBackend()).checks()
 *       .map(check -> DynamicTest.dynamicTest(check.name(), check::run));
 * }
 * }</pre>
 *
 * <p>Small data is compared with an oracle of 50 digits, larger data with the same definitions in
 * doubles and the sum of both bounds. Derivatives are also compared with differences, means of SAGA
 * with their tables, and iterations of the bilevel steps with their formulas. Outputs are full of
 * NaN before a call, inputs are unchanged after it, and a call gives the same bits again, whatever
 * was called before. There are no guard values around outputs: a Java array has bounds, and a
 * {@link org.hypergrad.kernels.Vec} is a whole array; a backend with memory of its own must guard
 * that itself.
 *
 * <p>What the backend declines by {@link Backend#supports} is left out, but an operation that is
 * declined on all data fails, as does an operation of the contract without a case. The backend is
 * not probed: who cannot be sure that it runs here should look at its probe first. Immutable.
 */
public final class BackendProof {

  /** A warmed call that still allocates after so long will always; compilers may be busy. */
  private static final int MOST_SECONDS = 30;

  private final Backend backend;
  private final Set<Operation> operations;
  private final OpenOptions options;

  private BackendProof(Backend backend, Set<Operation> operations, OpenOptions options) {
    this.backend = backend;
    this.operations = operations;
    this.options = options;
  }

  /** The whole proof of a backend, with one thread. */
  public static BackendProof of(Backend backend) {
    return new BackendProof(backend, EnumSet.allOf(Operation.class), OpenOptions.defaults());
  }

  /** The part of the proof that concerns one operation. */
  public BackendProof operation(Operation operation) {
    return new BackendProof(backend, EnumSet.of(operation), options);
  }

  /**
   * The proof with datasets opened for a number of threads: on the small data, and in place of the
   * shapes at which one thread changes its way on data large enough for several.
   */
  public BackendProof threads(int threads) {
    return new BackendProof(backend, operations, new OpenOptions(threads, options.arithmetic()));
  }

  /**
   * The proof with datasets opened for an arithmetic. With floats it is the table within their
   * bound, and lost elements: a difference of results that are rounded to floats, or many
   * iterations of a step, have bounds that prove nothing.
   */
  public BackendProof arithmetic(Arithmetic arithmetic) {
    return new BackendProof(backend, operations, new OpenOptions(options.threads(), arithmetic));
  }

  /** What is checked, one after the other; a check opens what it needs and closes it again. */
  public Stream<Check> checks() {
    Subject subject = new Subject(backend, options);
    TableChecks table = new TableChecks(subject);
    List<Check> all = new ArrayList<>();
    for (Operation operation : operations) {
      table.of(caseOf(operation)).forEach(all::add);
    }
    LostElementChecks.of(subject, operations).forEach(all::add);
    if (options.arithmetic() == Arithmetic.FLOAT) {
      return all.stream();
    }
    DerivativeChecks.of(subject, operations).forEach(all::add);
    SagaChecks.of(subject, operations).forEach(all::add);
    if (operations.contains(Operation.BILEVEL_STEP)) {
      BilevelRunChecks.of(subject).forEach(all::add);
    }
    if (operations.contains(Operation.ROW_WEIGHT_STEP)) {
      RowWeightRunChecks.of(subject).forEach(all::add);
    }
    return all.stream();
  }

  private static KernelCase caseOf(Operation operation) {
    return KernelCases.ALL.stream()
        .filter(kernelCase -> kernelCase.operation() == operation)
        .findFirst()
        .orElseThrow(() -> new AssertionError("the table has no case of " + operation));
  }

  /**
   * That warmed calls of every operation allocate nothing on the Java heap. Apart from {@link
   * #checks}, because only a CPU backend promises it, and with one thread only.
   */
  public Stream<Check> allocationChecks() {
    return AllocationChecks.of(new Subject(backend, OpenOptions.defaults()), MOST_SECONDS);
  }

  /**
   * Runs {@link #checks} to the end.
   *
   * @return how many there were
   * @throws AssertionError with a line for every check that failed, and the first failure as cause
   */
  public int verify() {
    List<Check> checks = checks().toList();
    List<String> failures = new ArrayList<>();
    Throwable first = null;
    for (Check check : checks) {
      try {
        check.run();
      } catch (AssertionError | RuntimeException failure) {
        failures.add(check.name() + ": " + failure);
        first = first == null ? failure : first;
      }
    }
    if (first != null) {
      throw new AssertionError(
          "%s fails %d of %d checks:%n%s"
              .formatted(
                  backend.name(),
                  failures.size(),
                  checks.size(),
                  String.join(System.lineSeparator(), failures)),
          first);
    }
    return checks.size();
  }
}
