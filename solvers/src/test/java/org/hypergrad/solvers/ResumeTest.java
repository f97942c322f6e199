package org.hypergrad.solvers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Run to k, resume to N, and be where one run to N is, bit for bit. */
class ResumeTest {

  private static final int LAST = 700;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(RunCase.class)
  void goesOnAsIfNothingHadHappened(RunCase run) throws IOException {
    Path file = folder.resolve("checkpoint");
    try (BilevelProblem problem = run.problem()) {
      Outcome whole = run.run(problem, LAST).execute();
      for (int k : new int[] {0, 1, 19, 20, 37, 256, 699}) {
        Outcome part = run.run(problem, k).checkpoint(file, 1e6).execute();
        assertThat(part.iterations()).isEqualTo(k);
        Outcome resumed = run.run(problem, LAST).resume(file).execute();
        RunTest.requireSame(resumed, whole);
        assertThat(resumed.seconds()).isGreaterThanOrEqualTo(k == 0 ? 0 : part.seconds());
        // the trace goes on too: start, end of the first part, end
        assertThat(resumed.trace().subList(0, part.trace().size())).isEqualTo(part.trace());
        assertThat(resumed.trace())
            .extracting(TracePoint::iterations)
            .containsExactlyElementsOf(k == 0 ? List.of(0L, 700L) : List.of(0L, (long) k, 700L));
        assertThat(resumed.evaluation().h() / whole.evaluation().h() - 1).isBetween(-1e-12, 1e-12);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(RunCase.class)
  void aChainOfCheckpointsInOneFile(RunCase run) throws IOException {
    Path file = folder.resolve("checkpoint");
    try (BilevelProblem first = run.problem()) {
      run.run(first, 3).checkpoint(file, 0).execute();
    }
    for (int k = 100; k <= LAST; k += 100) {
      try (BilevelProblem problem = run.problem()) {
        run.run(problem, k).resume(file).checkpoint(file, 0).execute();
      }
    }
    try (BilevelProblem problem = run.problem()) {
      Outcome resumed = run.run(problem, LAST).resume(file).execute();
      RunTest.requireSame(resumed, run.run(problem, LAST).execute());
    }
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  /**
   * What a kill leaves before the first iteration: the checkpoint that proves the path, no more.
   */
  @ParameterizedTest
  @EnumSource(RunCase.class)
  void endedBeforeItsTablesWereFilled(RunCase run) throws IOException {
    Path file = folder.resolve("checkpoint");
    try (BilevelProblem problem = run.problem()) {
      Run ended =
          run.run(problem, LAST)
              .checkpoint(file, 0)
              .listener(
                  new RunListener() {
                    @Override
                    public void evaluated(TracePoint point, Evaluation evaluation) {
                      throw new IllegalStateException("the end");
                    }
                  });
      assertThatThrownBy(ended::execute).hasMessage("the end");
      Outcome resumed = run.run(problem, LAST).resume(file).execute();
      RunTest.requireSame(resumed, run.run(problem, LAST).execute());
      assertThat(resumed.trace())
          .extracting(TracePoint::iterations)
          .containsExactly(0L, (long) LAST);
    }
  }

  @Test
  void aNewRunKeepsTheCheckpointOfAnEarlierOne() throws IOException {
    Path file = folder.resolve("checkpoint");
    RunCase run = RunCase.SABA;
    try (BilevelProblem problem = run.problem()) {
      run.run(problem, 30).checkpoint(file, 1e6).execute();
      byte[] earlier = Files.readAllBytes(file);
      run.run(problem, 10).checkpoint(file, 1e6).execute();
      assertThat(folder.resolve("checkpoint.previous")).hasBinaryContent(earlier);
      assertThat(run.run(problem, 30).resume(file).execute().iterations()).isEqualTo(30);
    }
  }

  @Test
  void aFinishedRunStaysWhereItIs() throws IOException {
    Path file = folder.resolve("checkpoint");
    RunCase run = RunCase.SABA;
    try (BilevelProblem problem = run.problem()) {
      Outcome finished = run.run(problem, 300).checkpoint(file, 1e6).execute();
      Outcome again = run.run(problem, 300).resume(file).execute();
      RunTest.requireSame(again, finished);
      assertThat(again.trace()).extracting(TracePoint::iterations).containsExactly(0L, 300L);
      Outcome fewer = run.run(problem, 200).resume(file).execute();
      assertThat(fewer.iterations()).isEqualTo(300);
    }
  }

  @Test
  void solverTimeGoesOn() throws IOException {
    Path file = folder.resolve("checkpoint");
    RunCase run = RunCase.SOBA;
    try (BilevelProblem problem = run.problem()) {
      Outcome part =
          run.run(problem, 1).budget(Budget.ofSeconds(0.02)).checkpoint(file, 1e6).execute();
      Outcome none = run.run(problem, 1).budget(Budget.ofSeconds(0.02)).resume(file).execute();
      assertThat(none.ending()).isEqualTo(Outcome.Ending.SECONDS);
      RunTest.requireSame(none, part);
      assertThat(none.seconds()).isEqualTo(part.seconds());
      double later = part.seconds() + 0.01; // a stall may have carried the first part beyond 0.02
      Outcome more = run.run(problem, 1).budget(Budget.ofSeconds(later)).resume(file).execute();
      assertThat(more.iterations()).isGreaterThan(part.iterations());
      assertThat(more.seconds()).isGreaterThanOrEqualTo(later);
    }
  }

  @Test
  void aCancelledRunCanGoOn() throws IOException {
    Path file = folder.resolve("checkpoint");
    RunCase run = RunCase.SABA;
    try (BilevelProblem problem = run.problem()) {
      List<Run> self = new ArrayList<>();
      Run cancelled =
          run.run(problem, 1_000_000)
              .checkpoint(file, 1e6)
              .evaluate((seconds, cost) -> seconds)
              .listener(
                  new RunListener() {
                    @Override
                    public void evaluated(TracePoint point, Evaluation evaluation) {
                      if (point.iterations() > 10) {
                        self.get(0).cancel();
                      }
                    }
                  });
      self.add(cancelled);
      Outcome part = cancelled.execute();
      assertThat(part.ending()).isEqualTo(Outcome.Ending.CANCELLED);
      long last = part.iterations() + 100;
      Outcome resumed = run.run(problem, last).resume(file).execute();
      RunTest.requireSame(resumed, run.run(problem, last).execute());
    }
  }
}
