package org.hypergrad.solvers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.HostVec;
import org.hypergrad.kernels.Logistic;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * SABA's memory. Seen elsewhere: a short last batch with a weight that makes the average something
 * else than the gradient, and an option for exact table start that is ignored.
 */
class SabaTablesTest {

  private static final int COLUMNS = 5;
  private static final int INNER = 23; // batches of 4: the last has 3 rows
  private static final int OUTER = 18; // the last has 2
  private static final int BATCH = 4;
  private static final BilevelStep STEP =
      BilevelStep.plain(StepSize.constant(0.05), StepSize.constant(0.02));

  private final Dataset training = Problems.sparse(1, INNER, COLUMNS);
  private final Dataset validation = Problems.dense(2, OUTER, COLUMNS);
  private final double[] z = Problems.gaussians(3, COLUMNS);
  private final double[] x = Problems.filled(COLUMNS, -1);

  private RegularizationSelection problem() {
    return Problems.open(training, validation, Penalty.perFeature(COLUMNS));
  }

  private Iterates start(BilevelProblem problem, Saba saba, Sampling sampling) {
    Batches batches = new Batches(problem, sampling, BATCH, 1);
    Iterates iterates = saba.at(problem, batches, z.clone(), x.clone());
    iterates.initialize();
    return iterates;
  }

  private static Saba saba(Saba.TableStart start, Saba.Memory memory) {
    return new Saba(STEP, start, memory);
  }

  @ParameterizedTest
  @EnumSource(Sampling.class)
  void scalarAveragesAreTheMeansOfTheirTables(Sampling sampling) {
    for (Saba.TableStart start : Saba.TableStart.values()) {
      try (BilevelProblem problem = problem()) {
        Iterates iterates = start(problem, saba(start, Saba.Memory.AUTOMATIC), sampling);
        long first = 1;
        for (int count : new int[] {0, 1, 1, 4, 1, 60, 256, 177}) {
          iterates.advance(first, count);
          first += count;
          requireMeans(iterates.saved(), first);
        }
      }
    }
  }

  /** Rounding: t updates of an average of size one, a few ε each. */
  private void requireMeans(Map<String, Vec> saved, long steps) {
    requireMean(saved, "residuals", training, steps);
    requireMean(saved, "curvatures", training, steps);
    requireMean(saved, "outer residuals", validation, steps);
  }

