package org.hypergrad.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are missing, damaged or do not fit end in exit code 65 and one line. */
class BadInputTest {

  @TempDir private Path temp;
  private Path train;
  private Path valid;

  @BeforeEach
  void writeData() throws IOException {
    train = SmallData.write(temp.resolve("train"), 1);
    valid = SmallData.write(temp.resolve("valid"), 2);
  }

  private static void assertRefused(Commands.Ran ran, String... parts) {
    assertThat(ran.code()).as(ran.err()).isEqualTo(65);
    assertThat(ran.failure()).contains(parts);
    assertThat(ran.out()).isEmpty();
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(temp.resolve(name), text);
  }

  private Commands.Ran solve(Path training, Path validation, Object... more) {
    Object[] arguments = new Object[7 + more.length];
    Object[] first = {"solve", "--iterations", 10, "--train", training, "--valid", validation};
    System.arraycopy(first, 0, arguments, 0, 7);
    System.arraycopy(more, 0, arguments, 7, more.length);
    return Commands.run(arguments);
  }

  @Test
  void dataThatIsMissingOrMalformed() throws IOException {
    assertRefused(solve(temp.resolve("missing"), valid), "missing", "no such file");
    assertRefused(solve(temp, valid), "expected a file, found a directory");
    assertRefused(solve(train, file("bad", "1 1:2\n-1 2:x\n")), "bad:2:", "'x'");
    assertRefused(solve(train, file("empty", "")), "empty:1:1", "at least one row");
  }

  @Test
  void labelsThatAreNoClasses() throws IOException {
    assertRefused(
        solve(file("one", "1 1:1\n1 1:2\n"), valid),
        "every row has label 1; two classes are needed");
    assertRefused(
        solve(file("three", "1 1:1\n2 1:1\n3 1:1\n"), valid), "valid:1:1", "labels 1, 2, 3");
    String quantities =
        IntStream.range(0, 1001).mapToObj(row -> row + ".5 1:1\n").collect(Collectors.joining());
    assertRefused(
        solve(file("quantities", quantities), valid),
        "quantities:1001:1",
        "at most 1000 classes are allowed; is the label a quantity?");
    assertRefused(solve(train, file("other", "7 1:1\n")), "other:1:1", "one of the labels -1, 1");
  }

  @Test
  void noFeatureAtAllAndTooFewRows() throws IOException {
    assertRefused(solve(file("bare", "1\n-1\n"), file("bare2", "1\n-1\n")), "no row has a feature");
    assertRefused(
        Commands.run("solve", "--data", file("few", "1 1:1\n-1 1:1\n"), "--valid-fraction", ".1"),
        "few: 2 rows are too few");
  }

  @Test
  void aStartThatDoesNotFit() throws IOException {
    assertRefused(
        solve(train, valid, "--start", file("s", "{\"z0\": [1], \"x0\": [1]}")),
        "s: z0: expected 6 numbers",
        "found 1");
    assertRefused(
        solve(train, valid, "--start", file("s", "{\"z0\": [1,2,3,4,5,\"6\"], \"x0\": []}")),
        "z0[5]: expected a finite number, found \"6\"");
    assertRefused(
        solve(train, valid, "--start", file("s", "{\"z0\": [1,2,3,4,5,1e999], \"x0\": []}")),
        "z0[5]: expected a finite number");
    assertRefused(
        solve(train, valid, "--start", file("s", "{\"z0\": [1,2,3,4,5,NaN]}")),
        "s: line 1, column",
        "not valid JSON");
    assertRefused(solve(train, valid, "--start", file("s", "{}")), "the field 'z0' is missing");
    assertRefused(solve(train, valid, "--start", file("s", "[]")), "expected a JSON object");
    assertRefused(
        solve(train, valid, "--start", file("s", "{\"z0\": [], \"z0\": []}")), "not valid JSON");
    assertRefused(solve(train, valid, "--start", temp.resolve("none")), "none: no such file");
  }

  @Test
  void groupsThatDoNotFit() throws IOException {
    assertRefused(
        solve(train, valid, "--penalty", "group", "--groups", file("g", "a 1-9\n")),
        "g: line 1: '1-9' is not within the features 1 to 6");
  }

