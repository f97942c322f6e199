package org.hypergrad.solvers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The single loop on data cleaning, whose x moves where it is read: against a composition that
 * moves all of x in every iteration, on the same batches.
 */
class CleaningLoopTest {

  private static final int INNER = 43; // batches of 4: the last has 3 rows
  private static final int OUTER = 18; // the last has 2
  private static final int BATCH = 4;
  private static final int COLUMNS = 5;
  private static final int ITERATIONS = 500;
  private static final double STRENGTH = 0.2;

  /** Near the start, so that some x meet it. */
  private static final double BOX = 2.02;

  private static final BilevelStep PLAIN =
      BilevelStep.plain(StepSize.constant(0.05), StepSize.constant(5)).withSemiImplicitPenalty();
  private static final BilevelStep SCALED =
      BilevelStep.plain(new StepSize(0.1, 0.5, 100), new StepSize(0.05, 1, 100))
          .withSemiImplicitPenalty()
          .withSecondMoment(0.99)
          .withOuterStart(20);

  private static Dataset training(int classes) {
    return classes == 2
        ? Problems.dense(1, INNER, COLUMNS)
        : Problems.classes(1, INNER, COLUMNS, classes);
  }

  private static Dataset validation(int classes) {
    return classes == 2
        ? Problems.sparse(2, OUTER, COLUMNS)
        : Problems.classes(2, OUTER, COLUMNS, classes);
  }

  static Stream<Arguments> cases() {
    return Stream.of(Sampling.values())
        .flatMap(sampling ->
            Stream.of(2, 3)
                .flatMap(classes ->
                    Stream.of(PLAIN, SCALED)
                        .flatMap(step ->
                            Stream.of(false, true)
                                .map(tables -> Arguments.of(sampling, classes, step, tables)))));
  }

