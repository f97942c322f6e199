package org.hypergrad.kernels.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.RowWeightKernels;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SparseFeatures;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.scalar.ScalarBackend;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The fused step where the table of cases does not go: between fused iterations some that are
 * composed because threads share them, and every shape of tile.
 */
class FusedStepTest {

  private static final int ITERATIONS = 12;

  /**
   * Sums of at most 500 products of numbers below 10, thirty rows of them, twelve times: some 10^4
   * roundings of 10^-16 each, were they all of one sign.
   */
  private static final double TOLERANCE = 1e-11;

  private static final BilevelStep STEP =
      BilevelStep.plain(StepSize.constant(1e-3), StepSize.constant(1e-2))
          .withSemiImplicitPenalty()
          .withSecondMoment(0.9)
          .withBox(-3, 3);

  /**
   * Data of a shape.
   *
   * @param large rows of a batch that two threads share, among small ones; or 0
   */
  record Case(int columns, int classes, int large, boolean floats) {

    Dataset data(int rows, int seed) {
      SplittableRandom random = new SplittableRandom(seed);
      DoubleSupplier value =
          floats ? () -> random.nextInt(-99, 100) / 100.0 : () -> random.nextDouble(-1, 1);
      double[] values = new double[rows * columns];
      Arrays.setAll(values, k -> value.getAsDouble());
      double[] labels = new double[rows];
      Arrays.setAll(labels, row -> row < classes ? row : random.nextInt(classes));
      return new Dataset(DenseFeatures.copyOf(rows, columns, values), Labels.of(labels));
    }

    int parameters() {
      return columns * (classes == 2 ? 1 : classes);
    }

    /** Blocks, lists with a repeated row, and blocks large enough for two threads. */
    Rows[] batches(int rows, int seed) {
      SplittableRandom random = new SplittableRandom(seed);
      Rows[] batches = new Rows[ITERATIONS];
      for (int k = 0; k < ITERATIONS; k++) {
        int first = random.nextInt(rows - 30);
        batches[k] =
            switch (k % 4) {
              case 0 -> Rows.range(first, first + 30);
              case 1 -> Rows.list(new int[] {first, first + 5, first, rows - 1, 0});
              case 2 -> Rows.range(first, first + 1 + k % 8);
              default -> large == 0 ? Rows.range(first, first) : Rows.range(0, large);
            };
      }
      return batches;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(500, 4, 150, false),
        new Case(4_000, 2, 100, false),
        new Case(200, 3, 0, true),
        new Case(130, 2, 0, true),
        new Case(3, 5, 0, false),
        new Case(33, 7, 0, false),
        new Case(41, 10, 0, false));
  }

  private interface Advance {
    double[] result(BilevelKernels kernels, int most);
  }

