package org.hypergrad.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Regularisation selection with more than two classes, from files to predictions. */
class ManyClassesTest {

  private static final String[] LABELS = {"-1", "2.5", "7"};

  @TempDir private Path temp;
  private Path train;
  private Path valid;
  private Path test;
  private Path out;
  private Path model;

  @BeforeEach
  void writeData() throws IOException {
    train = SmallData.writeClasses(temp.resolve("train"), 1, LABELS);
    valid = SmallData.writeClasses(temp.resolve("valid"), 2, LABELS);
    test = SmallData.writeClasses(temp.resolve("test"), 3, LABELS);
    out = temp.resolve("out");
    model = out.resolve("model.json");
  }

  private Commands.Ran solve(String options, Object... more) {
    return Commands.line(
        "solve --json --iterations 600 --train %s --valid %s --test %s --out %s %s"
            .formatted(train, valid, test, out, options),
        more);
  }

  private JsonNode model() throws IOException {
    return Commands.parse(Files.readString(model));
  }

  @ParameterizedTest
  @CsvSource({
    "class, 3, ''", "class, 3, --intercept", "class, 3, --standardize --intercept",
    "feature, 6, --intercept", "one, 1, --intercept", "group, 2, --intercept --standardize",
  })
  void everyPenaltyLearnsAndItsModelIsReadBack(String penalty, int strengths, String more)
      throws IOException {
    Path groups = Files.writeString(temp.resolve("groups"), "b 2-4\na 1 5-6\n");
    String of = penalty.equals("group") ? "group --groups " + groups : penalty;
    Commands.Ran ran = solve("--penalty %s %s".formatted(of, more)).succeeded();
    assertThat(ran.err()).contains("labels  3 classes: -1, 2.5, 7");
    JsonNode result = ran.json();
    assertThat(result.get("h").doubleValue()).isLessThan(result.get("h_initial").doubleValue());
    assertThat(result.get("test_error").doubleValue()).isLessThan(0.25);
    assertThat(model().get("lambda").get("x")).hasSize(strengths);
    assertThat(model().get("penalty").get("kind").stringValue()).isEqualTo(penalty);

    JsonNode evaluated =
        Commands.run("evaluate", "--train", train, "--valid", valid, "--model", model, "--json")
            .succeeded()
            .json();
    assertThat(evaluated.get("h").doubleValue())
        .isEqualTo(result.get("h").doubleValue(), within(1e-9));
    assertThat(evaluated.get("largest_difference_of_theta").doubleValue()).isLessThan(1e-9);
    assertThat(evaluated.get("hypergradient")).hasSize(strengths);
  }

  @Test
  void theModelHasAnArrayOfWeightsForEveryClass() throws IOException {
    solve("--penalty class --intercept").succeeded();
    assertThat(model().get("task").stringValue()).isEqualTo("multinomial logistic regression");
    assertThat(model().get("label_map").toString()).isEqualTo("[-1.0,2.5,7.0]");
    JsonNode theta = model().get("theta");
    assertThat(theta).hasSize(3);
    for (int c = 0; c < 3; c++) {
      assertThat(theta.get(c).get("label").doubleValue()).isEqualTo(Double.parseDouble(LABELS[c]));
      JsonNode weights = theta.get(c).get("weights");
      assertThat(weights).hasSize(SmallData.FEATURES + 1);
      // feature c speaks for class c
      for (int k = 0; k < SmallData.FEATURES; k++) {
        assertThat(weights.get(c).doubleValue())
            .isGreaterThanOrEqualTo(weights.get(k).doubleValue());
      }
    }
    assertThat(Files.readString(out.resolve("report.html")))
        .contains("class -1", "class 2.5", "class 7");
  }

  @Test
  void anInterceptOfManyClassesIsNotPenalised() throws IOException {
    solve("--penalty class --intercept").succeeded();
    // the derivative by a class's intercept is its mean residual: 0 at the optimum
    List<String> predicted = predictions(train);
    List<String> rows = Files.readAllLines(train);
    for (int c = 0; c < 3; c++) {
      double residuals = 0;
      for (int row = 0; row < SmallData.ROWS; row++) {
        residuals +=
            Double.parseDouble(predicted.get(row).split(",", -1)[c + 1])
                - (rows.get(row).startsWith(LABELS[c] + " ") ? 1 : 0);
      }
      assertThat(residuals / SmallData.ROWS).isEqualTo(0, within(1e-9));
    }
  }