  @Test
  void checkpointsThatCannotBeUsed() throws IOException {
    assertRefused(
        solve(train, valid, "--resume", temp.resolve("none")), "there is no such checkpoint file");
    assertRefused(
        solve(train, valid, "--resume", file("text", "not a checkpoint, but long enough")),
        "not a checkpoint of this program");
    Path good = temp.resolve("good");
    solve(train, valid, "--step", 1, "--checkpoint", good).succeeded();
    assertRefused(
        solve(train, valid, "--step", 1, "--resume", good, "--seed", 2),
        "this checkpoint is of another run");
    assertRefused(
        solve(train, valid, "--resume", good, "--solver", "soba"), "another run: solver was");
    assertRefused(solve(valid, train, "--step", 1, "--resume", good), "another run: data was");
    byte[] bytes = Files.readAllBytes(good);
    bytes[bytes.length / 2] ^= 1;
    Files.write(good, bytes);
    assertRefused(solve(train, valid, "--step", 1, "--resume", good), "damaged checkpoint");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "format" : 1                | "format" : 2                 | format: 2, this program reads format 1
          "format" : 1                | "format" : "1"               | format: expected a whole number from 1
          "format" : 1,               | ``                           | the field 'format' is missing
          "features" : 6              | "features" : 2147483647      | features: expected a whole number from 1 to
          "features" : 6              | "features" : 7               | lambda.x: expected 7 numbers
          "features" : 6              | "features" : 6.5             | features: expected a whole number
          "features" : 6              | "features" : 0               | features: expected a whole number from 1
          "label_map" : [ -1.0, 1.0 ] | "label_map" : [ 1.0, -1.0 ]  | label_map: must be ascending
          "label_map" : [ -1.0, 1.0 ] | "label_map" : [ -1.0 ]       | label_map: expected 2 numbers
          "label_map" : [ -1.0, 1.0 ] | "label_map" : 3              | label_map: expected an array, found 3
          "scaling" : null            | "scaling" : {"shift": [], "scale": []} | scaling.shift: expected 6 numbers
          "scaling" : null            | "scaling" : {"shift": [0,0,0,0,0,0], "scale": [1,1,1,1,1,0]} | scaling.scale[5]: must be above 0
          "scaling" : null            | "scaling" : "none"           | scaling: expected an object, found "none"
          "intercept" : false         | "intercept" : true           | theta: expected 7 numbers
          "intercept" : false         | "intercept" : 0              | intercept: expected true or false, found 0
          "kind" : "feature"          | "kind" : "column"            | penalty.kind: expected feature, one, class or group
          "kind" : "feature"          | "kind" : "class"             | penalty.kind: class needs three classes or more
          "kind" : "feature"          | "kind" : "one"               | lambda.x: expected 1 numbers
          "kind" : "feature"          | "kind" : "group"             | the field 'penalty.groups' is missing
          "kind" : "feature"          | "kind" : "group", "groups": [{"name": "a", "features": [1, 1]}] | feature 1 is in a group already
          "kind" : "feature"          | "kind" : "group", "groups": [{"name": "a", "features": [7]}]    | expected a feature from 1 to 6, found 7.0
          "kind" : "feature"          | "kind" : "group", "groups": [{"name": "a", "features": [1]}]    | penalty.groups: feature 2 is in none
          "kind" : "feature"          | "kind" : "group", "groups": [1]                                 | penalty.groups[0]: expected an object, found 1
          "box" : 12.0                | "box" : -1                   | penalty.box: must be above 0
          "box" : 12.0                | "box" : 0.001                | is outside the box of ±0.001
          "task" : "binary            | "task" : "some               | task: expected 'binary logistic regression' or 'multinomial
          "exp_x" : [                 | "exp_x" : [ 5.5,             | lambda.exp_x: expected 6 numbers
          "x" : [                     | "x" : [ 1, 2, 3, 4, 5, 6 ], "y" : [ | lambda.exp_x[0]:
          "theta" : [                 | "theta" : [ 1,               | theta: expected 6 numbers (one a feature), found 7
          "theta"                     | "theta" : [], "theta"        | not valid JSON
          { "format"                  | "format"                     | not valid JSON
          """)
  void modelsThatDoNotHoldTogether(String good, String bad, String complaint) throws IOException {
    Path out = temp.resolve("out");
    solve(train, valid, "--out", out).succeeded();
    String text = Files.readString(out.resolve("model.json")).replaceFirst("\\{\\s+", "{ ");
    assertThat(text).contains(good);
    Path model = file("model", text.replace(good, bad));
    assertRefused(
        Commands.run("evaluate", "--train", train, "--valid", valid, "--model", model),
        "model: ",
        complaint);
    assertRefused(Commands.run("predict", "--data", valid, "--model", model), complaint);
  }

  @Test
  void modelsThatAreNoModels() throws IOException {
    assertRefused(
        Commands.run("predict", "--data", valid, "--model", file("m", "[".repeat(100_000))),
        "not valid JSON");
    assertRefused(Commands.run("predict", "--data", valid, "--model", file("m", "")), "m: ");
    assertRefused(
        Commands.run("predict", "--data", valid, "--model", temp.resolve("x")), "no such file");
    assertRefused(Commands.run("predict", "--data", valid, "--model", temp), "not a file");
  }
}
