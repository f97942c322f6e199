package org.hypergrad.kernels.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vec;

/** Steps of batches that are too large for a block; its main method says what came of them. */
final class ComposedSteps {

  /** Steps of a run whose graphs are counted. */
  static final int COUNT = 12;

  /** Steps before them: the first takes the penalty along, the second is the first of its kind. */
  private static final int BEFORE = 2;

  private static final int ROWS = 5000;
  private static final int BATCH = 600;

  /** Whose step sizes differ from step to step. */
  private static final BilevelStep STEP =
      BilevelStep.plain(StepSize.power(0.5, 0.5), StepSize.constant(0.02)).withSecondMoment(0.9);

  private record Result(long graphs, List<double[]> state) {}

  private ComposedSteps() {}

  public static void main(String[] arguments) {
    System.out.println(report());
  }

  /** How many graphs there were, and a hash of all results. */
  static String report() {
    Result ranges = run(false);
    Result lists = run(true);
    int hash = 0;
    for (Result result : List.of(ranges, lists)) {
      for (double[] vector : result.state) {
        hash = 31 * hash + Arrays.hashCode(vector);
      }
    }
    return "%d graphs, result %d".formatted(ranges.graphs + lists.graphs, hash);
  }

  static long graphs(boolean lists) {
    return run(lists).graphs;
  }

  private static Result run(boolean lists) {
    Dataset data = CourseData.dense(ROWS, 5, 2, true);
    Rows[] batches = new Rows[BEFORE + COUNT];
    Arrays.setAll(
        batches,
        t -> {
          int[] rows = new int[BATCH];
          Arrays.setAll(rows, k -> (7 * t + 3 * k) % ROWS);
          return lists ? Rows.list(rows) : Rows.range(100 * t, 100 * t + BATCH);
        });
    try (BilevelKernels kernels =
        CourseData.kernels(new CudaBackend(), data, data, Penalty.perFeature(5))) {
      BilevelState state =
          kernels.state(kernels.vectors().create(5), kernels.vectors().create(5), true);
      CudaQueue queue = ((CudaLogisticKernels) kernels.inner()).session().queue();
      Rows[] first = Arrays.copyOf(batches, BEFORE);
      kernels.advance(STEP, state, 1, BEFORE, first, 1.0 / BATCH, first, 1.0 / BATCH);
      long before = queue.graphs();
      Rows[] next = Arrays.copyOfRange(batches, BEFORE, BEFORE + COUNT);
      kernels.advance(STEP, state, BEFORE + 1, COUNT, next, 1.0 / BATCH, next, 1.0 / BATCH);
      List<double[]> results = new ArrayList<>();
      for (Vec vec : state.saved().values()) {
        results.add(kernels.vectors().toArray(vec));
      }
      return new Result(queue.graphs() - before, results);
    }
  }
}
