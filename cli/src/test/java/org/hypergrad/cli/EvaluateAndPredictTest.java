package org.hypergrad.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hypergrad.kernels.Dataset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class EvaluateAndPredictTest {

  @TempDir private Path temp;
  private Path train;
  private Path valid;
  private Path test;
  private Path out;
  private Path model;

  @BeforeEach
  void writeData() throws IOException {
    train = SmallData.write(temp.resolve("train"), 1, "3", "4.5");
    valid = SmallData.write(temp.resolve("valid"), 2, "3", "4.5");
    test = SmallData.write(temp.resolve("test"), 3, "3", "4.5");
    out = temp.resolve("out");
    model = out.resolve("model.json");
  }

  private JsonNode solve(String options) {
    return Commands.line(
            "solve --json --iterations 500 " + options,
            "--train",
            train,
            "--valid",
            valid,
            "--test",
            test,
            "--out",
            out)
        .succeeded()
        .json();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--seed 3", "--standardize --intercept", "--penalty one --intercept", "--box 1"})
  void evaluationAgreesWithTheResult(String options) {
    JsonNode result = solve(options);
    JsonNode evaluated =
        Commands.line(
                "evaluate --json --model",
                model,
                "--train",
                train,
                "--valid",
                valid,
                "--test",
                test)
            .succeeded()
            .json();
    requireSame(evaluated, result);
    assertThat(evaluated.get("training_error").doubleValue()).isBetween(0.0, 0.5);
    double norm = 0;
    for (JsonNode entry : evaluated.get("hypergradient")) {
      norm = Math.hypot(norm, entry.doubleValue());
    }
    assertThat(norm).isEqualTo(evaluated.get("hypergradient_norm").doubleValue(), within(1e-14));
  }

  /** The same options divide a file into the same rows; another seed does not. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--valid-fraction .3",
        "--test-fraction .25 --valid-fraction .4",
        "--train-rows 90 --valid-rows 60"
      })
  void aDividedFileIsEvaluatedAsItWasSolved(String division) {
    String rows = " --data %s %s --split-seed ".formatted(train, division);
    String solve = "solve --json --standardize --intercept --iterations 300 --out " + out;
    JsonNode result = Commands.line(solve + rows + 5).succeeded().json();
    String evaluate = "evaluate --json --model " + model + rows;
    requireSame(Commands.line(evaluate + 5).succeeded().json(), result);
    double other = Commands.line(evaluate + 6).succeeded().json().get("h").doubleValue();
    assertThat(other).isNotCloseTo(result.get("h").doubleValue(), within(1e-6));
  }

  @Test
  void imagesAreEvaluatedAsTheyWereSolved() throws IOException {
    SmallImages images = SmallImages.write(temp.resolve("images"), 1, 120);
    SmallImages more = SmallImages.write(temp.resolve("more"), 2, 40);
    String rows =
        " --images %s --labels %s --test-images %s --test-labels %s --valid-fraction .3"
            .formatted(images.images(), images.labels(), more.images(), more.labels());
    JsonNode result =
        Commands.line("solve --json --standardize --intercept --iterations 300 --out " + out + rows)
            .succeeded()
            .json();
    requireSame(
        Commands.line("evaluate --json --model " + model + rows).succeeded().json(), result);

    Dataset digits = DemoData.DIGITS.readAllClasses();
    assertRefused(
        evaluateImages(digits), "digits-labels:1:12: expected one of the labels 0, 1, 2, found 3");
    assertRefused(
        evaluateImages(digits.selectRows(new int[] {0, 1, 2, 0, 1, 2})),
        "digits: images of 8 × 8 pixels, which are 64 features, the model has 16: it was made from other data");
  }

  private Commands.Ran evaluateImages(Dataset data) throws IOException {
    SmallImages files =
        SmallImages.write(temp.resolve("digits"), temp.resolve("digits-labels"), data);
    return Commands.line(
        "evaluate --model %s --images %s --labels %s"
            .formatted(model, files.images(), files.labels()));
  }

  private static void assertRefused(Commands.Ran ran, String complaint) {
    assertThat(ran.code()).as(ran.err()).isEqualTo(65);
    assertThat(ran.failure()).contains(complaint);
    assertThat(ran.out()).isEmpty();
  }

  private static void requireSame(JsonNode evaluated, JsonNode result) {
    for (String field :
        List.of("h", "hypergradient_norm", "projected_hypergradient_norm", "validation_error")) {
      assertThat(evaluated.get(field).doubleValue())
          .as(field)
          .isEqualTo(result.get(field).doubleValue(), within(1e-9));
    }
    assertThat(evaluated.has("test_error")).isEqualTo(!result.get("test_error").isNull());
    if (evaluated.has("test_error")) {
      assertThat(evaluated.get("test_error")).isEqualTo(result.get("test_error"));
    }
    assertThat(evaluated.get("largest_difference_of_theta").doubleValue()).isLessThan(1e-9);
  }

  @Test
  void evaluationDoesNotRelyOnTheStoredWeights() throws IOException {
    JsonNode result = solve("");
    String text = Files.readString(model);
    Files.writeString(
        model, text.replaceFirst("\"theta\" : \\[[^]]*]", "\"theta\" : [9,9,9,9,9,9]"));
    Commands.Ran ran =
        Commands.run("evaluate", "--train", train, "--valid", valid, "--model", model).succeeded();
    String h = ran.out().lines().findFirst().orElseThrow().replaceAll("^h +", "");
    assertThat(Double.parseDouble(h)).isEqualTo(result.get("h").doubleValue(), within(1e-9));
    assertThat(ran.out()).contains("largest_difference_of_theta", "hypergradient_norm");
  }

  @Test
  void aModelOfGroupsComesBack() throws IOException {
    Path groups = Files.writeString(temp.resolve("groups"), "b 2-4\na 1 5-6\n");
    JsonNode result = solve("--penalty group --groups " + groups);
    JsonNode evaluated =
        Commands.run("evaluate", "--train", train, "--valid", valid, "--model", model, "--json")
            .succeeded()
            .json();
    assertThat(evaluated.get("hypergradient")).hasSize(2);
    assertThat(evaluated.get("h").doubleValue())
        .isEqualTo(result.get("h").doubleValue(), within(1e-9));
  }

  @Test
  void trainingDataWiderThanTheModelIsRefusedAndWiderValidationIsNot() throws IOException {
    JsonNode result = solve("");
    Path wide = Files.writeString(temp.resolve("wide"), Files.readString(valid) + "3 9:1\n");
    Commands.Ran refused =
        Commands.run("evaluate", "--train", wide, "--valid", valid, "--model", model);
    assertThat(refused.code()).isEqualTo(65);
    assertThat(refused.failure()).contains("has an index of 9, the model has 6 features");
    Commands.Ran ran =
        Commands.run("evaluate", "--train", train, "--valid", wide, "--model", model, "--json")
            .succeeded();
    assertThat(ran.err()).contains("1 entries are of features that the model has never seen");
    // the row added has margin 0, so its loss is log 2
    double expected = (200 * result.get("h").doubleValue() + Math.log(2)) / 201;
    assertThat(ran.json().get("h").doubleValue()).isEqualTo(expected, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--standardize --intercept"})
  void predictionsHaveTheErrorOfTheResult(String options) throws IOException {
    JsonNode result = solve(options);
    Commands.Ran ran = Commands.run("predict", "--model", model, "--data", test).succeeded();
    List<String> lines = ran.out().lines().toList();
    assertThat(lines).hasSize(SmallData.ROWS + 1);
    assertThat(lines.getFirst()).isEqualTo("label,probability");
    List<String> rows = Files.readAllLines(test);
    int wrong = 0;
    for (int row = 0; row < SmallData.ROWS; row++) {
      String[] fields = lines.get(row + 1).split(",", -1);
      double probability = Double.parseDouble(fields[1]);
      assertThat(probability).isBetween(0.0, 1.0);
      assertThat(fields[0]).isEqualTo(probability > 0.5 ? "4.5" : "3");
      wrong += rows.get(row).startsWith(fields[0] + " ") ? 0 : 1;
    }
    assertThat((double) wrong / SmallData.ROWS)
        .isEqualTo(result.get("test_error").doubleValue(), within(1e-12));
    assertThat(ran.err()).contains("error   %d of 200 rows".formatted(wrong));
  }

  /** A density of .1 keeps standardised data sparse; of .7 they become dense. */
  @ParameterizedTest
  @CsvSource({
    "feature, .1, ''", "feature, .1, --standardize", "feature, .7, --standardize",
    "one,     .1, ''", "one,     .1, --standardize", "one,     .7, --standardize",
    "group,   .1, ''", "group,   .1, --standardize", "group,   .7, --standardize"
  })
  void anInterceptIsNeverPenalised(String penalty, double density, String more) throws IOException {
    SmallData.write(train, 1, "3", "4.5", density);
    SmallData.write(valid, 2, "3", "4.5", density);
    SmallData.write(test, 3, "3", "4.5", density);
    Path groups = Files.writeString(temp.resolve("groups"), "b 2-4\na 1 5-6\n");
    String of = penalty.equals("group") ? "group --groups " + groups : penalty;

    JsonNode result = solve("--intercept --penalty %s %s".formatted(of, more));

    JsonNode evaluated =
        Commands.run("evaluate", "--train", train, "--valid", valid, "--model", model, "--json")
            .succeeded()
            .json();
    assertThat(evaluated.get("h").doubleValue())
        .isEqualTo(result.get("h").doubleValue(), within(1e-9));
    assertThat(evaluated.get("largest_difference_of_theta").doubleValue()).isLessThan(1e-9);
    int strengths = penalty.equals("feature") ? SmallData.FEATURES : penalty.equals("one") ? 1 : 2;
    assertThat(evaluated.get("hypergradient")).hasSize(strengths);

    // the derivative by the intercept is the mean residual: 0 at the optimum unless penalised
    List<String> labels = firstFields(Files.readAllLines(train), " ");
    List<String> fitted = predictions(train);
    double residuals = 0;
    for (int row = 0; row < SmallData.ROWS; row++) {
      double probability = Double.parseDouble(fitted.get(row).split(",", -1)[1]);
      residuals += probability - (labels.get(row).equals("4.5") ? 1 : 0);
    }
    assertThat(residuals / SmallData.ROWS).isEqualTo(0, within(1e-9));
    JsonNode theta = Commands.parse(Files.readString(model)).get("theta");
    assertThat(theta.get(SmallData.FEATURES).doubleValue()).isNotCloseTo(0, within(1e-3));

    List<String> wanted = firstFields(Files.readAllLines(test), " ");
    List<String> predicted = firstFields(predictions(test), ",");
    int wrong = 0;
    for (int row = 0; row < SmallData.ROWS; row++) {
      wrong += predicted.get(row).equals(wanted.get(row)) ? 0 : 1;
    }
    assertThat((double) wrong / SmallData.ROWS)
        .isEqualTo(result.get("test_error").doubleValue(), within(1e-12));
  }

  private List<String> predictions(Path data) {
    Commands.Ran ran = Commands.run("predict", "--model", model, "--data", data).succeeded();
    return ran.out().lines().skip(1).toList();
  }

  private static List<String> firstFields(List<String> lines, String separator) {
    return lines.stream().map(line -> line.split(separator, -1)[0]).toList();
  }

  /** Why sparse data are divided by the standard deviation, as dense ones are. */
  @Test
  void withAnInterceptCentringMakesNoDifference() throws IOException {
    SmallData.write(train, 1, "3", "4.5", 0.1);
    JsonNode result = solve("--standardize --intercept");
    String text = Files.readString(model);
    assertThat(text).contains("\"shift\" : [ 0.0, 0.0, 0.0, 0.0, 0.0, 0.0 ]");
    Files.writeString(
        model,
        text.replaceFirst("\"shift\" : \\[[^]]*]", "\"shift\" : [0.5, -1, 0.25, 2, -3, 1.5]"));
    JsonNode centred =
        Commands.run("evaluate", "--train", train, "--valid", valid, "--model", model, "--json")
            .succeeded()
            .json();
    assertThat(centred.get("h").doubleValue())
        .isEqualTo(result.get("h").doubleValue(), within(1e-9));
    assertThat(centred.get("hypergradient_norm").doubleValue())
        .isEqualTo(result.get("hypergradient_norm").doubleValue(), within(1e-9));
  }

  @Test
  void labelsThatNobodyKnowsDoNotStopPredictions() throws IOException {
    solve("");
    Path unknown =
        Files.writeString(temp.resolve("unknown"), "0 1:1 2:-1\n17 1:-1 2:1 40:7\n-3.25\n");
    Path predictions = temp.resolve("predictions.csv");
    Commands.Ran ran =
        Commands.run("predict", "--model", model, "--data", unknown, "--out", predictions)
            .succeeded();
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).doesNotContain("error ");
    List<String> lines = Files.readAllLines(predictions);
    assertThat(lines).hasSize(4);
    assertThat(lines.get(1)).startsWith("4.5,0.9");
    assertThat(lines.get(2)).startsWith("3,0.0");
    assertThat(lines.get(3)).isEqualTo("3,0.5");
  }
}
