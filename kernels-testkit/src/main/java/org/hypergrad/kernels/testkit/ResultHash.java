package org.hypergrad.kernels.testkit;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.testkit.KernelCases.KernelCase;

/**
 * A hash of every bit that a backend computes for every operation on some small data: whether
 * results are reproducible is one comparison. Also a program for child JVMs ({@link ChildJvm}),
 * whose options decide which compiler makes the code.
 */
public final class ResultHash {

  private static final List<KernelProblem> PROBLEMS =
      List.of(
          KernelProblem.of("fixed", 61, 9, (i, j, random) -> KernelProblem.normal(random)),
          KernelProblem.of("wide", 7, 70, (i, j, random) -> KernelProblem.normal(random)),
          KernelProblem.of(
              "frequent columns",
              60,
              50,
              (i, j, random) ->
                  random.nextDouble() < (j < 9 ? 0.5 : 0.08) ? KernelProblem.normal(random) : 0),
          KernelProblem.named("extreme margins"),
          KernelProblem.ofClasses(3, "few", 40, 9, (i, j, random) -> KernelProblem.normal(random)),
          KernelProblem.ofClasses(
              10,
              "thin",
              30,
              20,
              (i, j, random) -> random.nextInt(5) > 0 ? 0 : KernelProblem.normal(random)));

  private static final List<Storage> STORAGES =
      List.of(Storage.DENSE_DOUBLE, Storage.SPARSE_DOUBLE, Storage.SPARSE_FLOAT);

  private static final List<RowChoice> CHOICES =
      List.of(RowChoice.ALL, RowChoice.RANGE, RowChoice.LIST_WITH_REPEATS);

  private ResultHash() {}

  /**
   * The hash, of what the backend does not decline. The backend is not probed.
   *
   * @return 64 hexadecimal digits
   */
  public static String of(Backend backend) {
    return of(backend, OpenOptions.defaults());
  }

  /** The same with datasets so opened. */
  public static String of(Backend backend, OpenOptions options) {
    Subject subject = new Subject(backend, options);
    MessageDigest digest = newDigest();
    for (KernelProblem problem : PROBLEMS) {
      for (Storage storage : STORAGES) {
        KernelProblem stored = storage.asFloats() ? problem.roundedToFloats() : problem;
        Dataset data = stored.in(storage);
        if (!subject.declines(Operation.GRADIENT, data)) {
          digest(subject, stored, data, digest);
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void digest(
      Subject subject, KernelProblem problem, Dataset data, MessageDigest digest) {
    for (KernelCase kernelCase : KernelCases.ALL) {
      if (subject.declines(kernelCase.operation(), data)) {
        continue;
      }
      try (BilevelKernels kernels = kernelCase.open(subject, problem, data)) {
        for (RowChoice choice : CHOICES) {
          KernelRun run = new KernelRun(problem, choice, choice == RowChoice.RANGE);
          new TreeMap<>(kernelCase.computation().outputs(kernels, run))
              .values()
              .forEach(values -> digest(digest, values));
        }
      }
    }
  }

  private static void digest(MessageDigest digest, double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length);
    for (double value : values) {
      bytes.putLong(Double.doubleToRawLongBits(value));
    }
    digest.update(bytes.array());
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) { // every Java has it
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Prints the hash, computed again and again until the compilers have had their turns, or the
   * first that differs from the one before.
   *
   * @param arguments the class of the backend and the number of repetitions
   */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    Backend backend =
        Class.forName(arguments[0])
            .asSubclass(Backend.class)
            .getDeclaredConstructor()
            .newInstance();
    String first = of(backend);
    for (int k = 1; k < Integer.parseInt(arguments[1]); k++) {
      String next = of(backend);
      if (!next.equals(first)) {
        System.out.println("repetition " + k + " has " + next + " after " + first);
        return;
      }
    }
    System.out.println(first);
  }
}
