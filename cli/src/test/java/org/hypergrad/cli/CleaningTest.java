package org.hypergrad.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Data cleaning from files to suspects. */
class CleaningTest {

  private static final int IMAGES = 360;

  @TempDir private Path temp;
  private Path out;

  @BeforeEach
  void name() {
    out = temp.resolve("out");
  }

  private SmallImages images(String name, long seed, int count) throws IOException {
    return SmallImages.write(temp.resolve(name), seed, count);
  }

  private Commands.Ran cleanImages(String options, Object... more) throws IOException {
    SmallImages files = images("images", 1, IMAGES);
    SmallImages test = images("test", 2, 90);
    return Commands.line(
        "solve --problem cleaning --json --iterations 1500 --images %s --labels %s --test-images %s --test-labels %s --out %s %s"
            .formatted(files.images(), files.labels(), test.images(), test.labels(), out, options),
        more);
  }

  private List<String> lines(String file) throws IOException {
    return Files.readAllLines(out.resolve(file));
  }

  @Test
  void wrongLabelsOfImagesAreFoundAndShown() throws IOException {
    Commands.Ran ran =
        cleanImages("--train-rows 200 --valid-rows 100 --corrupt .4 --standardize --intercept")
            .succeeded();
    assertThat(ran.err())
        .contains("360 images of 4 × 4 pixels", "200 rows for training, 100 for validation")
        .containsPattern("planted \\d+ wrong labels among 200 training rows \\(seed 1\\)");
    JsonNode result = ran.json();
    assertThat(result.get("test_error").doubleValue()).isLessThan(0.1);
    assertThat(result.get("suspect_rule").stringValue()).isEqualTo("weight below its start");
    double precision = result.get("cleaning_precision").doubleValue();
    double recall = result.get("cleaning_recall").doubleValue();
    assertThat(result.get("cleaning_f1").doubleValue())
        .isGreaterThan(0.85)
        .isEqualTo(2 * precision * recall / (precision + recall), within(1e-12));

    List<String> suspects = lines("suspects.csv");
    assertThat(suspects.getFirst()).isEqualTo("row,given_label,likely_label,weight,original_label");
    assertThat(suspects).hasSize(1 + result.get("suspects").intValue());
    byte[] labels = Files.readAllBytes(temp.resolve("images-labels"));
    double last = 0;
    int wrong = 0;
    for (String line : suspects.subList(1, suspects.size())) {
      String[] fields = line.split(",", -1);
      assertThat(fields[4]).isEqualTo(Integer.toString(labels[7 + Integer.parseInt(fields[0])]));
      assertThat(Double.parseDouble(fields[3])).isBetween(last, 1 / (1 + Math.exp(2)));
      last = Double.parseDouble(fields[3]);
      wrong += fields[1].equals(fields[4]) ? 0 : 1;
    }
    assertThat((double) wrong / (suspects.size() - 1)).isEqualTo(precision, within(1e-12));
    assertThat(lines("weights.csv")).hasSize(201);
    assertThat(lines("weights.csv").stream().skip(1).filter(suspects::contains))
        .hasSize(suspects.size() - 1);
  }

  @Test
  void theReportHasThePixelsOfTheFile() throws IOException {
    cleanImages("--train-rows 200 --valid-rows 100 --corrupt .4 --standardize").succeeded();
    String report = Files.readString(out.resolve("report.html"));
    Matcher picture =
        Pattern.compile("<img src=\"data:image/png;base64,([^\"]+)\" alt=\"row (\\d+), ")
            .matcher(report);
    byte[] file = Files.readAllBytes(temp.resolve("images"));
    int found = 0;
    while (picture.find()) {
      byte[] png = Base64.getDecoder().decode(picture.group(1));
      int[] shown =
          ImageIO.read(new ByteArrayInputStream(png))
              .getRaster()
              .getPixels(0, 0, SmallImages.SIDE, SmallImages.SIDE, (int[]) null);
      int begin =
          16 + (Integer.parseInt(picture.group(2)) - 1) * SmallImages.SIDE * SmallImages.SIDE;
      int least = 255;
      int greatest = 0;
      for (int k = 0; k < SmallImages.SIDE * SmallImages.SIDE; k++) {
        least = Math.min(least, Byte.toUnsignedInt(file[begin + k]));
        greatest = Math.max(greatest, Byte.toUnsignedInt(file[begin + k]));
      }
      for (int k = 0; k < SmallImages.SIDE * SmallImages.SIDE; k++) {
        double value = (Byte.toUnsignedInt(file[begin + k]) - least) / (double) (greatest - least);
        assertThat((double) shown[k]).isEqualTo(255 * value, within(0.6));
      }
      found++;
    }
    assertThat(found).isEqualTo(lines("suspects.csv").size() - 1);
    assertThat(report)
        .contains("img-src data:", "What was found", "suspects are left of it")
        .doesNotContainIgnoringCase("<script")
        .doesNotContain("http:", "https:", "NaN");
  }

