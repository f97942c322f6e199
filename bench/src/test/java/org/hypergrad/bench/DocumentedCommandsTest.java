package org.hypergrad.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hypergrad.bench.model.EmulatedJvm;
import org.hypergrad.bench.peers.Peer;
import org.hypergrad.bench.quick.SmallMeasurements;
import org.hypergrad.bench.work.Kernels;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The benchmarks' commands that docs/performance.md shows, on a copy of it and on little data. */
class DocumentedCommandsTest {

  private static final Path PAGE = Path.of("..", "docs", "performance.md");

  private static final Pattern COMMAND =
      Pattern.compile(
          "^(?:\\w+=\\S+ )?\\./hypergrad bench\\b(.*?)(?:\\s+#.*)?$", Pattern.MULTILINE);

  private static final Pattern SHOWN = Pattern.compile("^[^`(]*\\./hypergrad bench");

  private static final Pattern SECTION =
      Pattern.compile("<!-- begin ([\\w ]+) -->(.*?)<!-- end \\1 -->", Pattern.DOTALL);

  private static final String JMH =
      """
      [{"benchmark": "org.hypergrad.bench.jmh.GradientBenchmark.gradient",
        "params": {"data": "imdb", "backend": "simd"},
        "primaryMetric": {"rawData": [[5250]]}, "secondaryMetrics": {}}]
      """;

  @TempDir private Path folder;
  private Path page;

  private record Ran(int code, String out, String err) {}

  static List<String> commands() throws IOException {
    return COMMAND
        .matcher(Files.readString(PAGE))
        .results()
        .map(match -> match.group(1).strip())
        .toList();
  }

  /** With sections that nothing but the command has filled, but for what the model reads. */
  @BeforeEach
  void copyThePage() throws IOException {
    String text = Files.readString(PAGE);
    page = folder.resolve("performance.md");
    Files.writeString(
        page,
        SECTION
            .matcher(text)
            .replaceAll(section ->
                section.group(1).equals("short set")
                    ? "$0"
                    : "<!-- begin $1 -->\n<!-- end $1 -->"));
    Files.writeString(folder.resolve("jmh.json"), JMH);
    for (String by : new String[] {"scipy", "sklearn"}) {
      Files.writeString(
          folder.resolve(by + ".json"),
          """
          [{"work": "gradient", "data": "imdb", "by": "%s", "microseconds": 8750.0}]
          """
              .formatted(by));
    }
  }

  private static Ran run(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Main.run(SmallMeasurements.all(), stream(out), stream(err), words);
    return new Ran(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private Ran runHere(String command) {
    return run(
        Arrays.stream(command.split(" ", -1))
            .map(word -> word.contains("/") ? folder.resolve(Path.of(word).getFileName()) : word)
            .map(Object::toString)
            .filter(word -> !word.isEmpty())
            .toArray(String[]::new));
  }

  /** Why a command is refused here, or null. */
  private static String refusal(String command) {
    return switch (command.split(" ", -1)[0]) {
      case "problems" ->
          Kernels.isThereADevice()
              ? null
              : "there is no graphics processor to time: see hypergrad backends";
      case "model" ->
          EmulatedJvm.driverOfEnvironment() == null
              ? EmulatedJvm.VARIABLE + " must name the folder of an emulated driver"
              : null;
      case "crossover" -> Peer.nativeLibrary() == null ? "no backend for 'blas'" : null;
      default -> null;
    };
  }

  private Map<String, String> sections() throws IOException {
    return SECTION
        .matcher(Files.readString(page))
        .results()
        .collect(Collectors.toMap(section -> section.group(1), section -> section.group(2)));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandRunsOrIsRefusedInOneLine(String command) throws IOException {
    Map<String, String> before = sections();
    Ran ran = runHere(command);
    Map<String, String> after = sections();
    String refusal = refusal(command);
    if (refusal != null) {
      assertRefused(ran, refusal);
      assertThat(after).isEqualTo(before);
      return;
    }
    assertThat(ran.code()).as(ran.err()).isZero();
    if (command.isEmpty()) {
      assertEveryWorkIsPrinted(ran);
      assertThat(after).isEqualTo(before);
    } else {
      after.entrySet().removeAll(before.entrySet());
      assertThat(after.values())
          .singleElement()
          .asString()
          .doesNotContain("NaN")
          .containsPattern("(?m)^\\| [^\n]+\\|\n\\| -.*\n\\| .*\\|$");
      if (command.startsWith("crossover")) {
        assertEveryShapeIsCompared(ran, String.valueOf(after.get("crossover")));
      }
    }
  }

  private static void assertEveryShapeIsCompared(Ran ran, String section) {
    assertThat(ran.err()).contains("3 classes, 54 columns", "100 classes, 784 columns");
    assertThat(section.lines().filter(line -> line.matches("\\| \\d.*")))
        .hasSize(8)
        .allMatch(
            line -> line.matches("\\| \\d+ \\| \\d+ (\\| [0-9,]+ \\| [0-9,]+ \\| [0-9.]+ ){2}\\|"));
  }

  private static void assertEveryWorkIsPrinted(Ran ran) {
    assertThat(ran.err())
        .contains("timing gradient imdb", "timing both, fused imdb", "timing SAGA update imdb, 64");
    assertThat(ran.out())
        .doesNotContain("NaN")
        .doesNotContain("Infinity")
        .containsOnlyOnce("\ntriad")
        .containsPattern(
            "\nSABA iteration, authors' steps +ijcnn1, 64 +simd +[0-9.,]+ +[0-9]+ % +[0-9.]+")
        .containsPattern("\ngradient +imdb +simd .* liblinear, ")
        .containsPattern("\ngradient +dense +simd .* %");
  }

  private static void assertRefused(Ran ran, String reason) {
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err().lines().filter(line -> line.startsWith("hypergrad bench: ")))
        .singleElement()
        .asString()
        .contains(reason);
    assertThat(ran.err()).doesNotContain("\tat ");
  }

  /** The page's own commands are all that a mistake could hide behind a pattern. */
  @Test
  void allCommandsAreFound() throws IOException {
    assertThat(commands())
        .contains("", "--write docs/performance.md", "model --write docs/performance.md")
        .hasSize((int) Files.readString(PAGE).lines().filter(SHOWN.asPredicate()).count());
  }

  @Test
  void mistakesAreSaidInOneLine() throws IOException {
    assertRefused(runHere("tables ./absent.md ./jmh.json"), "there is no file " + folder);
    assertRefused(runHere("tables ./performance.md ./absent.json"), "there is no file " + folder);
    Files.writeString(folder.resolve("cut.json"), "[{");
    assertRefused(runHere("tables ./performance.md ./cut.json"), "cut.json: not valid JSON");
    Files.writeString(page, "no sections");
    assertRefused(runHere("tables ./performance.md ./jmh.json"), "has no section");
    Ran unknown = run("modle");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).startsWith("hypergrad bench  ");
    assertThat(run("--help").out()).isEqualTo(unknown.err());
  }
}
