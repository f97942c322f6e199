package org.hypergrad.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Selection;
import org.hypergrad.solvers.Batches;
import org.hypergrad.solvers.Budget;
import org.hypergrad.solvers.DefaultSteps;
import org.hypergrad.solvers.RegularizationSelection;
import org.hypergrad.solvers.Run;
import org.hypergrad.solvers.Saba;
import org.hypergrad.solvers.Sampling;

/**
 * Solves a small made-up problem over and over while files are read, so that the first evaluation
 * of a run need not wait for Java's compiler. Reading takes one processor, so this takes another;
 * where there is none, or the backend needs no warming up, nothing is done.
 */
final class WarmUp implements AutoCloseable {

  /** After this all is compiled, however long files take. */
  private static final double SECONDS = 3;

  private static final int ROWS = 128;
  private static final int COLUMNS = 22;

  private final long end = System.nanoTime() + Math.round(1e9 * SECONDS);
  private volatile boolean over;
  private final Thread thread;

  private WarmUp(Selection selection) {
    boolean pays = selection.needsWarmUp() && Runtime.getRuntime().availableProcessors() > 1;
    over = !pays;
    thread = Thread.ofPlatform().daemon().name("hypergrad-warm-up").unstarted(() -> run(selection));
    if (pays) {
      thread.start();
    }
  }

  /** Begins; ends when it is closed. */
  static WarmUp start(Selection selection) {
    return new WarmUp(selection);
  }

  private void run(Selection selection) {
    Dataset training = rows(1);
    Dataset validation = rows(2);
    while (!over && System.nanoTime() < end) {
      solve(selection, training, validation);
    }
  }

  private static void solve(Selection selection, Dataset training, Dataset validation) {
    try (RegularizationSelection problem =
        RegularizationSelection.open(
            selection,
            training,
            validation,
            Penalty.perFeature(COLUMNS),
            12,
            OpenOptions.defaults())) {
      Batches batches = new Batches(problem, Sampling.BLOCKS, 64, 1);
      Saba saba = new Saba(DefaultSteps.constant(problem, batches));
      new Run(problem, saba).budget(Budget.ofIterations(100)).execute();
    } catch (IOException e) { // only a run with a checkpoint touches files
      throw new UncheckedIOException(e);
    }
  }

  private static Dataset rows(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = random.doubles((long) ROWS * COLUMNS, -1, 1).toArray();
    double[] labels = random.ints(ROWS, 0, 2).asDoubleStream().toArray();
    return new Dataset(DenseFeatures.copyOf(ROWS, COLUMNS, values), Labels.of(labels));
  }

  /** Whether it is still at work. */
  boolean isRunning() {
    return thread.isAlive();
  }

  /** Ends it, and waits for the milliseconds that its last round takes. */
  @Override
  public void close() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