  private Commands.Ran clean(String options, Object... more) throws IOException {
    Path train = SmallData.writeClasses(temp.resolve("train"), 1, "1", "2", "3");
    Path valid = SmallData.writeClasses(temp.resolve("valid"), 2, "1", "2", "3");
    return Commands.line(
        "solve --problem cleaning --json --train %s --valid %s --out %s %s"
            .formatted(train, valid, out, options),
        more);
  }

  @Test
  void withoutTheTruthThereAreSuspectsButNoScores() throws IOException {
    JsonNode result = clean("--iterations 800").succeeded().json();
    assertThat(result.get("suspects").intValue()).isPositive();
    for (String field :
        List.of("wrong_labels", "cleaning_precision", "cleaning_recall", "cleaning_f1")) {
      assertThat(result.get(field).isNull()).as(field).isTrue();
    }
    assertThat(lines("suspects.csv").getFirst()).isEqualTo("row,given_label,likely_label,weight");
    assertThat(Files.readString(out.resolve("report.html")))
        .contains("given label", "likely label", "the lightest first")
        .doesNotContain("original label", "<img", "NaN");
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "result.json",
              "trace.csv",
              "model.json",
              "report.html",
              "checkpoint",
              "suspects.csv",
              "weights.csv");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--intercept --standardize"})
  void theModelPredictsAndIsNotEvaluated(String options) throws IOException {
    JsonNode result =
        clean("--iterations 400 --test " + temp.resolve("valid") + " " + options).json();
    Path model = out.resolve("model.json");
    Commands.Ran predicted =
        Commands.run("predict", "--model", model, "--data", temp.resolve("valid")).succeeded();
    assertThat(predicted.err())
        .contains("(" + Summary.percent(result.get("test_error").doubleValue()) + ")");
    Commands.Ran refused =
        Commands.run(
            "evaluate",
            "--model",
            model,
            "--train",
            temp.resolve("train"),
            "--valid",
            temp.resolve("valid"));
    assertThat(refused.code()).isEqualTo(65);
    assertThat(refused.failure()).contains("model.json: holds no strengths of a penalty");
  }

