package org.hypergrad.kernels;

/**
 * How a dataset is opened.
 *
 * @param threads how many threads full passes and large batches may use, at least 1; a result is
 *     reproducible for a given number
 */
public record OpenOptions(int threads) {

  /** Checks the ranges said above. */
  public OpenOptions {
    if (threads < 1) {
      throw new IllegalArgumentException(threads + " threads");
    }
  }

  /** One thread. */
  public static OpenOptions defaults() {
    return new OpenOptions(1);
  }
}
