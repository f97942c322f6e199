package org.hypergrad.kernels.simd;

import java.util.function.IntConsumer;
import org.hypergrad.kernels.Rows;
import org.jspecify.annotations.Nullable;

/**
 * How an operation is shared by threads: a selection is cut into as many contiguous parts as there
 * are threads if it is large enough, each part sums on its own, and the sums are added in order, so
 * that results depend on the number of threads and on nothing else.
 */
final class Parts implements AutoCloseable {

  /** A part must have so many entries that waking a thread, some 10 µs, is little beside it. */
  static final long LEAST_ENTRIES_A_PART = 100_000;

  private final int threads;
  private final long rowsAPart;
  private final int length;
  private final @Nullable Team team;
  private final double[] losses;
  private final double[][] sums;
  private final double[][] others;

  /**
   * For so many threads.
   *
   * @param entriesARow entries that a pass over a row goes through
   * @param length of a sum
   */
  Parts(int threads, double entriesARow, int length) {
    this.threads = threads;
    this.length = length;
    rowsAPart = Math.max(1, (long) (LEAST_ENTRIES_A_PART / Math.max(1, entriesARow)));
    team = threads > 1 ? new Team(threads) : null;
    losses = new double[threads];
    sums = new double[threads][0];
    others = new double[threads][0];
  }

  /** Into how many parts a selection is cut. */
  int of(Rows rows) {
    return Math.clamp(rows.count() / rowsAPart, 1, threads);
  }

  /** The first place of a part. */
  static int start(Rows rows, int part, int parts) {
    return (int) ((long) rows.count() * part / parts);
  }

  /** Runs parts 0 to parts − 1, each on a thread, and waits for all. */
  void run(int parts, IntConsumer part) {
    if (team != null) {
      team.run(parts, part);
    }
  }

  /** Notes the loss of a part. */
  void noteLoss(int part, double loss) {
    losses[part] = loss;
  }

  /** The losses of all parts. */
  double totalLoss(int parts) {
    double total = 0;
    for (int k = 0; k < parts; k++) {
      total += losses[k];
    }
    return total;
  }

  /** Where a part's sum goes: the first part's where it belongs, the others' beside it. */
  double[] sum(int part, double[] out) {
    return own(sums, part, out);
  }

  /** The same for the second sum of an operation. */
  double[] other(int part, double[] out) {
    return own(others, part, out);
  }

  private double[] own(double[][] all, int part, double[] out) {
    if (part == 0) {
      return out;
    }
    if (all[part].length == 0) {
      all[part] = new double[length];
    }
    return all[part];
  }

  /** Adds the sums of the other parts to the first, which is in {@code out}. */
  void collect(int parts, double[] out) {
    add(sums, parts, out);
  }

  /** The same for the second sum. */
  void collectOthers(int parts, double[] out) {
    add(others, parts, out);
  }

  private static void add(double[][] all, int parts, double[] out) {
    for (int k = 1; k < parts; k++) {
      double[] sum = all[k];
      for (int j = 0; j < out.length; j++) {
        out[j] += sum[j];
      }
    }
  }

  @Override
  public void close() {
    if (team != null) {
      team.close();
    }
  }
}
