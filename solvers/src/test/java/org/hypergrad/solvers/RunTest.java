package org.hypergrad.solvers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hypergrad.kernels.Backends;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vectors;
import org.hypergrad.kernels.scalar.HostVectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where runs end, what they tell, and that neither changes what is computed. */
class RunTest {

  private static final EvaluationSchedule AT_EVERY_STRETCH = (seconds, cost) -> seconds;

  private final QuadraticProblem quadratic = QuadraticProblem.random(4, 5, 3, 40, 30);
  private final Saba saba =
      new Saba(BilevelStep.plain(StepSize.constant(0.05), StepSize.constant(0.05)));

  private Run quadraticRun() {
    return new Run(quadratic, saba)
        .sampling(Sampling.BLOCKS, 6)
        .evaluate(EvaluationSchedule.never());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 255, 256, 257, 1000})
  void iterationsAreExact(long iterations) throws IOException {
    Outcome outcome = quadraticRun().budget(Budget.ofIterations(iterations)).execute();
    assertThat(outcome.ending()).isEqualTo(Outcome.Ending.ITERATIONS);
    assertThat(outcome.iterations()).isEqualTo(iterations);
    // 12 rows an iteration, and 40 + 30 for the tables
    assertThat(outcome.samples()).isEqualTo(12 * iterations + 70);
  }

  @Test
  void secondsEndARun() throws IOException {
    Outcome outcome = quadraticRun().budget(Budget.ofSeconds(0.02)).execute();
    assertThat(outcome.ending()).isEqualTo(Outcome.Ending.SECONDS);
    assertThat(outcome.seconds()).isGreaterThanOrEqualTo(0.02);
    assertThat(outcome.iterations()).isPositive();
    assertThat(outcome.trace().getLast().seconds()).isEqualTo(outcome.seconds());
  }

  /** A device only queues what it is asked for; what it then takes is time of the solver too. */
  @Test
  void theClockWaitsForADevice() throws IOException {
    long millisOfWaiting = 30;
    HostVectors queueing =
        new HostVectors() {
          @Override
          protected void awaitK() {
            try {
              Thread.sleep(millisOfWaiting);
            } catch (InterruptedException interrupted) {
              throw new IllegalStateException(interrupted);
            }
          }
        };
    double[][] rows = {{1, 2}, {3, 1}, {0, 1}, {2, 2}};
    RidgeProblem ridge =
        new RidgeProblem(rows, new double[] {1, 0, 1, 0}, rows, new double[] {0, 1, 1, 0}) {
          @Override
          public Vectors vectors() {
            return queueing;
          }
        };
    Outcome outcome =
        new Run(ridge, saba)
            .sampling(Sampling.BLOCKS, 2)
            .evaluate(EvaluationSchedule.never())
            .budget(Budget.ofIterations(1))
            .execute();
    assertThat(outcome.seconds()) // the tables' first pass, and the iteration
        .isGreaterThanOrEqualTo(2 * millisOfWaiting / 1e3);
  }

  @Test
  void toleranceEndsARunAtAnEvaluation() throws IOException {
    Outcome outcome =
        quadraticRun()
            .budget(Budget.ofIterations(100_000).withTolerance(1e-6))
            .evaluate(AT_EVERY_STRETCH)
            .execute();
    assertThat(outcome.ending()).isEqualTo(Outcome.Ending.TOLERANCE);
    assertThat(outcome.evaluation().projectedNorm()).isLessThanOrEqualTo(1e-6);
    List<TracePoint> before = outcome.trace().subList(0, outcome.trace().size() - 1);
    assertThat(before).allSatisfy(p -> assertThat(p.projectedNorm()).isGreaterThan(1e-6));
    assertThat(outcome.trace().getLast().iterations()).isEqualTo(outcome.iterations());
  }

  /** When evaluations come depends on the clock, of which the results must not know. */
  @Test
  void evaluationsBeforeTheLastChangeNoBitOfIt() throws IOException {
    try (RegularizationSelection problem =
        new RegularizationSelection(
            Backends.select("scalar")
                .bilevel(
                    Problems.dense(1, 60, 7),
                    Problems.dense(2, 40, 7),
                    Penalty.perFeature(7),
                    OpenOptions.defaults()),
            6)) {
      Run run =
          new Run(problem, saba).sampling(Sampling.BLOCKS, 6).budget(Budget.ofIterations(500));
      Evaluation often = run.evaluate(AT_EVERY_STRETCH).execute().evaluation();
      Evaluation once =
          new Run(problem, saba)
              .sampling(Sampling.BLOCKS, 6)
              .budget(Budget.ofIterations(500))
              .evaluate(EvaluationSchedule.never())
              .execute()
              .evaluation();
      assertThat(once.h()).isEqualTo(often.h());
      assertThat(once.innerSolution()).isEqualTo(often.innerSolution());
      assertThat(once.hypergradient()).isEqualTo(often.hypergradient());
    }
  }

  @Test
  void aStartThatIsGoodEnoughIsNotMoved() throws IOException {
    Outcome outcome =
        quadraticRun()
            .start(new double[5], quadratic.solution())
            .budget(Budget.ofIterations(1000).withTolerance(1e-6))
            .execute();
    assertThat(outcome.ending()).isEqualTo(Outcome.Ending.TOLERANCE);
    assertThat(outcome.iterations()).isZero();
    assertThat(outcome.x()).containsExactly(quadratic.solution());
  }

  @Test
  void cancellationComesFromAnotherThread() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    Run run =
        quadraticRun()
            .budget(Budget.ofSeconds(1e6))
            .listener(
                new RunListener() {
                  @Override
                  public void progress(long iterations, double seconds, double rate) {
                    assertThat(rate).isPositive();
                    running.countDown();
                  }
                });
    try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
      Future<Outcome> future = executor.submit(run::execute);
      running.await();
      run.cancel();
      Outcome outcome = future.get();
      assertThat(outcome.ending()).isEqualTo(Outcome.Ending.CANCELLED);
      assertThat(outcome.trace()).hasSize(2);
      assertThat(outcome.trace().getLast().iterations()).isEqualTo(outcome.iterations());
    }
  }

  @Test
  void cancellationBeforeTheStartComputesNoIteration() throws IOException {
    Run run = quadraticRun();
    run.cancel();
    Outcome outcome = run.execute();
    assertThat(outcome.ending()).isEqualTo(Outcome.Ending.CANCELLED);
    assertThat(outcome.iterations()).isZero();
    assertThat(outcome.evaluation().h()).isFinite();
  }

  @Test
  void theTraceIsWhatTheListenerHeard() throws IOException {
    List<TracePoint> heard = new ArrayList<>();
    List<Evaluation> evaluations = new ArrayList<>();
    Outcome outcome =
        quadraticRun()
            .budget(Budget.ofIterations(2000))
            .evaluate(AT_EVERY_STRETCH)
            .listener(
                new RunListener() {
                  @Override
                  public void evaluated(TracePoint point, Evaluation evaluation) {
                    heard.add(point);
                    evaluations.add(evaluation);
                  }
                })
            .execute();
    assertThat(outcome.trace()).isEqualTo(heard).hasSizeGreaterThan(5);
    TracePoint first = outcome.trace().getFirst();
    assertThat(first.seconds()).isZero();
    assertThat(first.iterations()).isZero();
    assertThat(first.samples()).isZero();
    double[] start = Problems.filled(3, -2);
    assertThat(first.h()).isEqualTo(new Evaluator(quadratic).evaluate(start).h());
    assertThat(outcome.trace())
        .isSortedAccordingTo(Comparator.comparingDouble(TracePoint::seconds))
        .extracting(TracePoint::iterations)
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(outcome.trace().getLast().iterations()).isEqualTo(2000);
    assertThat(outcome.evaluation()).isSameAs(evaluations.getLast());
    assertThat(outcome.evaluation().h()).isEqualTo(heard.getLast().h());
    assertThat(outcome.evaluation().hypergradientNorm())
        .isEqualTo(heard.getLast().hypergradientNorm());
    // the evaluation is the one at the outcome's x
    assertThat(outcome.evaluation().hypergradient())
        .containsExactly(quadratic.hypergradient(outcome.x()), within(1e-10));
  }

  /**
   * Solver time and a listener's time are disjoint parts of the time that passes, stalls or not.
   */
  @Test
  void evaluationAndListenersAreNotSolverTime() throws IOException {
    long[] listening = new long[1];
    long begin = System.nanoTime();
    Outcome outcome =
        quadraticRun()
            .budget(Budget.ofIterations(50))
            .evaluate(AT_EVERY_STRETCH)
            .listener(
                new RunListener() {
                  @Override
                  public void evaluated(TracePoint point, Evaluation evaluation) {
                    long start = System.nanoTime();
                    while (System.nanoTime() - start < 30_000_000) {
                      Thread.onSpinWait();
                    }
                    listening[0] += System.nanoTime() - start;
                  }
                })
            .execute();
    long passed = System.nanoTime() - begin;
    assertThat(outcome.trace()).hasSizeGreaterThan(3);
    assertThat(outcome.seconds()).isBetween(1e-9, (passed - listening[0]) / 1e9);
  }

  @ParameterizedTest
  @EnumSource(RunCase.class)
  void cuttingARunChangesNoBit(RunCase run) throws IOException {
    try (BilevelProblem problem = run.problem()) {
      Outcome whole = run.run(problem, 700).execute();
      Outcome cut = run.run(problem, 700).evaluate(AT_EVERY_STRETCH).execute();
      requireSame(cut, whole);
      Iterates iterates =
          run.solver()
              .at(
                  problem,
                  new Batches(problem, run.sampling, 4, 3),
                  new double[] {0, 0.1, 0.2, 0.1 * 3, 0.4},
                  Problems.filled(problem.outerDimension(), -1));
      iterates.initialize();
      for (int t = 1; t <= 700; t += 35) {
        iterates.advance(t, 34);
        iterates.advance(t + 34, 1);
      }
      assertThat(problem.vectors().toArray(iterates.z())).containsExactly(whole.z());
      assertThat(problem.vectors().toArray(iterates.v())).containsExactly(whole.v());
      assertThat(problem.vectors().toArray(iterates.x())).containsExactly(whole.x());
    }
  }

  @ParameterizedTest
  @EnumSource(RunCase.class)
  void theSeedDecides(RunCase run) throws IOException {
    try (BilevelProblem problem = run.problem()) {
      Outcome first = run.run(problem, 300).execute();
      requireSame(run.run(problem, 300).execute(), first);
      assertThat(run.run(problem, 300).seed(4).execute().z()).isNotEqualTo(first.z());
      assertThat(first.x()).isNotEqualTo(Problems.filled(problem.outerDimension(), -1));
    }
  }

  static void requireSame(Outcome found, Outcome expected) {
    assertThat(found.iterations()).isEqualTo(expected.iterations());
    assertThat(found.samples()).isEqualTo(expected.samples());
    assertThat(found.z()).containsExactly(expected.z());
    assertThat(found.v()).containsExactly(expected.v());
    assertThat(found.x()).containsExactly(expected.x());
  }

  @Test
  void startsAreCheckedCopiedAndProjected() throws IOException {
    assertThatThrownBy(() -> quadraticRun().start(new double[4], new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the start z has length 4, the problem needs 5");
    assertThatThrownBy(() -> quadraticRun().start(new double[5], new double[] {0, Double.NaN, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the start x has NaN at position 1");
    try (BilevelProblem problem = Problems.regularization(1, 20, 20, Penalty.perFeature(2))) {
      double[] x = {100, -100};
      Run run = new Run(problem, new Soba(saba.step())).start(new double[2], x);
      Outcome outcome = run.budget(Budget.ofIterations(0)).execute();
      assertThat(outcome.x()).containsExactly(12, -12);
      assertThat(x).containsExactly(100, -100);
    }
  }

  @Test
  void budgetsAreChecked() {
    assertThatThrownBy(() -> Budget.ofIterations(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Budget.ofSeconds(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Budget.ofSeconds(Double.POSITIVE_INFINITY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a budget without an end");
    assertThat(Budget.ofSeconds(Double.MAX_VALUE).withTolerance(1).tolerance()).isEqualTo(1);
  }

  @Test
  void schedulesMoveOn() {
    assertThatThrownBy(() -> EvaluationSchedule.every(0))
        .isInstanceOf(IllegalArgumentException.class);
    EvaluationSchedule every = EvaluationSchedule.every(0.1);
    double time = 0;
    for (int k = 1; k <= 1000; k++) {
      time = every.next(time, 5);
      assertThat(time / (0.1 * k) - 1).isBetween(-1e-12, 1e-12);
    }
    assertThat(every.next(0.25, 0)).isBetween(0.3 - 1e-12, 0.3 + 1e-12);
    EvaluationSchedule geometric = EvaluationSchedule.geometric();
    assertThat(geometric.next(0, 0.001)).isEqualTo(0.02);
    assertThat(geometric.next(8, 0.001)).isEqualTo(10);
    assertThat(geometric.next(1, 3)).isEqualTo(4);
    assertThat(EvaluationSchedule.never().next(1, 1)).isEqualTo(Double.POSITIVE_INFINITY);
  }
}
