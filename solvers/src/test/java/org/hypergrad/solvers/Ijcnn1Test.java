package org.hypergrad.solvers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hypergrad.datasets.LibSvm;
import org.hypergrad.kernels.Backends;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.StepSize;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The first problem of the SOBA/SABA paper, on values that were computed with other programs
 * (Newton and L-BFGS-B): h at the authors' start, and the least h in the box ±12.
 */
class Ijcnn1Test {

  private static final double START_VALUE = 0.560237322;
  private static final double LEAST_VALUE = 0.203893728;

  private static RegularizationSelection problem;
  private static double[] startInner;
  private static double[] startOuter;

  @BeforeAll
  static void open() throws IOException {
    String data = System.getenv("HYPERGRAD_DATA");
    assumeTrue(data != null, "the environment variable HYPERGRAD_DATA is not set");
    Path folder = Path.of(data, "ijcnn1");
    assumeTrue(Files.isDirectory(folder), "there is no ijcnn1 in HYPERGRAD_DATA");
    Dataset training = LibSvm.options().columns(22).read(folder.resolve("ijcnn1.gz")).dataset();
    Dataset validation =
        LibSvm.options()
            .columns(22)
            .labels(training.labels().map())
            .read(folder.resolve("ijcnn1.t.gz"))
            .dataset();
    problem =
        RegularizationSelection.open(
            Backends.select("scalar"),
            training,
            validation,
            Penalty.perFeature(22),
            12,
            OpenOptions.defaults());
    String json = Files.readString(folder.resolve("start-2442.json"));
    startInner = numbers(json, "z0");
    startOuter = numbers(json, "x0");
  }

  private static double[] numbers(String json, String name) {
    Matcher list = Pattern.compile("\"" + name + "\"\\s*:\\s*\\[([^\\]]*)]").matcher(json);
    assertThat(list.find()).as(name).isTrue();
    double[] numbers =
        Arrays.stream(list.group(1).split(",", -1))
            .mapToDouble(number -> Double.parseDouble(number.strip()))
            .toArray();
    assertThat(numbers).hasSize(22);
    return numbers;
  }

  @AfterAll
  static void close() {
    if (problem != null) {
      problem.close();
    }
  }

  @Test
  void valueAtTheAuthorsStart() {
    Evaluation start = new Evaluator(problem).evaluate(startOuter);
    assertThat(start.h()).isCloseTo(START_VALUE, within(1e-8));
    assertThat(start.innerGradientNorm()).isLessThan(1e-11);
  }

  @Test
  void leastValueInTheBox() {
    ReferenceOptimum.Found found = new ReferenceOptimum(problem).search(startOuter, 1e-9, 2000);
    assertThat(found.evaluation().h()).isCloseTo(LEAST_VALUE, within(1e-8));
    assertThat(found.evaluation().projectedNorm()).isLessThanOrEqualTo(1e-9);
    long bound = Arrays.stream(found.x()).filter(value -> Math.abs(value) == 12).count();
    assertThat(bound).as("coordinates on the box").isEqualTo(16);
    assertThat(found.evaluation().hypergradientNorm()).isCloseTo(1.8e-4, within(5e-6));
  }

  /** The authors' setting: explicit steps of ¼, blocks of 64, from their start. */
  @Test
  void sabaDescendsFromTheAuthorsStart() throws IOException {
    BilevelStep step = BilevelStep.plain(StepSize.constant(0.25), StepSize.constant(0.25));
    Outcome outcome =
        new Run(problem, new Saba(step))
            .start(startInner, startOuter)
            .budget(Budget.ofIterations(100_000))
            .evaluate(EvaluationSchedule.never())
            .execute();
    assertThat(outcome.trace().getFirst().h()).isCloseTo(START_VALUE, within(1e-8));
    assertThat(outcome.evaluation().h()).isBetween(LEAST_VALUE, 0.25);
  }
}
