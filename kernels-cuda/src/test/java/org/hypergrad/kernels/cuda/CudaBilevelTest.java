package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SparseFeatures;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vectors;
import org.hypergrad.kernels.scalar.ScalarBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of many fused iterations, held against the same runs on the CPU. */
@ExtendWith(CudaCheck.class)
class CudaBilevelTest {

  private static final int BATCH = 8;

  /** Two classes. */
  private static Dataset data(int rows, int columns, double density, long seed) {
    return data(rows, columns, density, 2, seed);
  }

  /** Columns are there with the density given; three tenths of them is dense on the device. */
  private static Dataset data(int rows, int columns, double density, int classes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    SparseFeatures.Builder builder = new SparseFeatures.Builder(columns);
    double size = 1 / Math.sqrt(density * columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        if (random.nextDouble() < density) {
          builder.add(j, size * random.nextGaussian());
        }
      }
      builder.endRow();
    }
    Features features = builder.build();
    double[] labels = random.doubles(rows).map(u -> (int) (classes * u * u)).toArray();
    double[] map = IntStream.range(0, classes).asDoubleStream().toArray();
    return new Dataset(features, Labels.of(labels, map));
  }

  /** Batches of the same rows for both backends: different ones, drawn anew for each iteration. */
  private static Rows[] batches(int rows, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Rows[] batches = new Rows[count];
    for (int t = 0; t < count; t++) {
      if (t % 3 == 0) {
        int first = random.nextInt(rows - BATCH);
        batches[t] = Rows.range(first, first + BATCH);
      } else {
        batches[t] = Rows.list(random.ints(0, rows).distinct().limit(BATCH).toArray());
      }
    }
    return batches;
  }

  /** Everything that a state carries on, and its outer variable with nothing pending. */
  private record Result(double[] saved, double[] x) {
    double distance(Result other) {
      return Math.max(largest(saved, other.saved), largest(x, other.x));
    }

    private static double largest(double[] a, double[] b) {
      assertThat(a).hasSameSizeAs(b);
      return IntStream.range(0, a.length)
          .mapToDouble(k -> Math.abs(a[k] - b[k]))
          .reduce(0, (first, second) -> second <= first ? first : second); // a NaN stays
    }

    /** How far the outer variable has gone where it has gone least. */
    double leastMove() {
      return Arrays.stream(x).map(element -> Math.abs(element + 1)).min().orElseThrow();
    }
  }

  private static Result run(
      Backend backend,
      Dataset inner,
      Dataset outer,
      Penalty penalty,
      BilevelStep step,
      boolean withTables,
      int count,
      int perCall) {
    try (BilevelKernels kernels = CourseData.kernels(backend, inner, outer, penalty)) {
      Vectors vectors = kernels.vectors();
      double[] start = new double[penalty.outerDimension()];
      Arrays.fill(start, -1);
      BilevelState state =
          kernels.state(vectors.create(penalty.innerDimension()), vectors.of(start), withTables);
      Rows[] innerRows = batches(inner.rows(), count, 3);
      Rows[] outerRows = batches(outer.rows(), count, 4);
      for (int t = 0; t < count; t += perCall) {
        int some = Math.min(perCall, count - t);
        kernels.advance(
            step,
            state,
            t + 1,
            some,
            Arrays.copyOfRange(innerRows, t, t + some),
            1.0 / BATCH,
            Arrays.copyOfRange(outerRows, t, t + some),
            1.0 / BATCH);
      }
      double[] saved =
          state.saved().values().stream()
              .flatMapToDouble(vec -> Arrays.stream(vectors.toArray(vec)))
              .toArray();
      return new Result(saved, vectors.toArray(kernels.outerVariable(step, state)));
    }
  }

  private static final BilevelStep STEP =
      BilevelStep.plain(StepSize.constant(0.25), StepSize.constant(0.05))
          .withBox(-6, 2)
          .withOuterStart(40);

  private static void followsTheCpu(
      Dataset inner, Dataset outer, Penalty penalty, BilevelStep step, int count, int perCall) {
    Result cpu = run(new ScalarBackend(), inner, outer, penalty, step, true, count, count);
    Result device = run(new CudaBackend(), inner, outer, penalty, step, true, count, perCall);
    assertThat(device.distance(cpu)).isLessThan(1e-10);
    assertThat(cpu.leastMove())
        .as("every x moves, by far more than the tolerance")
        .isGreaterThan(1e-7);
  }

  /** A strength a feature, on rows that are dense on the device. */
  @Test
  void twoThousandStepsOfSabaAreThoseOfTheCpu() {
    followsTheCpu(
        data(300, 12, 0.6, 1), data(200, 12, 0.6, 2), Penalty.perFeature(12), STEP, 2000, 700);
  }

  /** A strength a class. */
  @Test
  void twoThousandStepsOfManyClassesAreThoseOfTheCpu() {
    followsTheCpu(
        data(200, 6, 0.6, 3, 1), data(150, 6, 0.6, 3, 2), Penalty.perClass(6, 3), STEP, 2000, 700);
  }

  /** A weight a row, of two classes and, in fewer steps, of three. */
  @Test
  void twoThousandStepsOfDataCleaningAreThoseOfTheCpu() {
    BilevelStep step =
        BilevelStep.plain(StepSize.constant(0.125), StepSize.constant(0.5)).withBox(-6, 6);
    followsTheCpu(
        data(100, 6, 0.6, 1), data(80, 6, 0.6, 2), Penalty.fixed(6, 0.1, 100), step, 2000, 700);
    followsTheCpu(
        data(60, 6, 0.6, 3, 1),
        data(50, 6, 0.6, 3, 2),
        Penalty.fixed(18, 0.1, 60),
        BilevelStep.plain(StepSize.power(0.25, 0.5), StepSize.constant(0.02))
            .withSecondMoment(0.9)
            .withSemiImplicitPenalty()
            .withOuterStart(20),
        300,
        60);
  }

  /** With z, v and the sums in the device's memory, one strength for all or some groups. */
  @Test
  void stepsOfMoreThanABlocksOwnMemoryAreThoseOfTheCpu() {
    Dataset inner = data(60, 900, 0.05, 3, 1);
    Dataset outer = data(50, 900, 0.05, 3, 2);
    BilevelStep step = STEP.withOuterStart(5);
    followsTheCpu(inner, outer, Penalty.uniform(2700), step, 60, 25);
    followsTheCpu(inner, outer, Penalty.perClass(900, 3), step, 20, 20);
  }

  /**
   * Every rule of the step, sparse rows, groups with and without members, with and without tables.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyRuleIsThatOfTheCpu(boolean withTables) {
    Dataset inner = data(120, 70, 0.1, 1);
    Dataset outer = data(90, 70, 0.1, 2);
    int[] groupOf = new int[70];
    Arrays.setAll(groupOf, k -> k % 11 == 3 ? Penalty.UNPENALIZED : k % 3 == 2 ? 3 : k % 3);
    Penalty penalty = Penalty.groups(groupOf, 5);
    BilevelStep falling =
        new BilevelStep(
            StepSize.power(0.25, 0.5), StepSize.power(0.05, 0.25), false, -3, 0.5, 0.25, 0.9, 20);
    for (BilevelStep step : new BilevelStep[] {falling, falling.withSemiImplicitPenalty()}) {
      Result cpu = run(new ScalarBackend(), inner, outer, penalty, step, withTables, 150, 150);
      Result device = run(new CudaBackend(), inner, outer, penalty, step, withTables, 150, 64);
      assertThat(device.distance(cpu)).isLessThan(1e-11);
    }
  }

  @Test
  void noBitDependsOnHowIterationsAreCutIntoCalls() {
    Dataset inner = data(60, 9, 0.6, 1);
    Dataset outer = data(50, 9, 0.6, 2);
    Penalty penalty = Penalty.fixed(9, 0.3, 2);
    Result whole = run(new CudaBackend(), inner, outer, penalty, STEP, true, 60, 60);
    Result cut = run(new CudaBackend(), inner, outer, penalty, STEP, true, 60, 7);
    assertThat(cut.distance(whole)).isZero();
  }

  /** Else the device would wait in turn, while the host draws rows. */
  @Test
  void theHostDrawsRowsAheadOfTheDevice(@TempDir Path folder) {
    assumeTrue(FakeCuda.isHere(), "only the driver of tests says what it has executed");
    String profile = folder.resolve("profile").toString();
    String said = ChildReport.run(HostAhead.class, Map.of("FAKECUDA_PROFILE", profile), profile);
    assertThat(said.lines()).contains("executed: 0", "awaited: 3");
  }
}
