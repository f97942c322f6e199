package org.hypergrad.kernels;

import java.util.Objects;

/**
 * How a dataset is opened.
 *
 * @param threads how many threads full passes and large batches may use, at least 1; a result is
 *     reproducible for a given number
 * @param arithmetic what products of rows with vectors may be computed in
 */
public record OpenOptions(int threads, Arithmetic arithmetic) {

  /** Checks the ranges said above. */
  public OpenOptions {
    if (threads < 1) {
      throw new IllegalArgumentException(threads + " threads");
    }
    Objects.requireNonNull(arithmetic, "arithmetic");
  }

  /** So many threads, in doubles. */
  public OpenOptions(int threads) {
    this(threads, Arithmetic.DOUBLE);
  }

  /** One thread, in doubles. */
  public static OpenOptions defaults() {
    return new OpenOptions(1);
  }
}
