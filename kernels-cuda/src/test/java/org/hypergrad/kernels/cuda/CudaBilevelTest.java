package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTables;
import org.hypergrad.kernels.SparseFeatures;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vectors;
import org.hypergrad.kernels.scalar.ScalarBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of many fused iterations, held against the same runs on the CPU. */
@ExtendWith(CudaCheck.class)
class CudaBilevelTest {

  private static final int BATCH = 8;

  /** Columns are there with the density given; three tenths of them is dense on the device. */
  private static Dataset data(int rows, int columns, double density, long seed) {
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
    double[] labels = random.doubles(rows).map(u -> u < 0.4 ? -1 : 1).toArray();
    return new Dataset(features, Labels.of(labels, new double[] {-1, 1}));
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

  private record Result(double[] z, double[] v, double[] x, double[] tables) {
    double distance(Result other) {
      return Math.max(
          Math.max(largest(z, other.z), largest(v, other.v)),
          Math.max(largest(x, other.x), largest(tables, other.tables)));
    }

    private static double largest(double[] a, double[] b) {
      return IntStream.range(0, a.length)
          .mapToDouble(k -> Math.abs(a[k] - b[k]))
          .reduce(0, (first, second) -> second <= first ? first : second); // a NaN stays
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
    OpenOptions options = OpenOptions.defaults();
    try (BilevelKernels kernels =
        backend.bilevel(
            backend.logistic(inner, options), backend.logistic(outer, options), penalty)) {
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
      SagaTables tables = state.tables();
      double[] stored =
          tables == null ? new double[0] : vectors.toArray(tables.curvatures().average());
      return new Result(
          vectors.toArray(state.z()),
          vectors.toArray(state.v()),
          vectors.toArray(state.x()),
          stored);
    }
  }

  private static final BilevelStep STEP =
      BilevelStep.plain(StepSize.constant(0.25), StepSize.constant(0.05))
          .withBox(-6, 2)
          .withOuterStart(40);

  /** A strength a feature, on rows that are dense on the device. */
  @Test
  void twoThousandStepsOfSabaAreThoseOfTheCpu() {
    Dataset inner = data(300, 12, 0.6, 1);
    Dataset outer = data(200, 12, 0.6, 2);
    Penalty penalty = Penalty.perFeature(12);
    Result cpu = run(new ScalarBackend(), inner, outer, penalty, STEP, true, 2000, 2000);
    Result device = run(new CudaBackend(), inner, outer, penalty, STEP, true, 2000, 700);
    assertThat(device.distance(cpu)).isLessThan(1e-10);
    assertThat(Arrays.stream(cpu.x).map(x -> x + 1).map(Math::abs).min().orElseThrow())
        .as("every x moves, by far more than the tolerance")
        .isGreaterThan(1e-7);
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
}
