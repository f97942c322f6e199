package org.hypergrad.solvers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.hypergrad.kernels.Backends;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data cleaning: its oracles, its exact evaluation, and whether it finds wrong labels. */
class DataCleaningTest {

  private static Dataset data(long seed, int rows, int columns, int classes) {
    return classes == 2
        ? Problems.dense(seed, rows, columns)
        : Problems.classes(seed, rows, columns, classes);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void oraclesAreThoseOfDifferences(int classes) {
    try (DataCleaning problem =
        Problems.cleaning(data(1, 20, 4, classes), data(2, 17, 4, classes), 0.2)) {
      Stream.of(Rows.all(), Rows.range(4, 9), Rows.range(0, 1), Rows.list(new int[] {7, 2, 7, 1}))
          .forEach(rows -> DerivativeChecks.check(problem, rows, 0.3, 11));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void exactHypergradientIsThatOfDifferences(int classes) {
    try (DataCleaning problem =
        Problems.cleaning(data(1, 12, 3, classes), data(2, 15, 3, classes), 0.2)) {
      Evaluator evaluator = new Evaluator(problem);
      double[] x = Problems.gaussians(5, 12);
      double[] hypergradient = evaluator.evaluate(x).hypergradient();
      assertThat(Problems.norm(hypergradient)).isGreaterThan(1e-3);
      // with steps of 1e-4 the error is s²/6 · h''' ≈ 2e-9 · h''' and that of h over s, 1e-8
      for (int k = 0; k < x.length; k++) {
        double[] up = x.clone();
        double[] down = x.clone();
        up[k] += 1e-4;
        down[k] -= 1e-4;
        double slope = (evaluator.evaluate(up).h() - evaluator.evaluate(down).h()) / 2e-4;
        assertThat(hypergradient[k]).isCloseTo(slope, within(2e-8));
      }
    }
  }

  /** C‖z‖² has the gradient 2Cz, and an intercept none. */
  @Test
  void theStrengthCountsTwice() {
    Dataset training = data(1, 20, 4, 3);
    Penalty penalty = DataCleaning.penalty(training, 3, 0.2).withIntercept(3);
    assertThat(penalty.innerDimension()).isEqualTo(12);
    assertThat(penalty.outerDimension()).isEqualTo(20);
    assertThat(penalty.fixedStrength()).isEqualTo(0.4);
    assertThat(penalty.groupOf(8)).isEqualTo(Penalty.FIXED);
    assertThat(penalty.groupOf(9)).isEqualTo(Penalty.UNPENALIZED);
  }

  @Test
  void aPenaltyThatIsLearnedIsRefused() {
    Dataset training = data(1, 20, 4, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            DataCleaning.open(
                Backends.select("scalar"),
                training,
                training,
                Penalty.perFeature(4),
                12,
                OpenOptions.defaults()))
        .withMessage("weights of 20 rows need a fixed penalty over 20 outer coordinates");
  }

  @Test
  void fingerprintsTellLabelsAndStrengthsApart() {
    Dataset training = data(1, 20, 4, 3);
    double[] labels = new double[20];
    for (int i = 0; i < 20; i++) {
      labels[i] = training.labels().classOf(i);
    }
    labels[7] = (labels[7] + 1) % 3;
    Dataset other = new Dataset(training.features(), Labels.of(labels));
    try (DataCleaning one = Problems.cleaning(training, training, 0.2);
        DataCleaning same = Problems.cleaning(training, training, 0.2);
        DataCleaning stronger = Problems.cleaning(training, training, 0.3);
        DataCleaning relabelled = Problems.cleaning(other, training, 0.2)) {
      assertThat(same.fingerprint()).isEqualTo(one.fingerprint());
      assertThat(stronger.fingerprint()).isNotEqualTo(one.fingerprint());
      assertThat(relabelled.fingerprint()).isNotEqualTo(one.fingerprint());
    }
  }

  /** Three clouds of points; a label given is another than the cloud's where {@code wrong} says. */
  private static Dataset clouds(long seed, int rows, boolean... wrong) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] features = new double[rows][];
    double[] labels = new double[rows];
    for (int i = 0; i < rows; i++) {
      int cloud = random.nextInt(3);
      features[i] = Problems.gaussians(random, 6);
      features[i][cloud] += 3;
      int shift = 1 + random.nextInt(2);
      labels[i] = wrong.length > i && wrong[i] ? (cloud + shift) % 3 : cloud;
    }
    return new Dataset(DenseFeatures.copyOf(features), Labels.of(labels));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void findsPlantedWrongLabels(boolean tables) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    boolean[] wrong = new boolean[400];
    for (int i = 0; i < wrong.length; i++) {
      wrong[i] = random.nextDouble() < 0.4;
    }
    Dataset training = clouds(2, 400, wrong);
    try (DataCleaning problem = Problems.cleaning(training, clouds(3, 200), 0.05)) {
      Batches batches = new Batches(problem, Sampling.BLOCKS, 16, 1);
      Solver solver =
          tables
              ? new Saba(DefaultSteps.constant(problem, batches))
              : new Soba(DefaultSteps.decreasing(problem, batches));
      Outcome outcome =
          new Run(problem, solver)
              .sampling(Sampling.BLOCKS, 16)
              .budget(Budget.ofIterations(2_000))
              .evaluate(EvaluationSchedule.never())
              .execute();
      CleaningQuality quality = CleaningQuality.of(outcome.x(), -2, row -> wrong[row]);
      assertThat(quality.f1()).isGreaterThan(0.85);
      TracePoint first = outcome.trace().getFirst();
      assertThat(outcome.evaluation().h()).isLessThan(0.9 * first.h());
    }
  }

  @Test
  void sidRunsOnIt() throws IOException {
    Dataset training = data(1, 60, 4, 3);
    try (DataCleaning problem = Problems.cleaning(training, data(2, 50, 4, 3), 0.2)) {
      BilevelStep step =
          BilevelStep.plain(StepSize.constant(0.1), StepSize.constant(20))
              .withSemiImplicitPenalty();
      Outcome outcome =
          new Run(problem, new Sid(step, StepSize.constant(0.7), 10, 10, 4, true))
              .sampling(Sampling.BLOCKS, 16)
              .budget(Budget.ofIterations(200))
              .evaluate(EvaluationSchedule.never())
              .execute();
      assertThat(outcome.evaluation().h()).isLessThan(outcome.trace().getFirst().h() - 0.01);
    }
  }

  @Test
  void outerErrorIsThatOfTheValidationRows() {
    Dataset training = data(1, 20, 4, 3);
    try (DataCleaning problem = Problems.cleaning(training, data(2, 17, 4, 3), 0.2)) {
      Vectors vectors = problem.vectors();
      int first = 0;
      for (int j = 0; j < 17; j++) {
        first += problem.kernels().outer().dataset().labels().classOf(j) == 0 ? 1 : 0;
      }
      assertThat(problem.outerError(vectors.create(12))).isEqualTo((17 - first) / 17.0);
    }
  }

  @Test
  void qualityCountsSuspectsBelowTheirStart() {
    double[] x = {-2, -3, -1, -2.5, -2};
    assertThat(CleaningQuality.ranking(x)).containsExactly(1, 3, 0, 4, 2);
    assertThat(CleaningQuality.suspects(x, -2)).containsExactly(1, 3);
    CleaningQuality quality = CleaningQuality.of(x, -2, row -> row == 3 || row == 4 || row == 0);
    assertThat(quality).isEqualTo(new CleaningQuality(2, 3, 1));
    assertThat(quality.precision()).isEqualTo(0.5);
    assertThat(quality.recall()).isCloseTo(1.0 / 3, within(1e-15));
    assertThat(quality.f1()).isCloseTo(0.4, within(1e-15));
    assertThat(CleaningQuality.of(x, -5, row -> false).f1()).isNaN();
  }
}
