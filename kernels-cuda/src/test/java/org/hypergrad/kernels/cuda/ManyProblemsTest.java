package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vectors;
import org.hypergrad.kernels.scalar.ScalarBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Problems at once, which have the bits of problems one after the other. */
@ExtendWith(CudaCheck.class)
class ManyProblemsTest {

  /** More than a launch holds. */
  private static final int COUNT = 300;

  private static final BilevelStep STEP =
      BilevelStep.plain(StepSize.constant(0.05), StepSize.constant(0.02)).withOuterStart(3);

  private final List<BilevelKernels> opened = new ArrayList<>();

  @BeforeEach
  void open() {
    opened.add(kernels(CourseData.dense(20, 9, 2, true)));
    opened.add(kernels(CourseData.rowsOf(60, 2, false, 3, 0, 9, 12, 7, 8, 2, 5, 4)));
    opened.add(kernels(CourseData.dense(7, 2, 3, true)));
    Dataset cleaned = CourseData.dense(12, 4, 2, false);
    opened.add(CourseData.kernels(new CudaBackend(), cleaned, cleaned, Penalty.fixed(4, 0.1, 12)));
  }

  @AfterEach
  void close() {
    opened.forEach(BilevelKernels::close);
  }

  private static BilevelKernels kernels(Dataset data) {
    OpenOptions options = OpenOptions.defaults();
    CudaBackend backend = new CudaBackend();
    int p = data.columns() * (data.labels().classes() == 2 ? 1 : data.labels().classes());
    return backend.bilevel(
        backend.logistic(data, options), backend.logistic(data, options), Penalty.perFeature(p));
  }

  /** From a starting point and on batches of its own; one in five repeats a row. */
  private static ManyProblems.Problem problem(BilevelKernels kernels, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int n = kernels.inner().rows();
    Rows[] batches = new Rows[COUNT];
    Arrays.setAll(
        batches,
        t ->
            t % 50 == 4
                ? Rows.list(new int[] {1, 0, 1})
                : Rows.list(random.ints(0, n).distinct().limit(3).toArray()));
    Vectors vectors = kernels.vectors();
    int p = kernels.penalty().innerDimension();
    BilevelState state =
        kernels.state(
            vectors.of(random.doubles(p, -1, 1).toArray()),
            vectors.create(kernels.penalty().outerDimension()),
            seed % 2 == 0);
    return new ManyProblems.Problem(kernels, state, STEP, batches, 0.3, batches, 0.2);
  }

  private List<ManyProblems.Problem> problems(int count) {
    List<ManyProblems.Problem> problems = new ArrayList<>();
    problems.add(problem(opened.get(0), 1));
    problems.add(problem(opened.get(0), 2)); // the same data from another start
    problems.add(problem(opened.get(1), 3));
    problems.add(problem(opened.get(1), 4));
    problems.add(problem(opened.get(2), 5));
    problems.add(problem(opened.get(3), 6));
    return problems.subList(0, count);
  }

  private static List<double[]> results(List<ManyProblems.Problem> problems) {
    List<double[]> results = new ArrayList<>();
    for (ManyProblems.Problem problem : problems) {
      problem
          .state()
          .saved()
          .values()
          .forEach(vec -> results.add(problem.kernels().vectors().toArray(vec)));
    }
    return results;
  }

  @Test
  void haveTheBitsOfOneAfterTheOther() {
    List<ManyProblems.Problem> together = problems(6);
    List<ManyProblems.Problem> alone = problems(6);
    try (ManyProblems many = ManyProblems.on(opened.getFirst(), 6)) {
      many.advance(together, 1, COUNT);
    }
    for (ManyProblems.Problem problem : alone) {
      problem
          .kernels()
          .advance(
              problem.step(),
              problem.state(),
              1,
              COUNT,
              problem.innerRows(),
              problem.innerScale(),
              problem.outerRows(),
              problem.outerScale());
    }
    assertThat(results(together)).usingRecursiveComparison().isEqualTo(results(alone));
    assertThat(results(problems(6))).usingRecursiveComparison().isNotEqualTo(results(alone));
  }

  @Test
  void refusesWhatCannotGoTogether() {
    List<ManyProblems.Problem> problems = problems(2);
    ManyProblems.Problem first = problems.getFirst();
    try (ManyProblems many = ManyProblems.on(opened.getFirst(), 2)) {
      assertThatThrownBy(() -> many.advance(problems(3), 1, 1))
          .hasMessage("3 problems where there may be 2");
      assertThatThrownBy(() -> many.advance(List.of(first, first), 1, 1))
          .hasMessage("two problems with one state");
      assertThatThrownBy(() -> many.advance(problems, 1, COUNT + 1))
          .hasMessageContaining("301 iterations with 300 selections");
      assertThatThrownBy(() -> many.advance(problems, 0, 1))
          .hasMessage("iterations count from 1, not 0");
    }
    assertThatThrownBy(() -> ManyProblems.on(opened.getFirst(), 0))
        .hasMessage("at most 0 problems");
  }

  @Test
  void refusesKernelsOfAnotherBackend() {
    Dataset data = CourseData.dense(5, 2, 2, true);
    ScalarBackend scalar = new ScalarBackend();
    OpenOptions options = OpenOptions.defaults();
    try (BilevelKernels kernels =
        scalar.bilevel(
            scalar.logistic(data, options), scalar.logistic(data, options), Penalty.uniform(2))) {
      assertThatThrownBy(() -> ManyProblems.on(kernels, 1))
          .hasMessage("kernels whose steps the cuda backend does not fuse: BilevelKernels");
    }
  }
}
