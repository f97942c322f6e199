package org.hypergrad.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoCommandTest {

  @TempDir private Path temp;

  @ParameterizedTest
  @CsvSource({"breast-cancer,569,30,'radius, worst'", "digits,1797,64,'row 4, column 5'"})
  void showsEverySolverAndWhatToTryNext(String data, int rows, int features, String name)
      throws IOException {
    Path out = temp.resolve("the demo");
    Commands.Ran ran = Commands.run("demo", "--dataset", data, "--out", out).succeeded();

    List<String> lines = ran.out().lines().toList();
    assertThat(lines.getFirst())
        .containsSubsequence(
            "solver", "time", "validation loss", "test error", "projected ‖∇h‖", "backend");
    assertThat(lines.subList(1, 4))
        .satisfiesExactly(
            line -> assertImproves(line, "soba"),
            line -> assertImproves(line, "saba"),
            line -> assertImproves(line, "sid"));
    Path report = out.resolve("report.html");
    assertThat(ran.out()).contains("report   " + report.toAbsolutePath());
    assertThat(report)
        .content()
        .contains(name, "CC BY 4.0")
        .doesNotContain("<script", "http:", "https:");

    String next =
        lines.stream().filter(line -> line.startsWith("try next ")).findFirst().orElseThrow();
    List<Object> arguments = new ArrayList<>();
    Matcher word = Pattern.compile("'([^']*)'|(\\S+)").matcher(next);
    while (word.find()) {
      arguments.add(word.group(1) != null ? word.group(1) : word.group(2));
    }
    assertThat(arguments.subList(0, 3)).containsExactly("try", "next", "hypergrad");
    arguments.addAll(List.of("--iterations", 50));
    Commands.Ran followed = Commands.run(arguments.subList(3, arguments.size()).toArray());
    followed.succeeded();
    assertThat(followed.err()).contains("%,d rows, %d features".formatted(rows, features));
    assertThat(Files.exists(out.resolve("own/report.html"))).isTrue();
    // the same split of the same data: the same loss at the same start
    String start = lines.get(1).replaceAll(".* (0\\.\\d+) →.*", "$1").substring(0, 7);
    assertThat(followed.out()).containsPattern("h +" + start);
  }

  @Test
  void findsPlantedLabelsAndSaysWhatToTryNext() throws IOException {
    Path out = temp.resolve("cleaning");
    Commands.Ran ran = Commands.run("demo", "--cleaning", "--out", out).succeeded();
    Matcher f1 = Pattern.compile("F1 (0\\.\\d+)").matcher(ran.out());
    assertThat(f1.find()).isTrue();
    assertThat(Double.parseDouble(f1.group(1))).isGreaterThan(0.85);
    Path report = out.resolve("report.html");
    assertThat(ran.out()).contains("report   " + report.toAbsolutePath());
    assertThat(report).content().contains("CC BY 4.0", "data:image/png").doesNotContain("<script");
    assertThat(out.resolve("suspects.csv")).isNotEmptyFile();

    String next =
        ran.out().lines().filter(line -> line.startsWith("try next ")).findFirst().orElseThrow();
    Commands.Ran followed =
        Commands.line(next.replace("try next hypergrad ", "") + " --iterations 50").succeeded();
    // the same rows, the same labels planted
    String planted =
        ran.err().lines().filter(line -> line.startsWith("planted")).findFirst().orElseThrow();
    assertThat(followed.err()).contains(planted);
  }

  private static void assertImproves(String line, String solver) {
    assertThat(line).startsWith(solver);
    String[] losses = line.replaceAll("^.*?(0\\.\\d+) → (0\\.\\d+).*$", "$1 $2").split(" ", -1);
    assertThat(Double.parseDouble(losses[1])).isLessThan(0.8 * Double.parseDouble(losses[0]));
  }
}
