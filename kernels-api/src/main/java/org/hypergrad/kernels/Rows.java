package org.hypergrad.kernels;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a dataset an operation sums over, and with what weights: all rows, a range, or a
 * list of row numbers (repeats allowed, each counted as often as it occurs).
 *
 * <p>A list is a view: the caller may refill the array between calls, which lets a solver draw
 * batches without allocating. Row weights, where given, are a {@link Vec} of length n indexed by
 * row number, read at every call; without them every row has weight one. Thread-safe unless the
 * array or the weights are written during a call.
 */
public final class Rows {

  private static final Rows ALL = new Rows(0, -1, null, null);

  private final int from;
  private final int to;
  private final int @Nullable [] list;
  private final @Nullable Vec weights;

  private Rows(int from, int to, int @Nullable [] list, @Nullable Vec weights) {
    this.from = from;
    this.to = to;
    this.list = list;
    this.weights = weights;
  }

  /** Every row of whatever dataset the operation is called on. */
  public static Rows all() {
    return ALL;
  }

  /** Rows {@code from} (included) to {@code to} (excluded). */
  public static Rows range(int from, int to) {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("rows from %d to %d".formatted(from, to));
    }
    return new Rows(from, to, null, null);
  }

  /** The rows listed in the whole array, which is not copied. */
  public static Rows list(int[] rows) {
    return list(rows, 0, rows.length);
  }

  /** The rows listed at positions {@code from} to {@code to − 1} of an array that is not copied. */
  public static Rows list(int[] rows, int from, int to) {
    Objects.checkFromToIndex(from, to, rows.length);
    return new Rows(from, to, rows, null);
  }

  /** The same rows with a weight each: {@code weights} has length n and is indexed by row. */
  public Rows weightedBy(Vec weights) {
    return new Rows(from, to, list, weights);
  }

  /** True if this stands for every row of the dataset it is used with. */
  public boolean isAll() {
    return to < 0;
  }

  /** True if the rows are given as a list, and may therefore repeat. */
  public boolean isList() {
    return list != null;
  }

  /** The first row, or with a list the first position in {@link #rowNumbers()}. */
  public int from() {
    return from;
  }

  /**
   * One past the last row, or position, of a selection that is not {@link #isAll()}.
   *
   * @throws IllegalStateException if this stands for all rows: ask {@link #within} first
   */
  public int to() {
    if (isAll()) {
      throw new IllegalStateException("all rows: the number depends on the dataset");
    }
    return to;
  }

  /** Number of rows, repeats counted; see {@link #to()}. */
  public int count() {
    return to() - from;
  }

  /** The k-th row number, k in [0, count). */
  public int row(int k) {
    return list == null ? from + k : list[from + k];
  }

  /** The live array of row numbers, or null for all rows and ranges. */
  public int @Nullable [] rowNumbers() {
    return list;
  }

  /** The weight of every row, or null for weight one. */
  public @Nullable Vec weights() {
    return weights;
  }

  /**
   * These rows as a selection of a dataset of n rows: all rows become the range [0, n).
   *
   * @throws IllegalArgumentException if a row is not in [0, n) or the weights are not n long
   */
  public Rows within(int n) {
    if (weights != null && weights.length() != n) {
      throw new IllegalArgumentException(
          "%d row weights for %d rows".formatted(weights.length(), n));
    }
    if (isAll()) {
      return new Rows(0, n, null, weights);
    }
    if (list == null) {
      if (to > n) {
        throw new IllegalArgumentException(
            "rows from %d to %d of a dataset of %d rows".formatted(from, to, n));
      }
      return this;
    }
    for (int k = from; k < to; k++) {
      if (list[k] < 0 || list[k] >= n) {
        throw new IllegalArgumentException(
            "row %d (number %d of the list) of a dataset of %d rows"
                .formatted(list[k], k - from, n));
      }
    }
    return this;
  }

  @Override
  public String toString() {
    String which =
        isAll() ? "all rows" : (list == null ? "rows [" : "list [") + from + ", " + to + ")";
    return weights == null ? which : which + ", weighted";
  }
}