  private static void requireMean(Map<String, Vec> saved, String name, Dataset data, long steps) {
    double[] average = array(saved, name + " average");
    double[] mean = new double[COLUMNS];
    double[] scalars = array(saved, name);
    double[][] rows = Problems.matrix(data);
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < COLUMNS; k++) {
        mean[k] += scalars[i] * rows[i][k] / rows.length;
      }
    }
    double tolerance = 1e-15 * (steps + rows.length);
    assertThat(average).as(name).containsExactly(mean, within(tolerance));
  }

  private static double[] array(Map<String, Vec> saved, String name) {
    Vec vec = saved.get(name);
    assertThat(vec).as(name).isNotNull();
    return ((HostVec) vec).array();
  }

  @ParameterizedTest
  @EnumSource(Saba.TableStart.class)
  void rowAveragesAreTheMeansOfTheirTables(Saba.TableStart start) {
    BilevelProblem quadratic = QuadraticProblem.random(4, COLUMNS, 3, INNER, OUTER);
    Batches batches = new Batches(quadratic, Sampling.BLOCKS, BATCH, 1);
    Iterates iterates =
        saba(start, Saba.Memory.AUTOMATIC)
            .at(quadratic, batches, z.clone(), Problems.gaussians(5, 3));
    iterates.initialize();
    long first = 1;
    for (int count : new int[] {0, 1, 1, 4, 1, 60, 256}) {
      iterates.advance(first, count);
      first += count;
      Map<String, Vec> saved = iterates.saved();
      requireMean(saved, "gradients", 6, INNER);
      requireMean(saved, "Hessian-vector products", 6, INNER);
      requireMean(saved, "mixed derivatives", 6, INNER);
      requireMean(saved, "outer gradients in z", 5, OUTER);
      requireMean(saved, "outer gradients in x", 5, OUTER);
    }
  }

  private static void requireMean(Map<String, Vec> saved, String name, int blocks, int rows) {
    double[] average = array(saved, name + " average");
    double[] mean = new double[average.length];
    double size = 0;
    for (int b = 0; b < blocks; b++) {
      double[] block = array(saved, name + " " + b);
      size += Problems.norm(block);
      for (int k = 0; k < mean.length; k++) {
        mean[k] += block[k] / rows;
      }
    }
    assertThat(saved).doesNotContainKey(name + " " + blocks);
    // 323 updates, a few ε of the largest partial result each
    assertThat(average).as(name).containsExactly(mean, within(1e-13 * (1 + size)));
  }

  @Test
  void exactStartIsAFullPass() {
    try (BilevelProblem problem = problem()) {
      Vectors vectors = problem.vectors();
      Iterates iterates =
          start(problem, saba(Saba.TableStart.EXACT, Saba.Memory.AUTOMATIC), Sampling.BLOCKS);
      Map<String, Vec> saved = iterates.saved();
      double[][] rows = Problems.matrix(training);
      for (int i = 0; i < INNER; i++) {
        double margin = 0;
        for (int k = 0; k < COLUMNS; k++) {
          margin += rows[i][k] * z[k];
        }
        assertThat(array(saved, "residuals")[i])
            .isCloseTo(Logistic.residual(training.labels().sign(i), margin), within(1e-15));
      }
      Vec gradient = vectors.create(COLUMNS);
      problem.innerGradient(Rows.all(), 1.0 / INNER, iterates.z(), iterates.x(), gradient);
      assertThat(array(saved, "residuals average"))
          .containsExactly(vectors.toArray(gradient), within(1e-15));
      Vec unused = vectors.create(COLUMNS);
      problem.outerGradients(Rows.all(), 1.0 / OUTER, iterates.z(), iterates.x(), gradient, unused);
      assertThat(array(saved, "outer residuals average"))
          .containsExactly(vectors.toArray(gradient), within(1e-15));
      assertThat(array(saved, "curvatures")).containsOnly(0); // v starts at 0
      assertThat(iterates.samplesToInitialize()).isEqualTo(INNER + OUTER);
    }
  }

  @Test
  void exactStartOfRowTablesIsAFullPass() {
    QuadraticProblem problem = QuadraticProblem.random(4, COLUMNS, 3, INNER, OUTER);
    Vectors vectors = problem.vectors();
    Iterates iterates =
        saba(Saba.TableStart.EXACT, Saba.Memory.ROWS)
            .at(
                problem,
                new Batches(problem, Sampling.BLOCKS, BATCH, 1),
                z.clone(),
                Problems.gaussians(5, 3));
    iterates.initialize();
    Vec inZ = vectors.create(COLUMNS);
    Vec inX = vectors.create(3);
    problem.innerGradient(Rows.all(), 1.0 / INNER, iterates.z(), iterates.x(), inZ);
    assertThat(array(iterates.saved(), "gradients average"))
        .containsExactly(vectors.toArray(inZ), within(1e-13));
    problem.outerGradients(Rows.all(), 1.0 / OUTER, iterates.z(), iterates.x(), inZ, inX);
    assertThat(array(iterates.saved(), "outer gradients in z average"))
        .containsExactly(vectors.toArray(inZ), within(1e-13));
    assertThat(array(iterates.saved(), "outer gradients in x average"))
        .containsExactly(vectors.toArray(inX), within(1e-13));
    assertThat(iterates.samplesToInitialize()).isEqualTo(INNER + OUTER);
  }

  @Test
  void zeroStartIsZero() {
    try (BilevelProblem problem = problem()) {
      Iterates iterates =
          start(problem, saba(Saba.TableStart.ZERO, Saba.Memory.AUTOMATIC), Sampling.BLOCKS);
      assertThat(array(iterates.saved(), "residuals")).containsOnly(0);
      assertThat(array(iterates.saved(), "residuals average")).containsOnly(0);
      assertThat(iterates.samplesToInitialize()).isZero();
    }
  }

  /**
   * The same iteration with one scalar a row and with one gradient a block: sums in another order,
   * on a trajectory that contracts, so that rounding does not pile up.
   */
  @ParameterizedTest
  @EnumSource(Saba.TableStart.class)
  void scalarTablesAgreeWithRowTables(Saba.TableStart start) {
    try (BilevelProblem problem = problem()) {
      Iterates scalars = start(problem, saba(start, Saba.Memory.AUTOMATIC), Sampling.BLOCKS);
      Iterates rows = start(problem, saba(start, Saba.Memory.ROWS), Sampling.BLOCKS);
      assertThat(scalars).isInstanceOf(FusedLoop.class);
      assertThat(rows).isInstanceOf(RowTables.class);
      for (int t = 1; t <= 400; t += 8) {
        scalars.advance(t, 8);
        rows.advance(t, 8);
        requireClose(scalars, rows, 1e-13);
      }
      // and they have gone somewhere
      assertThat(Problems.distance(array(scalars.saved(), "x"), x)).isGreaterThan(1e-3);
    }
  }

  private static void requireClose(Iterates a, Iterates b, double tolerance) {
    for (String name : new String[] {"z", "v", "x"}) {
      assertThat(array(a.saved(), name))
          .as(name)
          .containsExactly(array(b.saved(), name), within(tolerance));
    }
  }

  @Test
  void penaltyInsideTakesAnotherWayToTheSameLimit() {
    Penalty uniform = Penalty.uniform(COLUMNS);
    try (BilevelProblem problem = Problems.open(training, validation, uniform)) {
      BilevelStep step = BilevelStep.plain(StepSize.constant(0.1), StepSize.constant(0.3));
      Iterates[] loops = new Iterates[2];
      Saba.Memory[] memories = {Saba.Memory.ROWS, Saba.Memory.ROWS_WITH_PENALTY};
      for (int k = 0; k < 2; k++) {
        Saba saba = new Saba(step, Saba.TableStart.ZERO, memories[k]);
        Batches batches = new Batches(problem, Sampling.BLOCKS, BATCH, 1);
        loops[k] = saba.at(problem, batches, z.clone(), new double[] {-1});
        loops[k].initialize();
        loops[k].advance(1, 50);
      }
      double[] outside = array(loops[0].saved(), "z");
      double[] inside = array(loops[1].saved(), "z");
      assertThat(Problems.distance(outside, inside)).isGreaterThan(1e-4);
      for (int t = 51; t <= 30_000; t += 250) {
        loops[0].advance(t, 250);
        loops[1].advance(t, 250);
      }
      requireClose(loops[0], loops[1], 1e-9);
      Evaluation limit = new Evaluator(problem).evaluate(array(loops[0].saved(), "x"));
      assertThat(limit.projectedNorm()).isLessThan(1e-9);
      assertThat(Problems.distance(limit.innerSolution(), outside)).isLessThan(1e-9);
    }
  }

  @Test
  void rowTablesNeedBlocks() {
    BilevelProblem quadratic = QuadraticProblem.random(4, COLUMNS, 3, INNER, OUTER);
    Batches batches = new Batches(quadratic, Sampling.ROWS, BATCH, 1);
    assertThatThrownBy(() -> new Saba(STEP).at(quadratic, batches, z.clone(), new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs blocks sampling, not ROWS");
  }

  @Test
  void rowTablesThatCannotFitAreRefusedBeforeTheyAreMade() {
    BilevelProblem huge = new HugeProblem();
    Batches batches = new Batches(huge, Sampling.BLOCKS, 1, 1);
    assertThatThrownBy(() -> new Saba(STEP).at(huge, batches, new double[1], new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("row tables need \\d+ MB and \\d+ MB of memory are free: take .*SOBA");
  }

  /** Ten million rows of a million parameters, of which nothing but the sizes is there. */
  private static final class HugeProblem extends RidgeProblem {
    HugeProblem() {
      super(new double[][] {{1}}, new double[] {1}, new double[][] {{1}}, new double[] {1});
    }

    @Override
    public int innerDimension() {
      return 1_000_000;
    }

    @Override
    public int innerRows() {
      return 10_000_000;
    }
  }
}
