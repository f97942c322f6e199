package org.hypergrad.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.hypergrad.kernels.scalar.HostVectors;
import org.hypergrad.kernels.scalar.ScalarBackend;
import org.hypergrad.kernels.scalar.ScalarLogisticKernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps on weights of rows: cutting, cost and what is refused; the solvers have the formulas. */
class RowWeightKernelsTest {

  private static final int ITERATIONS = 60;
  private static final SmallData INNER = SmallData.of(23, 5);
  private static final SmallData OUTER = SmallData.of(17, 5);
  private static final Penalty PENALTY = Penalty.fixed(5, 0.4, 23);
  private static final BilevelStep STEP =
      BilevelStep.plain(StepSize.power(0.25, 0.5), StepSize.power(0.5, 0.25))
          .withBox(-3, 3)
          .withSecondMoment(0.9)
          .withOuterStart(5);

  private final Backend backend = new ScalarBackend();

  private RowWeightKernels open(Penalty penalty) {
    return backend.rowWeights(
        backend.logistic(INNER.dense(), OpenOptions.defaults()),
        backend.logistic(OUTER.sparse(), OpenOptions.defaults()),
        penalty);
  }

  /** Lists with repeats. */
  private static Rows[] batches(int rows, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Rows[] batches = new Rows[ITERATIONS];
    for (int t = 0; t < ITERATIONS; t++) {
      batches[t] = Rows.list(random.ints(4, 0, rows).toArray());
    }
    return batches;
  }

  private static RowWeightState start(RowWeightKernels kernels, boolean withTables) {
    double[] x = new double[INNER.rows()];
    Arrays.fill(x, -2);
    Vectors vectors = kernels.vectors();
    return kernels.state(vectors.of(INNER.z()), vectors.of(x), withTables);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void howIterationsAreCutIntoCallsChangesNoBit(boolean withTables) {
    List<double[]> whole = run(withTables, ITERATIONS);
    assertThat(run(withTables, 1)).usingRecursiveComparison().isEqualTo(whole);
    assertThat(run(withTables, 7)).usingRecursiveComparison().isEqualTo(whole);
  }

  private List<double[]> run(boolean withTables, int callsOf) {
    Rows[] inner = batches(INNER.rows(), 3);
    Rows[] outer = batches(OUTER.rows(), 4);
    try (RowWeightKernels kernels = open(PENALTY)) {
      Vectors vectors = kernels.vectors();
      RowWeightState state = start(kernels, withTables);
      for (int from = 0; from < ITERATIONS; from += callsOf) {
        int to = Math.min(from + callsOf, ITERATIONS);
        kernels.advance(
            STEP,
            state,
            from + 1,
            to - from,
            Arrays.copyOfRange(inner, from, to),
            0.25,
            Arrays.copyOfRange(outer, from, to),
            0.25);
        kernels.outerVariable(STEP, state);
      }
      List<double[]> result = new ArrayList<>();
      state.saved().values().forEach(vec -> result.add(vectors.toArray(vec)));
      result.add(vectors.toArray(kernels.outerVariable(STEP, state)));
      return result;
    }
  }

  /** Vectors that note the longest they compute with. */
  private static final class CountingVectors extends HostVectors {
    private int longest;

    private void note(Vec vec) {
      longest = Math.max(longest, vec.length());
    }

    @Override
    protected void scaleK(double a, Vec x) {
      note(x);
      super.scaleK(a, x);
    }

    @Override
    protected void axpyK(double a, Vec x, Vec y) {
      note(y);
      super.axpyK(a, x, y);
    }

    @Override
    protected void multiplyAddK(double a, Vec x, Vec y, Vec out) {
      note(out);
      super.multiplyAddK(a, x, y, out);
    }

    @Override
    protected void clipK(double lower, double upper, Vec x) {
      note(x);
      super.clipK(lower, upper, x);
    }

    @Override
    protected void shrinkK(double step, Vec e, Vec z) {
      note(z);
      super.shrinkK(step, e, z);
    }
  }

  /** With n = 23 far above p = 5: no operation on whole vectors sees one of n elements. */
  @Test
  void iterationsSweepOverNoVectorOfTheRows() {
    CountingVectors vectors = new CountingVectors();
    try (RowWeightKernels kernels =
        new RowWeightKernels(
            new ScalarLogisticKernels(INNER.dense(), vectors) {},
            new ScalarLogisticKernels(OUTER.sparse(), vectors) {},
            PENALTY)) {
      RowWeightState state = start(kernels, true);
      Rows[] inner = batches(INNER.rows(), 3);
      Rows[] outer = batches(OUTER.rows(), 4);
      kernels.advance(STEP, state, 1, ITERATIONS, inner, 0.25, outer, 0.25);
      assertThat(vectors.longest).isEqualTo(5);
      kernels.outerVariable(STEP, state);
      assertThat(vectors.longest).isEqualTo(23);
    }
  }

  @Test
  void repeatedRowsAreOneWithACount() {
    DistinctRows distinct = new DistinctRows(10);
    distinct.of(Rows.list(new int[] {7, 2, 7, 7, 0, 2}));
    assertThat(distinct.count()).isEqualTo(3);
    assertThat(distinct.rows().count()).isEqualTo(3);
    assertThat(new int[] {distinct.rows().row(0), distinct.rows().row(1), distinct.rows().row(2)})
        .containsExactly(7, 2, 0);
    assertThat(new int[] {distinct.times(0), distinct.times(1), distinct.times(2)})
        .containsExactly(3, 2, 1);
    distinct.of(Rows.range(2, 4));
    assertThat(distinct.count()).isEqualTo(2);
    assertThat(distinct.times(0)).isEqualTo(1);
    assertThat(distinct.times(1)).isEqualTo(1);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> open(Penalty.perFeature(5)))
        .withMessage("weights of 23 rows need a fixed penalty over 23 outer coordinates");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> open(Penalty.fixed(5, 0.4, 22)))
        .withMessage("weights of 23 rows need a fixed penalty over 23 outer coordinates");
    Rows[] none = {};
    try (RowWeightKernels kernels = open(PENALTY)) {
      RowWeightState state = start(kernels, true);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> kernels.advance(STEP.withMomentum(0.5), state, 1, 0, none, 1, none, 1))
          .withMessage("weights of rows move without momentum, not with one of 0.5");
      BilevelState other =
          new BilevelState(kernels.vectors(), state.z(), state.v(), state.x(), null);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> kernels.advance(STEP, other, 1, 0, none, 1, none, 1))
          .withMessage("a state that is not of kernels with weights of rows");
    }
  }
}
