package org.hypergrad.kernels.testkit;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.scalar.ScalarBackend;

/**
 * How long a backend takes for every operation, beside the scalar reference in the same run: a
 * first look at a kernel that is being written. Data are made up and fit in a cache; for numbers to
 * report there are benchmarks.
 */
public final class SpeedTable {

  /** Slices in which nothing, or a millisecond of it, was compiled. */
  private static final int WARM = 10;

  private static final int MOST_WARM_UPS = 100;
  private static final int ROUNDS = 7;
  private static final CompilationMXBean COMPILERS = ManagementFactory.getCompilationMXBean();

  /** Data of a kind, and how they are held. */
  private record Data(KernelProblem problem, Storage storage) {
    String describe() {
      return "%s, %d × %d".formatted(problem, problem.rows(), problem.columns());
    }
  }

  private static List<Data> data() {
    return List.of(
        new Data(of("dense", 2, 2000, 64, 1), Storage.DENSE_DOUBLE),
        new Data(of("sparse", 2, 2000, 2000, 0.02), Storage.SPARSE_DOUBLE),
        new Data(of("dense", 10, 1000, 64, 1), Storage.DENSE_DOUBLE),
        new Data(of("sparse", 10, 1000, 1000, 0.04), Storage.SPARSE_DOUBLE));
  }

  private static KernelProblem of(String name, int classes, int rows, int columns, double density) {
    return KernelProblem.ofClasses(
        classes,
        name,
        rows,
        columns,
        (i, j, random) -> random.nextDouble() < density ? KernelProblem.normal(random) : 0);
  }

  private SpeedTable() {}

  /**
   * The table in Markdown, a line a call that the backend does not decline.
   *
   * @param slice how long each of the two runs at a time, up to a hundred times until the compilers
   *     are at rest, then seven; with 20 ms the table takes some minutes
   */
  public static String markdown(Backend backend, OpenOptions options, Duration slice) {
    StringBuilder text = new StringBuilder();
    text.append("| call | data | µs | × scalar |\n| --- | --- | ---: | ---: |\n");
    for (Data on : data()) {
      Dataset rows = on.problem.in(on.storage);
      Subject subject = new Subject(backend, options);
      Subject reference = new Subject(new ScalarBackend(), OpenOptions.defaults());
      if (subject.declines(Operation.GRADIENT, rows)) {
        continue;
      }
      try (PreparedCalls fast = new PreparedCalls(subject, on.problem, rows);
          PreparedCalls slow = new PreparedCalls(reference, on.problem, rows)) {
        List<PreparedCalls.Call> calls = fast.all();
        List<PreparedCalls.Call> references = slow.all();
        text.append(
            IntStream.range(0, calls.size())
                .filter(k -> !subject.declines(calls.get(k).operation(), rows))
                .mapToObj(k ->
                    line(
                        "%s | %s".formatted(calls.get(k).name(), on.describe()),
                        () -> nanoseconds(calls.get(k), fast, slice),
                        () -> nanoseconds(references.get(k), slow, slice)))
                .collect(Collectors.joining()));
      }
    }
    return text.toString();
  }

  @FunctionalInterface
  private interface Clock {
    double nanoseconds();
  }

  private static String line(String what, Clock fast, Clock slow) {
    warm(fast, slow);
    double[] times = new double[ROUNDS];
    double[] ratios = new double[ROUNDS];
    for (int k = 0; k < ROUNDS; k++) { // in turns: a slow moment of the machine is one for both
      times[k] = fast.nanoseconds();
      ratios[k] = slow.nanoseconds() / times[k];
    }
    return "| %s | %.2f | %.2f |\n".formatted(what, median(times) / 1000, median(ratios));
  }

  /** Until the compilers have had nothing to do for a while. */
  private static void warm(Clock fast, Clock slow) {
    int atRest = 0;
    for (int k = 0; k < MOST_WARM_UPS && atRest < WARM; k++) {
      long before = COMPILERS.getTotalCompilationTime();
      fast.nanoseconds();
      slow.nanoseconds();
      atRest = COMPILERS.getTotalCompilationTime() - before <= 1 ? atRest + 1 : 0;
    }
  }

  /** Of a call, on average over a slice, and at least one. */
  private static double nanoseconds(PreparedCalls.Call call, PreparedCalls of, Duration slice) {
    long start = System.nanoTime();
    long elapsed = 0;
    int calls = 0;
    while (calls == 0 || elapsed < slice.toNanos()) {
      call.body().run();
      of.await();
      calls++;
      elapsed = System.nanoTime() - start;
    }
    return (double) elapsed / calls;
  }

  private static double median(double... values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  /**
   * Prints the table of a backend.
   *
   * @param arguments its class, and the number of threads if it is not one
   */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    Backend backend =
        Class.forName(arguments[0])
            .asSubclass(Backend.class)
            .getDeclaredConstructor()
            .newInstance();
    int threads = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
    System.out.print(markdown(backend, new OpenOptions(threads), Duration.ofMillis(20)));
  }
}
