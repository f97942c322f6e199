package org.hypergrad.kernels.cuda;

import org.hypergrad.kernels.Rows;

/**
 * The rows of one call on the device: a range, or a list of different rows with how often each
 * counts. That no row comes twice keeps threads out of each other's way, and margins are computed
 * once a row.
 *
 * <p>A row that a caller's list repeats is found on the host, in one pass over the list.
 */
final class Batch {

  /** Memory of the device for a list of rows: numbers of its pieces. */
  record Scratch(int list, int times) {
    static Scratch in(CudaPlan plan, int n) {
      return new Scratch(plan.add(capacity(n) * Integer.BYTES), plan.add((long) n * Integer.BYTES));
    }

    private static long capacity(int n) {
      return Math.max(n, 1);
    }
  }

  private final long listAddress;
  private final long timesAddress;
  private final int capacity;
  private final int[] numbers;
  private final int[] times;

  /** Where a row stands in numbers, if it does: what an earlier list left proves nothing. */
  private final int[] placeOf;

  private int count;
  private int from;
  private long list;
  private long timesOf;

  private Batch(int n, long listAddress, long timesAddress) {
    this.listAddress = listAddress;
    this.timesAddress = timesAddress;
    capacity = (int) Scratch.capacity(n);
    numbers = new int[n];
    times = new int[n];
    placeOf = new int[n];
  }

  /** For the rows of a dataset of n rows. */
  static Batch ofRows(int n, CudaSession session, Scratch scratch) {
    return new Batch(n, session.address(scratch.list), session.address(scratch.times));
  }

  /** Lines that are a range for ever. */
  static Batch range(int first, int count) {
    Batch range = new Batch(0, 0, 0);
    range.select(first, count);
    return range;
  }

  /** Selects different rows, those of a list in the order of their first occurrence. */
  void select(CudaSession session, Rows rows) {
    int[] listed = rows.rowNumbers();
    if (listed == null) {
      select(rows.from(), rows.count());
      return;
    }
    count = 0;
    boolean repeats = false;
    for (int k = rows.from(); k < rows.to(); k++) {
      int row = listed[k];
      int place = placeOf[row];
      if (place < count && numbers[place] == row) {
        times[place]++;
        repeats = true;
      } else {
        placeOf[row] = count;
        numbers[count] = row;
        times[count++] = 1;
      }
    }
    from = 0;
    list = listAddress;
    timesOf = repeats ? timesAddress : 0;
    if (count > 0) {
      session.upload(numbers, 0, count, list);
    }
    if (repeats) {
      session.upload(times, 0, count, timesOf);
    }
  }

  /**
   * Selects rows as they come, repeats included, from the k-th of a selection on, and as many as
   * fit.
   */
  void listFrom(CudaSession session, Rows rows, int k) {
    int[] listed = rows.rowNumbers();
    if (listed == null) {
      select(rows.from() + k, rows.count() - k);
      return;
    }
    count = Math.min(rows.count() - k, capacity);
    from = 0;
    list = listAddress;
    timesOf = 0;
    session.upload(listed, rows.from() + k, count, list);
  }

  private void select(int first, int many) {
    count = many;
    from = first;
    list = 0;
    timesOf = 0;
  }

  /** How many rows. */
  int count() {
    return count;
  }

  /** Whether the rows are a range. */
  boolean isRange() {
    return list == 0;
  }

  /** Whether some row counts more than once. */
  boolean repeats() {
    return timesOf != 0;
  }

  /** Appends count, first row and list to a launch, as {@code Selection} of lines.cuh has them. */
  CudaLaunch to(CudaLaunch launch) {
    return launch.integer(count).integer(from).pointer(list);
  }

  /** Address of how often each row counts, or 0 for once each. */
  long times() {
    return timesOf;
  }
}