  @BeforeEach
  void assumeAvailable() {
    SimdHere.assumeAvailable();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void strengthsMoveAsTheReferenceSays(Case of) {
    Penalty penalty =
        of.classes == 2 ? Penalty.perFeature(of.columns) : Penalty.perClass(of.columns, of.classes);
    Dataset inner = of.data(160, 1);
    Dataset outer = of.data(155, 2);
    Advance advance =
        (kernels, most) -> {
          Vec x = kernels.vectors().create(penalty.outerDimension());
          kernels.vectors().fill(-1, x);
          return run(of, kernels, kernels.state(z(of, kernels), x, true), most);
        };
    double[] reference;
    ScalarBackend scalar = new ScalarBackend();
    try (BilevelKernels kernels =
        scalar.bilevel(
            scalar.logistic(inner, OpenOptions.defaults()),
            scalar.logistic(outer, OpenOptions.defaults()),
            penalty)) {
      reference = advance.result(kernels, ITERATIONS);
    }
    SimdBackend simd = new SimdBackend();
    OpenOptions two = new OpenOptions(2);
    try (BilevelKernels kernels =
        simd.bilevel(simd.logistic(inner, two), simd.logistic(outer, two), penalty)) {
      assertThat(kernels).isInstanceOf(SimdBilevelKernels.class);
      double[] whole = advance.result(kernels, ITERATIONS);
      assertThat(whole).containsExactly(reference, within(TOLERANCE));
      assertThat(advance.result(kernels, 1)).isEqualTo(whole);
      assertThat(advance.result(kernels, 5)).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void weightsOfRowsMoveAsTheReferenceSays(Case of) {
    Dataset inner = of.data(160, 1);
    Dataset outer = of.data(155, 2);
    Penalty penalty = Penalty.fixed(of.parameters(), 0.4, 160);
    Advance advance =
        (kernels, most) -> {
          Vec x = kernels.vectors().create(160);
          return run(of, kernels, kernels.state(z(of, kernels), x, true), most);
        };
    double[] reference;
    ScalarBackend scalar = new ScalarBackend();
    try (RowWeightKernels kernels =
        scalar.rowWeights(
            scalar.logistic(inner, OpenOptions.defaults()),
            scalar.logistic(outer, OpenOptions.defaults()),
            penalty)) {
      reference = advance.result(kernels, ITERATIONS);
    }
    SimdBackend simd = new SimdBackend();
    OpenOptions two = new OpenOptions(2);
    try (RowWeightKernels kernels =
        simd.rowWeights(simd.logistic(inner, two), simd.logistic(outer, two), penalty)) {
      assertThat(kernels).isInstanceOf(SimdRowWeightKernels.class);
      double[] whole = advance.result(kernels, ITERATIONS);
      assertThat(whole).containsExactly(reference, within(TOLERANCE));
      assertThat(advance.result(kernels, 1)).isEqualTo(whole);
      assertThat(advance.result(kernels, 5)).isEqualTo(whole);
    }
  }

  private static Vec z(Case of, BilevelKernels kernels) {
    SplittableRandom random = new SplittableRandom(3);
    return kernels.vectors().of(random.doubles(of.parameters(), -0.1, 0.1).toArray());
  }

  /** z, v and x after all iterations in calls of so many. */
  private static double[] run(Case of, BilevelKernels kernels, BilevelState state, int most) {
    kernels.fillTables(state);
    Rows[] inner = of.batches(160, 4);
    Rows[] outer = of.batches(155, 5);
    for (int from = 0; from < ITERATIONS; from += most) {
      int to = Math.min(ITERATIONS, from + most);
      kernels.advance(
          STEP,
          state,
          from + 1,
          to - from,
          Arrays.copyOfRange(inner, from, to),
          0.04,
          Arrays.copyOfRange(outer, from, to),
          0.05);
    }
    return Stream.of(state.z(), state.v(), kernels.outerVariable(STEP, state))
        .flatMapToDouble(vec -> Arrays.stream(kernels.vectors().toArray(vec)))
        .toArray();
  }

  /** Padding must not keep what a run that diverged has left there. */
  @Test
  void aStateAfterOneThatIsLost() {
    Case of = new Case(33, 7, 0, false);
    SimdBackend simd = new SimdBackend();
    try (BilevelKernels kernels =
        simd.bilevel(
            simd.logistic(of.data(160, 1), OpenOptions.defaults()),
            simd.logistic(of.data(155, 2), OpenOptions.defaults()),
            Penalty.uniform(of.parameters()))) {
      Vec lost = kernels.vectors().create(of.parameters());
      kernels.vectors().fill(Double.NaN, lost);
      double[] gone =
          run(of, kernels, kernels.state(lost, kernels.vectors().of(-1), true), ITERATIONS);
      assertThat(gone[0]).isNaN();
      double[] found =
          run(of, kernels, kernels.state(z(of, kernels), kernels.vectors().of(-1), true), 3);
      assertThat(Arrays.stream(found).allMatch(Double::isFinite)).isTrue();
    }
  }

  @Test
  void sparseRowsAreComposed() {
    SimdBackend simd = new SimdBackend();
    SparseFeatures.Builder rows = new SparseFeatures.Builder(100);
    rows.add(3, 1);
    rows.endRow();
    rows.add(4, 1);
    rows.endRow();
    Dataset sparse = new Dataset(rows.build(), Labels.of(0, 1));
    try (BilevelKernels kernels =
        simd.bilevel(
            simd.logistic(sparse, OpenOptions.defaults()),
            simd.logistic(sparse, OpenOptions.defaults()),
            Penalty.uniform(100))) {
      assertThat(kernels).isExactlyInstanceOf(BilevelKernels.class);
    }
  }

  @Test
  void rowsThatAreNotThereAreRefusedBeforeAnythingMoves() {
    Case of = new Case(10, 2, 0, false);
    SimdBackend simd = new SimdBackend();
    try (BilevelKernels kernels =
        simd.bilevel(
            simd.logistic(of.data(160, 1), OpenOptions.defaults()),
            simd.logistic(of.data(155, 2), OpenOptions.defaults()),
            Penalty.uniform(10))) {
      BilevelState state = kernels.state(z(of, kernels), kernels.vectors().of(-1), false);
      double[] before = kernels.vectors().toArray(state.z());
      Rows[] inner = {Rows.range(0, 10), Rows.list(new int[] {3, 160})};
      Rows[] outer = {Rows.range(0, 10), Rows.range(0, 10)};
      assertThatIllegalArgumentException()
          .isThrownBy(() -> kernels.advance(STEP, state, 1, 2, inner, 0.1, outer, 0.1))
          .withMessage("row 160 (number 1 of the list) of a dataset of 160 rows");
      assertThat(kernels.vectors().toArray(state.z())).isEqualTo(before);
    }
  }
}