  private List<String> predictions(Path data) {
    Commands.Ran ran = Commands.run("predict", "--model", model, "--data", data).succeeded();
    assertThat(ran.out().lines().findFirst())
        .contains("label,probability of -1,probability of 2.5,probability of 7");
    return ran.out().lines().skip(1).toList();
  }

  @Test
  void predictionsHaveTheErrorOfTheResultAndProbabilitiesThatAddUp() throws IOException {
    JsonNode result = solve("--penalty class --standardize").succeeded().json();
    List<String> rows = Files.readAllLines(test);
    int wrong = 0;
    List<String> predicted = predictions(test);
    assertThat(predicted).hasSize(SmallData.ROWS);
    for (int row = 0; row < SmallData.ROWS; row++) {
      String[] fields = predicted.get(row).split(",", -1);
      wrong += rows.get(row).startsWith(fields[0] + " ") ? 0 : 1;
      double sum = 0;
      double largest = 0;
      String best = "";
      for (int c = 0; c < 3; c++) {
        double probability = Double.parseDouble(fields[c + 1]);
        sum += probability;
        best = probability > largest ? LABELS[c] : best;
        largest = Math.max(largest, probability);
      }
      assertThat(sum).isEqualTo(1, within(1e-12));
      assertThat(fields[0]).isEqualTo(best);
    }
    assertThat((double) wrong / SmallData.ROWS)
        .isEqualTo(result.get("test_error").doubleValue(), within(1e-12));
    assertThat(Commands.run("predict", "--model", model, "--data", test).err())
        .contains("error   %d of 200 rows".formatted(wrong));
  }

  @Test
  void whatDoesNotFitIsSaidInOneLine() throws IOException {
    Path two = SmallData.write(temp.resolve("two"), 1);
    assertRefused(
        Commands.run("solve", "--penalty", "class", "--data", two),
        "two: --penalty class needs three classes or more, here are -1, 1",
        "give --penalty one");
    Path other = Files.writeString(temp.resolve("other"), "3 1:1\n");
    assertRefused(
        Commands.run("solve", "--train", train, "--valid", other),
        "other:1:1",
        "one of the labels -1, 2.5, 7");
    assertRefused(
        Commands.run("solve", "--train", train, "--valid", valid, "--test", other), "other:1:1");
    Path start =
        Files.writeString(
            temp.resolve("start"), "{\"z0\": [0,0,0,0,0,0,0,0,0], \"x0\": [1, 2, 3]}");
    assertRefused(
        solve("--penalty class --start", start),
        "start: z0: expected 18 numbers (3 weights, one a class, for every column",
        "found 9");
    Files.writeString(start, "{\"z0\": [%s0], \"x0\": [1, 2]}".formatted("0,".repeat(17)));
    assertRefused(
        solve("--penalty class --start", start),
        "start: x0: expected 3 numbers (one for every strength), found 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "label" : 2.5              | "label" : 3                 | theta[1].label: expected 2.5, as in label_map
          "weights" : [              | "weights" : [ 1,            | theta[0].weights: expected 6 numbers (one a feature), found 7
          "theta" : [                | "theta" : [ {},             | theta: expected 3 arrays (one a class), found 4
          "label_map" : [ -1.0, 2.5, | "label_map" : [ -1.0, -1.0, | label_map: must be ascending
          "label_map" : [ -1.0, 2.5, | "label_map" : [ 2.5,        | label_map: expected three labels or more, found 2
          multinomial                | binary                      | label_map: expected 2 numbers
          "kind" : "class"           | "kind" : "feature"          | lambda.x: expected 6 numbers
          """)
  void modelsThatDoNotHoldTogether(String good, String bad, String complaint) throws IOException {
    solve("--penalty class").succeeded();
    String text = Files.readString(model);
    assertThat(text).contains(good);
    int at = text.indexOf(good);
    Files.writeString(model, text.substring(0, at) + bad + text.substring(at + good.length()));
    assertRefused(Commands.run("predict", "--data", valid, "--model", model), complaint);
  }

  private static void assertRefused(Commands.Ran ran, String... parts) {
    assertThat(ran.code()).as(ran.err()).isEqualTo(65);
    assertThat(ran.failure()).contains(parts);
    assertThat(ran.out()).isEmpty();
  }
}
