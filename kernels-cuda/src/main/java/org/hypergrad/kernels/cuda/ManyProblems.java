package org.hypergrad.kernels.cuda;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Rows;

/**
 * Many small bilevel problems at once, a block of the device each, which is how they fill it: folds
 * times seeds times starting points. Problems may share their kernels, and so their data, but not
 * their states; what comes out is the same bits as one after the other.
 *
 * <p>Not thread-safe, and not to be used while another thread uses the kernels. The kernels stay
 * the caller's, and must be open as long as this is used.
 */
public final class ManyProblems implements AutoCloseable {

  /**
   * A problem, its state and how it goes on.
   *
   * @param kernels of the CUDA backend
   * @param state moved by every call
   * @param step how the variables move
   * @param innerRows the inner rows of each iteration of a call
   * @param innerScale weight of an inner row in a direction
   * @param outerRows the outer rows of each iteration of a call
   * @param outerScale weight of an outer row in a direction
   */
  public record Problem(
      BilevelKernels kernels,
      BilevelState state,
      BilevelStep step,
      Rows[] innerRows,
      double innerScale,
      Rows[] outerRows,
      double outerScale) {}

  private final int most;
  private final StepLaunch launch;

  private ManyProblems(int most, StepLaunch launch) {
    this.most = most;
    this.launch = launch;
  }

  /**
   * For so many problems at most, on the device of the kernels given.
   *
   * @throws IllegalArgumentException if the kernels are not of the CUDA backend, or the number is
   *     below 1
   * @throws org.hypergrad.kernels.BackendRefusedException if the device has too little memory
   */
  public static ManyProblems on(BilevelKernels kernels, int most) {
    if (most < 1) {
      throw new IllegalArgumentException("at most %d problems".formatted(most));
    }
    return new ManyProblems(most, StepLaunch.open(FusedSteps.Kernels.of(kernels).device(), most));
  }

  /**
   * Runs iterations {@code firstIteration} to {@code firstIteration + count − 1} of every problem,
   * as {@link BilevelKernels#advance} does for one.
   *
   * @throws IllegalArgumentException if there are too many problems, two have one state or are on
   *     different devices, or as for one problem
   */
  public void advance(List<Problem> problems, long firstIteration, int count) {
    check(problems, firstIteration, count);
    int[] done = new int[problems.size()];
    boolean more = count > 0;
    while (more) {
      more = false;
      launch.session().enter();
      launch.begin();
      for (int k = 0; k < done.length; k++) {
        if (done[k] < count) {
          Problem problem = problems.get(k);
          FusedSteps steps = FusedSteps.Kernels.of(problem.kernels);
          done[k] += steps.add(launch, run(problem, firstIteration, done[k], count));
          more |= done[k] < count;
        }
      }
      launch.start();
    }
  }

  private static StepLaunch.Run run(Problem problem, long firstIteration, int from, int to) {
    return new StepLaunch.Run(
        problem.step,
        problem.state,
        firstIteration,
        from,
        to,
        problem.innerRows,
        problem.innerScale,
        problem.outerRows,
        problem.outerScale);
  }

  private void check(List<Problem> problems, long firstIteration, int count) {
    if (problems.size() > most) {
      throw new IllegalArgumentException(
          "%d problems where there may be %d".formatted(problems.size(), most));
    }
    Set<BilevelState> states = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Problem problem : problems) {
      FusedSteps steps = FusedSteps.Kernels.of(problem.kernels);
      if (steps.device() != launch.session().device().ordinal()) {
        throw new IllegalArgumentException("problems on different devices");
      }
      if (!states.add(problem.state)) {
        throw new IllegalArgumentException("two problems with one state");
      }
      if (count < 0 || count > Math.min(problem.innerRows.length, problem.outerRows.length)) {
        throw new IllegalArgumentException(
            "%d iterations with %d selections of inner rows and %d of outer rows"
                .formatted(count, problem.innerRows.length, problem.outerRows.length));
      }
      problem.kernels.advance( // none: it checks the rest
          problem.step,
          problem.state,
          firstIteration,
          0,
          problem.innerRows,
          problem.innerScale,
          problem.outerRows,
          problem.outerScale);
      steps.synchronize();
    }
  }

  /** Gives the memory back; the problems' kernels stay open. */
  @Override
  public void close() {
    launch.close();
  }
}