  @Test
  void imagesArePredictedByTheModelThatImagesMade() throws IOException {
    JsonNode result = cleanImages("--standardize --intercept").succeeded().json();
    Path model = out.resolve("model.json");
    SmallImages test = new SmallImages(temp.resolve("test"), temp.resolve("test-labels"));
    Commands.Ran labelled =
        Commands.run(
                "predict", "--model", model, "--images", test.images(), "--labels", test.labels())
            .succeeded();
    assertThat(labelled.err())
        .contains("test: 90 images of 4 × 4 pixels")
        .contains("(" + Summary.percent(result.get("test_error").doubleValue()) + ")");
    List<String> rows = labelled.out().lines().toList();
    assertThat(rows).hasSize(91);
    assertThat(rows.getFirst())
        .isEqualTo("label,probability of 0,probability of 1,probability of 2");
    byte[] labels = Files.readAllBytes(test.labels());
    int wrong = 0;
    for (int row = 0; row < 90; row++) {
      wrong += rows.get(1 + row).startsWith(labels[8 + row] + ",") ? 0 : 1;
    }
    assertThat(wrong / 90.0).isEqualTo(result.get("test_error").doubleValue(), within(1e-12));

    Files.write(test.images(), packed(Files.readAllBytes(test.images())));
    Path predictions = temp.resolve("predictions.csv");
    Commands.Ran unlabelled =
        Commands.run("predict", "--model", model, "--images", test.images(), "--out", predictions)
            .succeeded();
    assertThat(unlabelled.out()).isEmpty();
    assertThat(unlabelled.err()).doesNotContain("error ");
    assertThat(Files.readString(predictions)).isEqualTo(labelled.out());
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream stream = new GZIPOutputStream(packed)) {
      stream.write(bytes);
    }
    return packed.toByteArray();
  }

  @Test
  void imagesThatDoNotFitTheModelAreNotPredicted() throws IOException {
    cleanImages("").succeeded();
    SmallImages files = images("more", 3, 30);
    String command = "predict --model " + out.resolve("model.json") + " --images ";
    Path other =
        SmallImages.write(
                temp.resolve("other"),
                temp.resolve("other-labels"),
                DemoData.DIGITS.readAllClasses())
            .images();
    assertRefused(
        Commands.line(command + other),
        "other: images of 8 × 8 pixels, which are 64 features, the model has 16: it was made from other data");
    assertRefused(
        Commands.line(command + other + " --labels " + temp.resolve("other-labels")),
        "other-labels:1:12: expected one of the labels 0, 1, 2, found 3");
    assertRefused(Commands.line(command + files.labels()), "are the files swapped?");
    assertRefused(Commands.line(command + temp.resolve("none")), "none: no such file");
    assertRefused(
        Commands.line(command + files.images() + " --labels " + images("few", 1, 20).labels()),
        "few-labels:1:5: expected ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"soba", "saba", "sid"})
  void resumedRunsEndOnTheBitsOfUninterruptedOnes(String solver) throws IOException {
    String options = "--corrupt .3 --solver " + solver + " --iterations ";
    clean(options + "120").succeeded();
    List<String> whole = lines("weights.csv");
    clean(options + "60").succeeded();
    clean(options + "120 --resume", out.resolve("checkpoint")).succeeded();
    assertThat(lines("weights.csv")).isEqualTo(whole);
  }

  @Test
  void onlyTrainingLabelsArePlantedAndTheSeedDecidesWhich() throws IOException {
    // at the start nothing is learned yet: validation loss depends on training labels alone
    String first = clean("--iterations 0 --corrupt .5").succeeded().err();
    String again = clean("--iterations 0 --corrupt .5").succeeded().err();
    String other = clean("--iterations 0 --corrupt .5 --seed 2").succeeded().err();
    String planted =
        first.lines().filter(line -> line.startsWith("planted")).findFirst().orElseThrow();
    assertThat(again).contains(planted);
    assertThat(other).doesNotContain(planted);
    clean("--iterations 0 --corrupt 1").succeeded();
    long changed =
        lines("weights.csv").stream()
            .skip(1)
            .map(line -> line.split(",", -1))
            .filter(fields -> !fields[1].equals(fields[4]))
            .count();
    assertThat((double) changed / SmallData.ROWS).isEqualTo(2 / 3.0, within(0.1));
  }

  @Test
  void imagesThatDoNotFitAreRefused() throws IOException {
    SmallImages files = images("images", 1, 30);
    SmallImages fewer = images("fewer", 1, 20);
    String command = "solve --problem cleaning --images " + files.images() + " --labels ";
    assertRefused(Commands.line(command + fewer.labels()), "fewer-labels");
    assertRefused(Commands.line(command + files.images()), "images:1:1", "are the files swapped?");
    assertRefused(Commands.line(command + temp.resolve("none")), "none: no such file");
    assertRefused(
        Commands.line(command + files.labels() + " --train-rows 20 --valid-rows 11"),
        "images: parts of [20, 11] rows need 31 rows, there are 30");
    byte[] bytes = Files.readAllBytes(files.images());
    bytes[11] = 2;
    bytes[15] = 8;
    Path other = Files.write(temp.resolve("other"), bytes);
    assertRefused(
        Commands.line(
            command
                + files.labels()
                + " --test-images "
                + other
                + " --test-labels "
                + files.labels()),
        "other: images of 2 × 8 pixels, those for training have 4 × 4");
  }

  private static void assertRefused(Commands.Ran ran, String... parts) {
    assertThat(ran.code()).as(ran.err()).isEqualTo(65);
    assertThat(ran.failure()).contains(parts);
    assertThat(ran.out()).isEmpty();
  }
}
