package org.hypergrad.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.hypergrad.bench.data.Source;
import org.hypergrad.bench.quick.Machine;
import org.hypergrad.bench.quick.Table;
import org.hypergrad.bench.report.Document;
import org.hypergrad.bench.report.FullTables;
import org.hypergrad.kernels.BackendRefusedException;

/** What {@code ./hypergrad bench} starts. */
public final class Main {

  private static final String USAGE =
      """
      hypergrad bench                             runs the short set and prints its table
      hypergrad bench --write DOCUMENT            also writes it into a Markdown file
      hypergrad bench crossover                   from how many classes on BLAS beats SIMD
      hypergrad bench crossover --write DOCUMENT  also writes it into a Markdown file
      hypergrad bench problems                    many problems at once on a graphics processor
      hypergrad bench problems --write DOCUMENT   also writes it into a Markdown file
      hypergrad bench model --write DOCUMENT      predicts the CUDA backend's speed from what its kernels
                                                  ask of memory on an emulated device, and writes it
      hypergrad bench tables DOCUMENT JSON...     writes results of JMH and of the scripts into it,
                                                  and a picture of them beside it
      The full set: mvn -pl bench -am -Pjmh -DskipTests verify (see docs/performance.md).
      Real data is used where the environment variable HYPERGRAD_DATA names its folder.
      """;

  private static final String PICTURE = "performance.svg";

  private final Measurements measurements;
  private final PrintStream out;
  private final PrintStream err;

  private Main(Measurements measurements, PrintStream out, PrintStream err) {
    this.measurements = measurements;
    this.out = out;
    this.err = err;
  }

  /** Runs what the arguments ask for, and exits with what {@link #run} gives. */
  public static void main(String[] arguments) {
    int code = run(Measurements.FULL, System.out, System.err, arguments);
    if (code != 0) {
      System.exit(code);
    }
  }

  /**
   * Runs what the arguments ask for.
   *
   * @return 0; 2 where they make no sense; 1 where what is to be measured cannot run here, or a
   *     file cannot be read or written, with one line that says why
   */
  public static int run(
      Measurements measurements, PrintStream out, PrintStream err, String... arguments) {
    try {
      return new Main(measurements, out, err).run(Arrays.asList(arguments));
    } catch (NoSuchFileException missing) {
      err.println("hypergrad bench: there is no file " + missing.getFile());
    } catch (IOException | BackendRefusedException refused) {
      err.println("hypergrad bench: " + refused.getMessage());
    }
    return 1;
  }

  private int run(List<String> words) throws IOException {
    if (words.isEmpty()) {
      runShortSet(busyFacts());
    } else if (words.size() == 2 && words.get(0).equals("--write")) {
      Document document = new Document(Path.of(words.get(1)));
      Map<String, String> facts = busyFacts();
      Table table = runShortSet(facts);
      document.replace("short set", list(facts) + "\n" + table.markdown());
      document.save();
    } else if (words.equals(List.of("crossover"))) {
      out.print(runCrossover());
    } else if (words.size() == 3 && words.subList(0, 2).equals(List.of("crossover", "--write"))) {
      Document document = new Document(Path.of(words.get(2)));
      Map<String, String> facts = busyFacts();
      document.replace("crossover", list(facts) + "\n" + runCrossover());
      document.save();
    } else if (words.equals(List.of("problems"))) {
      out.print(runProblems());
    } else if (words.size() == 3 && words.subList(0, 2).equals(List.of("problems", "--write"))) {
      Document document = new Document(Path.of(words.get(2)));
      Map<String, String> facts = busyFacts();
      document.replace("problems", list(facts) + "\n" + runProblems());
      document.save();
    } else if (words.size() == 3 && words.subList(0, 2).equals(List.of("model", "--write"))) {
      Document document = new Document(Path.of(words.get(2)));
      document.replace("model", measurements.model().get().run(document, err::println));
      document.save();
    } else if (words.size() > 2 && words.get(0).equals("tables")) {
      Document document = new Document(Path.of(words.get(1)));
      FullTables tables = new FullTables();
      for (String json : words.subList(2, words.size())) {
        tables.read(Path.of(json));
      }
      Map<String, String> facts = facts();
      facts.put("JMH", tables.describeRuns());
      document.replace(
          "full set",
          list(facts)
              + "\n![Full passes as bars, in the numbers of the tables](%s)\n".formatted(PICTURE)
              + tables.markdown());
      document.save();
      document.writeBeside(PICTURE, tables.picture());
    } else {
      boolean help = words.contains("--help");
      (help ? out : err).print(USAGE);
      return help ? 0 : 2;
    }
    return 0;
  }

  private String runCrossover() {
    return measurements.crossover().get().run(this::sayTiming);
  }

  private String runProblems() {
    return measurements.problems().get().run(err::println);
  }

  private Table runShortSet(Map<String, String> facts) {
    facts.forEach((name, fact) -> out.printf("%-8s %s%n", name, fact));
    out.println();
    Table table = measurements.shortSet().get().run(this::sayTiming);
    out.print(table.text());
    return table;
  }

  private void sayTiming(String next) {
    err.println("timing " + next);
  }

  private static Map<String, String> facts() {
    Map<String, String> facts = Machine.facts();
    facts.put("data", Source.ofEnvironment().describe());
    return facts;
  }

  /** With how busy the machine was before: on a busy one only ratios mean something. */
  private static Map<String, String> busyFacts() {
    Map<String, String> facts = facts();
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    facts.put("load", "%.1f before the first measurement".formatted(load));
    return facts;
  }

  private static String list(Map<String, String> facts) {
    StringBuilder text = new StringBuilder();
    facts.forEach((name, fact) -> text.append("* **%s** %s%n".formatted(name, fact)));
    return text.toString();
  }
}
