package org.hypergrad.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The main job from end to end, on files that are solved in a blink. */
class SolveCommandTest {

  private static final List<String> FIELDS =
      List.of(
          "solver",
          "backend",
          "seed",
          "threads",
          "arithmetic",
          "ending",
          "iterations",
          "samples",
          "solver_seconds",
          "microseconds_per_iteration",
          "h_initial",
          "h",
          "hypergradient_norm",
          "projected_hypergradient_norm",
          "validation_error",
          "test_error");

  @TempDir private Path temp;
  private Path train;
  private Path valid;
  private Path test;
  private Path out;

  @BeforeEach
  void writeData() throws IOException {
    train = SmallData.write(temp.resolve("train"), 1);
    valid = SmallData.write(temp.resolve("valid"), 2);
    test = SmallData.write(temp.resolve("test"), 3);
    out = temp.resolve("out");
  }

  private Commands.Ran solve(String options, Object... more) {
    return Commands.line("solve --train " + train + " --valid " + valid + " " + options, more);
  }

  private JsonNode json(String file) throws IOException {
    return Commands.parse(Files.readString(out.resolve(file)));
  }

  @Test
  void writesEveryFileWithItsFields() throws IOException {
    Commands.Ran ran = solve("--iterations 2000 --seed 7 --out", out, "--test", test).succeeded();

    JsonNode result = json("result.json");
    assertThat(result.propertyNames()).containsExactlyElementsOf(FIELDS);
    assertThat(result.get("solver").stringValue()).isEqualTo("saba");
    assertThat(result.get("seed").longValue()).isEqualTo(7);
    assertThat(result.get("threads").intValue()).isEqualTo(1);
    assertThat(result.get("arithmetic").stringValue()).isEqualTo("double");
    assertThat(result.get("ending").stringValue()).isEqualTo("iterations");
    assertThat(result.get("iterations").longValue()).isEqualTo(2000);
    assertThat(result.get("samples").longValue()).isGreaterThan(2000 * 2 * 40);
    assertThat(result.get("microseconds_per_iteration").doubleValue())
        .isEqualTo(result.get("solver_seconds").doubleValue() / 2000 * 1e6);
    assertThat(result.get("h").doubleValue()).isLessThan(result.get("h_initial").doubleValue());
    assertThat(result.get("projected_hypergradient_norm").doubleValue())
        .isPositive()
        .isLessThan(result.get("hypergradient_norm").doubleValue() * (1 + 1e-9));
    assertThat(result.get("test_error").doubleValue()).isBetween(0.0, 0.5);

    List<String> trace = Files.readAllLines(out.resolve("trace.csv"));
    assertThat(trace.getFirst())
        .isEqualTo(
            "seconds,iterations,samples,h,hypergradient_norm,projected_hypergradient_norm,validation_error");
    assertThat(trace.get(1)).startsWith("0.0,0,0," + result.get("h_initial").doubleValue() + ",");
    String[] last = trace.getLast().split(",", -1);
    assertThat(last).hasSize(7);
    assertThat(last[1]).isEqualTo("2000");
    assertThat(Double.parseDouble(last[3])).isEqualTo(result.get("h").doubleValue());

    JsonNode model = json("model.json");
    assertThat(model.get("format").intValue()).isEqualTo(1);
    assertThat(model.get("features").intValue()).isEqualTo(SmallData.FEATURES);
    assertThat(model.get("label_map").toString()).isEqualTo("[-1.0,1.0]");
    assertThat(model.get("scaling").isNull()).isTrue();
    assertThat(model.get("intercept").booleanValue()).isFalse();
    assertThat(model.get("penalty").get("kind").stringValue()).isEqualTo("feature");
    assertThat(model.get("lambda").get("x")).hasSize(SmallData.FEATURES);
    assertThat(model.get("lambda").get("exp_x")).hasSize(SmallData.FEATURES);
    assertThat(model.get("theta")).hasSize(SmallData.FEATURES);
    assertThat(out.resolve("checkpoint")).isNotEmptyFile();
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "result.json", "trace.csv", "model.json", "report.html", "checkpoint");
    }

    assertThat(ran.out()).contains("saba", "validation error", "test error", "→");
    assertThat(ran.err())
        .contains(
            "train ", "200 rows, 6 features", "MB/s", "backend ", "L_b = ", "steps   saba: ρ = ");
  }

  @Test
  void theReportStandsAloneAndTrustsNoName() throws IOException {
    Path hostile = temp.resolve("<img src=x onerror=alert(1)>&\"'");
    Files.copy(train, hostile);
    Commands.line("solve --iterations 500 --train", hostile, "--valid", valid, "--out", out)
        .succeeded();
    String report = Files.readString(out.resolve("report.html"));
    assertThat(report)
        .contains("&lt;img src=x onerror=alert(1)&gt;&amp;&quot;&#39;")
        .contains("default-src 'none'")
        .doesNotContainIgnoringCase("<script")
        .doesNotContain("http:", "https:", "<img", "<a ", "NaN");
    assertThat(report.split("<svg", -1)).hasSize(6);
    assertThat(report).contains("feature 6", "How it went", "What was learned", "How it was made");
  }

  @Test
  void withJsonStandardOutputIsTheResultAndNothingElse() throws IOException {
    Commands.Ran ran = solve("--iterations 100 --json --out", out).succeeded();
    assertThat(ran.out()).isEqualTo(Files.readString(out.resolve("result.json")));
    assertThat(ran.json().get("test_error").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"soba", "saba", "sid"})
  void everySolverImproves(String solver) {
    JsonNode result = solve("--json --iterations 3000 --solver " + solver).succeeded().json();
    assertThat(result.get("solver").stringValue()).isEqualTo(solver);
    assertThat(result.get("h").doubleValue()).isLessThan(result.get("h_initial").doubleValue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--solver soba --step .2",
        "--solver saba --step .2 --outer-step .5",
        "--solver sid --step .2 --inner-steps 5 --linear-steps 6",
        "--solver saba --outer-step .01 --sampling rows",
        "--solver soba --sampling iid --batch 7",
        "--penalty one --intercept --standardize",
        "--x0 log-uniform --box 3 --threads 1",
        "--backend scalar"
      })
  void optionsWork(String options) {
    JsonNode result = solve("--json --iterations 300 " + options).succeeded().json();
    assertThat(result.get("h").doubleValue()).isFinite();
  }

  @Test
  void floatsArePermittedAndNotAlwaysUsed() {
    String options = "--json --iterations 300 --backend scalar";
    Commands.Ran permitted = solve(options + " --arithmetic float").succeeded();
    assertThat(permitted.err()).contains("arithmetic doubles: floats would not be faster");
    assertThat(permitted.json().get("arithmetic").stringValue()).isEqualTo("double");
    Commands.Ran plain = solve(options).succeeded();
    assertThat(plain.err()).doesNotContain("arithmetic");
    assertThat(plain.json().get("h")).isEqualTo(permitted.json().get("h"));
  }

  @Test
  void stepsFollowTheRule() {
    String plain = "--step .25 --outer-step .5 --iterations 1 --solver ";
    assertThat(solve(plain + "saba").err()).contains("ρ = 0.2500, γ = 0.5000, explicit penalty");
    assertThat(solve(plain + "soba").err())
        .contains("ρ = 0.2500·t^-0.500, γ = 0.5000·t^-0.500, explicit penalty");
    assertThat(solve(plain + "sid").err())
        .contains("ρ = 0.2500, γ = 0.5000, explicit penalty, η = 1.000, 20 inner and 20 linear");
    assertThat(solve("--step .25 --iterations 1").err()).contains("ρ = 0.2500, γ = 0.2500");
    assertThat(solve("--outer-step .125 --iterations 1").err())
        .contains("γ = 0.1250·(1+(t-1)/2.000e+04)^-1.00, semi-implicit penalty");
    assertThat(solve("--iterations 1 --solver sid").err())
        .contains("η = 1.000·(1+(t-1)/10.00)^-1.00, 20 inner and 20 linear steps, warm start")
        .doesNotContain("x moves from");
  }

  @Test
  void anEpochIsAPassOverTheTrainingRows() {
    JsonNode saba = solve("--json --epochs 3 --batch 50").succeeded().json();
    assertThat(saba.get("iterations").longValue()).isEqualTo(12);
    // sid: 4 batches of 100 rows an epoch; an iteration takes 50·(5 + 6 + 1) + 200 = 800 rows
    JsonNode sid =
        solve("--json --epochs 3 --batch 50 --solver sid --inner-steps 5 --linear-steps 6")
            .succeeded()
            .json();
    assertThat(sid.get("iterations").longValue()).isEqualTo(2);
    assertThat(sid.get("samples").longValue()).isEqualTo(1600);
  }

  @Test
  void noIterationsEvaluateTheStart() {
    JsonNode result = solve("--json --iterations 0").succeeded().json();
    assertThat(result.get("h")).isEqualTo(result.get("h_initial"));
    assertThat(result.get("microseconds_per_iteration").isNull()).isTrue();
  }

  @Test
  void secondsEndARunAndEvaluationsComeAsAskedFor() throws IOException {
    JsonNode result = solve("--json --seconds .5 --eval-every .1 --out", out).succeeded().json();
    assertThat(result.get("ending").stringValue()).isEqualTo("seconds");
    assertThat(result.get("solver_seconds").doubleValue()).isBetween(0.5, 0.8);
    assertThat(Files.readAllLines(out.resolve("trace.csv"))).hasSizeBetween(5, 8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"soba", "saba", "sid"})
  void resumedRunsEndOnTheBitsOfUninterruptedOnes(String solver) throws IOException {
    String options = "--solver " + solver + " --sampling rows --iterations ";
    Path whole = temp.resolve("whole");
    solve(options + "400 --out", whole).succeeded();
    solve(options + "200 --out", out).succeeded();
    Commands.Ran resumed =
        solve(options + "400 --resume", out.resolve("checkpoint"), "--out", out).succeeded();
    assertThat(json("model.json").get("lambda"))
        .isEqualTo(Commands.parse(Files.readString(whole.resolve("model.json"))).get("lambda"));
    List<String> trace = Files.readAllLines(out.resolve("trace.csv"));
    assertThat(trace.stream().map(line -> line.split(",", -1)[1]))
        .contains("0", "200", "400")
        .doesNotHaveDuplicates();
    assertThat(resumed.out()).contains("400 in ");
  }

  @Test
  void theSameSeedGivesTheSameBitsAndAnotherSeedOthers() {
    String options = "--json --iterations 300 --seed ";
    JsonNode first = solve(options + "5").json();
    assertThat(solve(options + "5").json().get("h")).isEqualTo(first.get("h"));
    assertThat(solve(options + "6").json().get("h")).isNotEqualTo(first.get("h"));
  }

  @Test
  void aCheckpointMayHaveItsOwnPlace() {
    Path file = temp.resolve("kept/here");
    Commands.Ran ran = solve("--iterations 10 --checkpoint", file).succeeded();
    assertThat(file).isNotEmptyFile();
    assertThat(ran.err()).contains("--resume " + file);
  }

  @Test
  void aStartFileIsUsedAndKeepsTheOrderOfRows() throws IOException {
    Path start =
        Files.writeString(
            temp.resolve("start.json"),
            "{\"z0\": [1, 2, 3, 4, 5, 6], \"x0\": [0, -1, -2, -3, -4, -5]}");
    solve("--iterations 0 --start", start, "--out", out).succeeded();
    assertThat(json("model.json").get("lambda").get("x").toString())
        .isEqualTo("[0.0,-1.0,-2.0,-3.0,-4.0,-5.0]");
    // the same blocks whatever the seed of the shuffle would have been, once batches are whole
    // passes
    String options = "--json --iterations 50 --batch 1000 --start";
    JsonNode one = solve(options, start, "--seed", 1).succeeded().json();
    assertThat(solve(options, start, "--seed", 2).json().get("h")).isEqualTo(one.get("h"));
  }

  @Test
  void dataIsDivided() throws IOException {
    Commands.Ran ran =
        Commands.line(
                "solve --json --iterations 100 --valid-fraction .25 --test-fraction .2 --data",
                train,
                "--out",
                out)
            .succeeded();
    assertThat(ran.err())
        .contains("120 rows for training, 40 for validation, 40 for testing (seed 1)");
    assertThat(ran.json().get("test_error").isNull()).isFalse();
    assertThat(json("model.json").get("made").get("training_rows").intValue()).isEqualTo(120);
    Commands.Ran other =
        Commands.line("solve --json --iterations 100 --split-seed 2 --data", train).succeeded();
    assertThat(other.json().get("h_initial")).isNotEqualTo(ran.json().get("h_initial"));
  }

  @Test
  void scalingAndInterceptAreKept() throws IOException {
    solve("--iterations 100 --standardize --intercept --out", out).succeeded();
    JsonNode model = json("model.json");
    assertThat(model.get("intercept").booleanValue()).isTrue();
    assertThat(model.get("theta")).hasSize(SmallData.FEATURES + 1);
    assertThat(model.get("lambda").get("x")).hasSize(SmallData.FEATURES);
    assertThat(model.get("scaling").get("scale")).hasSize(SmallData.FEATURES);
    assertThat(model.get("scaling").get("shift").get(0).doubleValue()).isNotZero();
  }

  @Test
  void sparseDataIsScaledWithoutBeingCentredAndTheUserIsTold() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int row = 0; row < 40; row++) {
      rows.append(row % 2)
          .append(' ')
          .append(row % 10 + 1)
          .append(":")
          .append(row + 1)
          .append('\n');
    }
    Path sparse = Files.writeString(temp.resolve("sparse"), rows);
    Path wider = Files.writeString(temp.resolve("wider"), "1 1:1 11:1\n");
    Commands.Ran ran =
        Commands.line(
                "solve --iterations 10 --standardize --train",
                sparse,
                "--valid",
                wider,
                "--out",
                out)
            .succeeded();
    JsonNode scaling = json("model.json").get("scaling");
    assertThat(scaling.get("shift").toString()).matches("\\[(0\\.0,?){11}]");
    String told =
        "every feature divided by its standard deviation on the training rows, but not centred, so"
            + " that zeros need not be stored; 1 of 11 are constant there and stay as they are";
    assertThat(ran.err()).containsOnlyOnce("scaled  " + told + "\n");
    assertThat(Files.readString(out.resolve("report.html"))).contains(told);
  }

  @Test
  void denseDataIsCentredAndTheUserIsTold() throws IOException {
    String options = "--iterations 10 --standardize --out";
    String told =
        "every feature centred and divided by its standard deviation on the training rows";
    assertThat(solve(options, out).succeeded().err()).contains("scaled  " + told + "\n");
    assertThat(Files.readString(out.resolve("report.html"))).contains(told);
    assertThat(solve("--iterations 10").succeeded().err()).doesNotContain("scaled  ");
  }

  @Test
  void groupsShareAStrength() throws IOException {
    Path groups = Files.writeString(temp.resolve("groups"), "signal 1-3\nnoise: 4, 5-6\n");
    solve("--iterations 3000 --penalty group --groups", groups, "--out", out).succeeded();
    JsonNode model = json("model.json");
    double signal = model.get("lambda").get("x").get(0).doubleValue();
    double noise = model.get("lambda").get("x").get(1).doubleValue();
    assertThat(model.get("lambda").get("x")).hasSize(2);
    assertThat(signal).isLessThan(noise);
    assertThat(Files.readString(out.resolve("report.html"))).contains("signal", "noise");
  }

  @Test
  void aFileMayBeWiderThanTheOthers() throws IOException {
    Path wide = Files.writeString(temp.resolve("wide"), Files.readString(valid) + "1 1:.5 9:2\n");
    Commands.line("solve --iterations 200 --train", train, "--valid", wide, "--out", out)
        .succeeded();
    JsonNode theta = json("model.json").get("theta");
    assertThat(theta).hasSize(9);
    // a column that training rows lack has weight zero at the optimum
    assertThat(theta.get(8).doubleValue()).isEqualTo(0.0, within(1e-12));
  }

  @Test
  void divergenceFailsAndKeepsAnEarlierResult() throws IOException {
    String wild = "--step 1e9 --outer-step 1e9 --solver soba --iterations 5000 --out";
    Commands.Ran first = solve(wild, out);
    assertThat(first.code()).isEqualTo(1);
    assertThat(first.failure()).contains("soba diverged").contains("give a smaller --step");
    assertThat(json("result.json").get("ending").stringValue()).isEqualTo("diverged");
    assertThat(Files.readString(out.resolve("report.html"))).contains("class=\"warning\"");

    solve("--iterations 100 --out", out).succeeded();
    String good = Files.readString(out.resolve("result.json"));
    assertThat(solve(wild, out).code()).isEqualTo(1);
    assertThat(Files.readString(out.resolve("result.json"))).isEqualTo(good);
    assertThat(out.resolve("diverged/result.json")).content().contains("\"diverged\"");
  }

  @Test
  void aFailedRunLeavesTheOldFilesAsTheyAre() throws IOException {
    solve("--iterations 100 --out", out).succeeded();
    List<String> before = contents();
    Files.writeString(valid, "1 1:oops\n");
    Commands.Ran ran = solve("--iterations 100 --out", out);
    assertThat(ran.code()).isEqualTo(65);
    assertThat(contents()).isEqualTo(before);
  }

  /** By these names runs find what a killed process left; this process finds a folder there. */
  @Test
  void partsOfResultsAreNamedLikeThoseOfCheckpoints() throws IOException {
    String part = ".trace.csv.hypergrad-%d.part".formatted(ProcessHandle.current().pid());
    Files.createDirectories(out.resolve(part).resolve("inside"));
    Commands.Ran ran = solve("--iterations 10 --out", out);
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.failure()).contains(part);

    Path left = out.resolve(".trace.csv.hypergrad-999999999999.part");
    Files.writeString(left, "seconds,iter");
    Files.setLastModifiedTime(left, FileTime.fromMillis(0));
    solve("--iterations 10 --out", out);
    assertThat(left).doesNotExist();
  }

  private List<String> contents() throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      return files
          .sorted()
          .map(file -> {
            try {
              return file + " " + Arrays.hashCode(Files.readAllBytes(file));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          })
          .toList();
    }
  }

  /** Where a file is first written under another name lies a folder. */
  @Test
  void aResultThatCannotBeWrittenIsNoRunLost() throws IOException {
    Files.createDirectories(
        out.resolve(".model.json.hypergrad-%d.part".formatted(ProcessHandle.current().pid())));
    Commands.Ran ran = solve("--iterations 10 --out", out);
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.failure()).contains(out.resolve("model.json") + ": cannot be written (");
    assertThat(ran.err()).contains("to go on: --resume " + out.resolve("checkpoint"));
    solve("--iterations 20 --resume", out.resolve("checkpoint"), "--out", out).succeeded();
  }

  @Test
  void anOutputFolderThatCannotBeIsSaidBeforeTheWork() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "");
    Commands.Ran ran = solve("--seconds 60 --out", file);
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.failure()).contains("file: is a file, a folder is needed");
    assertThat(ran.err()).doesNotContain("MB/s");
  }
}
