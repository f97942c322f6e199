package org.hypergrad.bench.quick;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.hypergrad.bench.data.DataName;
import org.hypergrad.bench.data.Source;
import org.hypergrad.bench.work.Kernels;
import org.hypergrad.bench.work.ProblemsAtOnce;
import org.hypergrad.kernels.BackendRefusedException;

/**
 * How many problems a graphics processor moves at once: iterations a second over all of them, by
 * their number, a block each.
 */
public final class Throughput {

  private static final List<Integer> COUNTS = List.of(1, 8, 32, 128, 512, 2048);

  /** That a run moves every problem. */
  private static final int ITERATIONS = 256;

  /** Of those that are compared before they are timed. */
  private static final int MOST_VERIFIED = 32;

  private final Source.Parts data;
  private final List<Integer> counts;
  private final int iterations;
  private final Rounds rounds;

  Throughput(Source.Parts data, List<Integer> counts, int iterations, Rounds rounds) {
    this.data = data;
    this.counts = counts;
    this.iterations = iterations;
    this.rounds = rounds;
  }

  /**
   * As the launcher runs it.
   *
   * @throws BackendRefusedException if there is no device but an emulated one, or none at all
   */
  public static Throughput ofDevice() {
    if (!Kernels.isThereADevice()) {
      throw new BackendRefusedException(
          "there is no graphics processor to time: see hypergrad backends");
    }
    return new Throughput(
        Source.ofEnvironment().parts(DataName.IJCNN1),
        COUNTS,
        ITERATIONS,
        new Rounds(150_000_000, 40_000_000, 9));
  }

  /**
   * Verifies and measures, and gives a table in Markdown.
   *
   * @param progress is told what comes next
   */
  public String run(Consumer<String> progress) {
    StringBuilder table =
        new StringBuilder(
            """
            | problems | µs an iteration of all | iterations a second | × one problem |
            | ---: | ---: | ---: | ---: |
            """);
    ProblemsAtOnce.verify(data, Math.min(counts.getLast(), MOST_VERIFIED), iterations);
    double one = 0;
    for (int count : counts) {
      progress.accept("timing %d problems at once".formatted(count));
      double perSecond;
      try (ProblemsAtOnce problems = new ProblemsAtOnce(data, count, iterations, true)) {
        List<Variant> variants =
            List.of(new Variant(Kernels.DEVICE, problems, Variant.Role.BACKEND));
        double nanoseconds = Rounds.median(rounds.time(variants).getFirst());
        perSecond = 1e9 * count * iterations / nanoseconds;
      }
      one = one == 0 ? perSecond / count : one;
      table.append(
          String.format(
              Locale.ROOT,
              "| %,d | %,.1f | %,.0f | %.1f |%n",
              count,
              1e6 * count / perSecond,
              perSecond,
              perSecond / one));
    }
    return table.toString();
  }
}
