package org.hypergrad.solvers;

import org.hypergrad.kernels.Rows;

/**
 * The inner and outer batches of a run, drawn independently of each other and of everything but the
 * seed and the batch's number. Not thread-safe.
 */
public final class Batches {

  /** The most iterations drawn at once. */
  static final int MOST = 256;

  private final Sampling sampling;
  private final Sampler inner;
  private final Sampler outer;
  private final Rows[] innerRows = new Rows[MOST];
  private final Rows[] outerRows = new Rows[MOST];

  /**
   * Batches for a problem.
   *
   * @param batch rows in a batch, at least 1; cut to the number of rows there are
   */
  public Batches(BilevelProblem problem, Sampling sampling, int batch, long seed) {
    this.sampling = sampling;
    inner = new Sampler(sampling, problem.innerRows(), batch, seed, 0);
    outer = new Sampler(sampling, problem.outerRows(), batch, seed, 1);
  }

  /** The rule by which rows are drawn. */
  public Sampling sampling() {
    return sampling;
  }

  /** Draws the inner batches numbered first to first + count − 1, from 1; at most 256. */
  public Rows[] drawInner(long first, int count) {
    inner.draw(first, count, innerRows);
    return innerRows;
  }

  /** Draws the outer batches numbered first to first + count − 1, from 1; at most 256. */
  public Rows[] drawOuter(long first, int count) {
    outer.draw(first, count, outerRows);
    return outerRows;
  }

  /** Weight of an inner row in an estimate of the inner mean. */
  public double innerScale() {
    return inner.scale();
  }

  /** Weight of an outer row in an estimate of the outer mean. */
  public double outerScale() {
    return outer.scale();
  }

  /** Rows of an inner batch. */
  public int innerBatch() {
    return inner.batch();
  }

  /** Rows of an outer batch. */
  public int outerBatch() {
    return outer.batch();
  }

  /** Number of inner batches in an epoch; under {@code BLOCKS} the number of blocks. */
  public int innerBatchesPerEpoch() {
    return inner.batchesPerEpoch();
  }

  /** Number of outer batches in an epoch. */
  public int outerBatchesPerEpoch() {
    return outer.batchesPerEpoch();
  }
}
