package org.hypergrad.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hypergrad.kernels.scalar.ScalarBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How iterations are cut into calls, what is refused, and closing; the testkit has the formulas.
 */
class BilevelKernelsTest {

  private static final int ITERATIONS = 50;
  private static final int BLOCK = 4;
  private static final SmallData INNER = SmallData.of(23, 5);
  private static final SmallData OUTER = SmallData.of(17, 5);
  private static final int[] GROUP_OF = {0, 1, 1, Penalty.UNPENALIZED, 2};
  private static final double[] START = {-1, 0.5, -0.25};

  private final Backend backend = new ScalarBackend();

  private BilevelKernels open() {
    return backend.bilevel(
        backend.logistic(INNER.dense(), OpenOptions.defaults()),
        backend.logistic(OUTER.sparse(), OpenOptions.defaults()),
        Penalty.groups(GROUP_OF, START.length));
  }

  private static BilevelState state(Vectors vectors, boolean withTables) {
    SagaTables tables =
        withTables ? SagaTables.zeros(vectors, INNER.rows(), OUTER.rows(), 5) : null;
    return new BilevelState(
        vectors, vectors.of(INNER.z()), vectors.of(INNER.v()), vectors.of(START), tables);
  }

  /** Blocks in random order, the last one short; now and then a list with a repeated row. */
  private static int[][] batches(int rows, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[][] batches = new int[ITERATIONS][];
    for (int t = 0; t < ITERATIONS; t++) {
      int first = BLOCK * random.nextInt(Math.ceilDiv(rows, BLOCK));
      batches[t] =
          t % 5 == 4
              ? new int[] {first, rows - 1, first}
              : IntStream.range(first, Math.min(first + BLOCK, rows)).toArray();
    }
    return batches;
  }

  private static Rows[] rows(int[]... batches) {
    return Stream.of(batches).map(Rows::list).toArray(Rows[]::new);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void howIterationsAreCutIntoCallsChangesNoBit(boolean withTables) {
    BilevelStep rule =
        BilevelStep.plain(StepSize.power(0.25, 0.5), StepSize.power(0.5, 0.25))
            .withMomentum(0.3)
            .withSecondMoment(0.9)
            .withOuterStart(5);
    double[][] whole = run(rule, withTables, ITERATIONS);
    assertThat(run(rule, withTables, 1)).isEqualTo(whole);
    assertThat(run(rule, withTables, 7)).isEqualTo(whole);
    assertThat(run(rule, withTables, ITERATIONS - 1)).isEqualTo(whole);
  }

  private double[][] run(BilevelStep rule, boolean withTables, int callsOf) {
    Rows[] innerRows = rows(batches(INNER.rows(), 3));
    Rows[] outerRows = rows(batches(OUTER.rows(), 4));
    try (BilevelKernels kernels = open()) {
      Vectors vectors = kernels.vectors();
      BilevelState state = state(vectors, withTables);
      for (int done = 0; done < ITERATIONS; done += callsOf) {
        int end = Math.min(done + callsOf, ITERATIONS);
        kernels.advance(
            rule,
            state,
            done + 1,
            end - done,
            Arrays.copyOfRange(innerRows, done, end),
            0.25,
            Arrays.copyOfRange(outerRows, done, end),
            0.3);
      }
      Stream<Vec> vecs =
          Stream.of(state.z(), state.v(), state.x(), state.momentum(), state.secondMoment());
      if (withTables) {
        SagaTables tables = state.tables();
        Stream<Vec> tableVecs =
            Stream.of(tables.residuals(), tables.curvatures(), tables.outerResiduals())
                .flatMap(table -> Stream.of(table.scalars(), table.average()));
        vecs = Stream.concat(vecs, tableVecs);
      }
      return vecs.map(vectors::toArray).toArray(double[][]::new);
    }
  }

  @Test
  void refusesSelectionsThatAreTooFew() {
    BilevelStep rule = BilevelStep.plain(StepSize.constant(0.1), StepSize.constant(0.1));
    Rows[] one = {Rows.all()};
    Rows[] two = {Rows.all(), Rows.all()};
    try (BilevelKernels kernels = open()) {
      BilevelState state = state(kernels.vectors(), false);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> kernels.advance(rule, state, 1, 2, two, 1, one, 1))
          .withMessage("2 iterations with 2 selections of inner rows and 1 of outer rows");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> kernels.advance(rule, state, 1, 2, one, 1, two, 1))
          .withMessage("2 iterations with 1 selections of inner rows and 2 of outer rows");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> kernels.advance(rule, state, 1, -1, one, 1, one, 1))
          .withMessage("-1 iterations with 1 selections of inner rows and 1 of outer rows");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> kernels.advance(rule, state, 0, 1, one, 1, one, 1))
          .withMessage("iterations count from 1, not 0");
      Rows[] outside = {Rows.range(0, 18)};
      assertThatIllegalArgumentException()
          .isThrownBy(() -> kernels.advance(rule, state, 1, 1, one, 1, outside, 1))
          .withMessage("rows from 0 to 18 of a dataset of 17 rows");
    }
  }

  @Test
  void refusesAStateOfOtherLengths() {
    BilevelStep rule = BilevelStep.plain(StepSize.constant(0.1), StepSize.constant(0.1));
    Rows[] rows = {Rows.all()};
    try (BilevelKernels kernels = open()) {
      Vectors vectors = kernels.vectors();
      BilevelState narrow =
          new BilevelState(vectors, vectors.create(4), vectors.create(4), vectors.create(3), null);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> kernels.advance(rule, narrow, 1, 1, rows, 1, rows, 1))
          .withMessage("a vector of length 4 where 5 is needed");
      BilevelState wide =
          new BilevelState(vectors, vectors.create(5), vectors.create(5), vectors.create(5), null);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> kernels.advance(rule, wide, 1, 1, rows, 1, rows, 1))
          .withMessage("a vector of length 5 where 3 is needed");
      assertThatIllegalArgumentException()
          .isThrownBy(() ->
              new BilevelState(
                  vectors, vectors.create(5), vectors.create(4), vectors.create(3), null))
          .withMessage("a vector of length 4 where 5 is needed");
    }
  }

  @Test
  void refusesWidthsThatDiffer() {
    LogisticKernels five = kernels(INNER);
    LogisticKernels four = kernels(SmallData.of(2, 4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BilevelKernels(five, four, Penalty.perFeature(5)))
        .withMessage("inner rows have 5 parameters, outer rows 4, the penalty 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BilevelKernels(five, five, Penalty.perFeature(4)))
        .withMessage("inner rows have 5 parameters, outer rows 5, the penalty 4");
  }

  private LogisticKernels kernels(SmallData data) {
    return backend.logistic(data.dense(), OpenOptions.defaults());
  }

  @Test
  void closesBothHandlesAndItselfOnce() {
    int[] closings = new int[1];
    LogisticKernels inner = kernels(INNER);
    LogisticKernels outer = kernels(OUTER);
    BilevelKernels kernels =
        new BilevelKernels(inner, outer, Penalty.uniform(5)) {
          @Override
          protected void closeK() {
            closings[0]++;
            inner().loss(new double[5]); // the handles are still open
            outer().loss(new double[5]);
          }
        };
    kernels.close();
    kernels.close();
    assertThat(closings[0]).isEqualTo(1);
    for (LogisticKernels handle : List.of(inner, outer)) {
      assertThatThrownBy(() -> handle.loss(new double[5]))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the kernels are closed");
    }
  }
}