  private static Solver solver(BilevelStep step, boolean tables) {
    return tables ? new Saba(step, Saba.TableStart.ZERO, Saba.Memory.AUTOMATIC) : new Soba(step);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isTheEagerComposition(Sampling sampling, int classes, BilevelStep step, boolean tables) {
    try (DataCleaning problem =
        new DataCleaning(
            Problems.cleaning(training(classes), validation(classes), STRENGTH).kernels(), BOX)) {
      double[] z = Problems.gaussians(3, problem.innerDimension());
      double[] x = Problems.filled(INNER, -2);
      Batches batches = new Batches(problem, sampling, BATCH, 1);
      Iterates iterates = solver(step, tables).at(problem, batches, z.clone(), x.clone());
      EagerCleaning eager =
          new EagerCleaning(training(classes), validation(classes), STRENGTH, tables, z, x);
      BilevelStep boxed = step.withBox(-BOX, BOX);
      int ahead = 0;
      Batches same = new Batches(problem, sampling, BATCH, 1);
      for (int t = 1; t <= ITERATIONS; t++) {
        Rows inner = same.drawInner(t, 1)[0];
        Rows outer = same.drawOuter(t, 1)[0];
        eager.step(boxed, t, inner, same.innerScale(), outer, same.outerScale());
        if (t % 7 == 0 || t == ITERATIONS) {
          iterates.advance(ahead + 1, t - ahead);
          ahead = t;
          requireClose("x", problem, iterates.x(), eager.x);
          requireClose("z", problem, iterates.z(), eager.z);
          requireClose("v", problem, iterates.v(), eager.v);
        }
      }
      assertThat(eager.x).isNotEqualTo(x);
      // the box is met: one projection stands for those of all pending moves
      assertThat(DoubleStream.of(eager.x)).anyMatch(value -> Math.abs(value) == BOX);
    }
  }

  /** Some 500 steps of ε each on a trajectory that contracts in z and v. */
  private static void requireClose(
      String name, BilevelProblem problem, Vec found, double[] expected) {
    assertThat(problem.vectors().toArray(found)).as(name).containsExactly(expected, within(1e-10));
  }

  @Test
  void averagesAreTheMeansOfTheirTables() {
    for (Sampling sampling : Sampling.values()) {
      try (DataCleaning problem = Problems.cleaning(training(3), validation(3), STRENGTH)) {
        Batches batches = new Batches(problem, sampling, BATCH, 1);
        Iterates iterates =
            new Saba(SCALED)
                .at(
                    problem,
                    batches,
                    Problems.gaussians(3, problem.innerDimension()),
                    Problems.filled(INNER, -2));
        iterates.initialize();
        iterates.advance(1, 256);
        iterates.advance(257, 200);
        requireMean(problem, iterates.saved(), "residuals", training(3));
        requireMean(problem, iterates.saved(), "curvatures", training(3));
        requireMean(problem, iterates.saved(), "outer residuals", validation(3));
      }
    }
  }

  private static void requireMean(
      BilevelProblem problem, Map<String, Vec> saved, String name, Dataset data) {
    double[] scalars = array(problem, saved, name);
    double[][] rows = Problems.matrix(data);
    double[] mean = new double[COLUMNS * 3];
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < mean.length; k++) {
        mean[k] += scalars[3 * i + k % 3] * rows[i][k / 3] / rows.length;
      }
    }
    // 456 updates of an average of size one, a few ε each
    assertThat(array(problem, saved, name + " average")).containsExactly(mean, within(1e-12));
  }

  private static double[] array(BilevelProblem problem, Map<String, Vec> saved, String name) {
    Vec vec = saved.get(name);
    assertThat(vec).as(name).isNotNull();
    return problem.vectors().toArray(vec);
  }

  /** From v = 0 no row has a derivative yet, and residuals are weighted. */
  @Test
  void exactStartIsAFullPass() {
    try (DataCleaning problem = Problems.cleaning(training(2), validation(2), STRENGTH)) {
      Batches batches = new Batches(problem, Sampling.BLOCKS, BATCH, 1);
      double[] z = Problems.gaussians(3, COLUMNS);
      Iterates iterates = new Saba(SCALED).at(problem, batches, z, Problems.gaussians(4, INNER));
      iterates.initialize();
      Vec gradient = problem.vectors().create(COLUMNS);
      problem.innerGradient(Rows.all(), 1.0 / INNER, iterates.z(), iterates.x(), gradient);
      assertThat(array(problem, iterates.saved(), "residuals average"))
          .containsExactly(problem.vectors().toArray(gradient), within(1e-15));
      assertThat(array(problem, iterates.saved(), "row derivatives"))
          .containsExactly(new double[INNER], within(0.0));
      assertThat(iterates.samplesToInitialize()).isEqualTo(INNER + OUTER);
    }
  }

  /** Looking at x makes up for what is pending in a copy: the state keeps it. */
  @Test
  void readingXChangesNoBit() {
    try (DataCleaning problem = Problems.cleaning(training(3), validation(3), STRENGTH)) {
      double[] z = Problems.gaussians(3, problem.innerDimension());
      Iterates[] both = new Iterates[2];
      for (int k = 0; k < 2; k++) {
        Batches batches = new Batches(problem, Sampling.IID, BATCH, 1);
        both[k] = new Saba(SCALED).at(problem, batches, z.clone(), Problems.filled(INNER, -2));
        both[k].initialize();
        for (int t = 1; t <= 300; t++) {
          both[k].advance(t, 1);
          if (k == 1) {
            both[k].x();
          }
        }
      }
      for (String name : both[0].saved().keySet()) {
        assertThat(array(problem, both[1].saved(), name))
            .as(name)
            .containsExactly(array(problem, both[0].saved(), name));
      }
      double[] stored = array(problem, both[0].saved(), "x");
      assertThat(problem.vectors().toArray(both[0].x())).isNotEqualTo(stored);
    }
  }

  /** What has the length of the training rows changes in the batch alone. */
  @Test
  void anIterationWritesItsBatchAlone() {
    try (DataCleaning problem = Problems.cleaning(training(3), validation(3), STRENGTH)) {
      Batches batches = new Batches(problem, Sampling.BLOCKS, BATCH, 1);
      double[] z = Problems.gaussians(3, problem.innerDimension());
      Iterates iterates = new Saba(SCALED).at(problem, batches, z, Problems.filled(INNER, -2));
      iterates.initialize();
      iterates.advance(1, 100);
      for (String name : List.of("x", "row derivatives", "steps at last move")) {
        assertThat(iterates.saved().get(name).length()).isEqualTo(INNER);
      }
      for (int t = 101; t < 200; t++) {
        double[] x = array(problem, iterates.saved(), "x");
        double[] derivatives = array(problem, iterates.saved(), "row derivatives");
        double[] steps = array(problem, iterates.saved(), "steps at last move");
        iterates.advance(t, 1);
        Rows batch = new Batches(problem, Sampling.BLOCKS, BATCH, 1).drawInner(t, 1)[0];
        for (int row = 0; row < INNER; row++) {
          if (row < batch.from() || row >= batch.to()) {
            assertThat(array(problem, iterates.saved(), "x")[row]).isEqualTo(x[row]);
            assertThat(array(problem, iterates.saved(), "row derivatives")[row])
                .isEqualTo(derivatives[row]);
            assertThat(array(problem, iterates.saved(), "steps at last move")[row])
                .isEqualTo(steps[row]);
          }
        }
      }
    }
  }

  @Test
  void momentumIsRefusedAtOnce() {
    try (DataCleaning problem = Problems.cleaning(training(3), validation(3), STRENGTH)) {
      Batches batches = new Batches(problem, Sampling.BLOCKS, BATCH, 1);
      Solver solver = new Saba(SCALED.withMomentum(0.5));
      double[] z = new double[problem.innerDimension()];
      assertThatIllegalArgumentException()
          .isThrownBy(() -> solver.at(problem, batches, z, new double[INNER]))
          .withMessage("weights of rows move without momentum, not with one of 0.5");
    }
  }

  /** Row tables keep whole mixed derivatives; rounding aside they are the same method. */
  @ParameterizedTest
  @MethodSource("plainCases")
  void isTheMethodWithRowTables(int classes, Saba.TableStart start) {
    try (DataCleaning problem = Problems.cleaning(training(classes), validation(classes), 0.2)) {
      double[] z = Problems.gaussians(3, problem.innerDimension());
      Iterates[] both = new Iterates[2];
      for (int k = 0; k < 2; k++) {
        Saba.Memory memory = k == 0 ? Saba.Memory.AUTOMATIC : Saba.Memory.ROWS;
        both[k] =
            new Saba(PLAIN, start, memory)
                .at(
                    problem,
                    new Batches(problem, Sampling.BLOCKS, BATCH, 1),
                    z.clone(),
                    Problems.filled(INNER, -2));
        both[k].initialize();
        both[k].advance(1, 200);
      }
      requireClose("x", problem, both[0].x(), problem.vectors().toArray(both[1].x()));
      requireClose("z", problem, both[0].z(), problem.vectors().toArray(both[1].z()));
      requireClose("v", problem, both[0].v(), problem.vectors().toArray(both[1].v()));
    }
  }

  static Stream<Arguments> plainCases() {
    return Stream.of(2, 3)
        .flatMap(classes ->
            Stream.of(Saba.TableStart.values()).map(start -> Arguments.of(classes, start)));
  }
}
