package org.hypergrad.solvers;

import java.util.SplittableRandom;
import org.hypergrad.kernels.Rows;

/**
 * Draws the batch of any iteration from its number alone: an epoch's order is a function of the
 * seed and the epoch. A resumed run therefore needs no more than its iteration count.
 *
 * <p>A row's weight in an estimate is (batches an epoch)/n under {@code BLOCKS} and {@code ROWS}: a
 * short last batch weighs as much a row as the others, and an epoch's mean estimate is the exact
 * sum. Under {@code IID} it is 1/batch.
 */
final class Sampler {

  private final Sampling rule;
  private final int rows;
  private final int batch;
  private final long seed;
  private final long stream;
  private final int batchesPerEpoch;
  private final int[] order;
  private long epochOfOrder = -1;
  private final Rows[] blocks;
  private int[] drawn = new int[0];

  Sampler(Sampling rule, int rows, int batch, long seed, long stream) {
    if (rows < 1) {
      throw new IllegalArgumentException("there are no rows to draw from");
    }
    if (batch < 1) {
      throw new IllegalArgumentException("a batch of " + batch + " rows");
    }
    this.rule = rule;
    this.rows = rows;
    this.batch = Math.min(batch, rows);
    this.seed = seed;
    this.stream = stream;
    batchesPerEpoch = (int) (((long) rows + this.batch - 1) / this.batch);
    order =
        new int
            [switch (rule) {
              case BLOCKS -> batchesPerEpoch;
              case ROWS -> rows;
              case IID -> 0;
            }];
    blocks = new Rows[rule == Sampling.BLOCKS ? batchesPerEpoch : 0];
    for (int b = 0; b < blocks.length; b++) {
      blocks[b] = Rows.range(b * this.batch, Math.min(rows, (b + 1) * this.batch));
    }
  }

  /** Number of batches after which every row has been visited once. */
  int batchesPerEpoch() {
    return batchesPerEpoch;
  }

  /** Rows in a batch that is not the last. */
  int batch() {
    return batch;
  }

  /** Weight of a row in an estimate of the mean over all rows. */
  double scale() {
    return rule == Sampling.IID ? 1.0 / batch : (double) batchesPerEpoch / rows;
  }

  /**
   * Fills {@code into} with the batches numbered first, first + 1, … (from 1), valid until the
   * next.
   */
  void draw(long first, int count, Rows[] into) {
    if (rule != Sampling.BLOCKS && drawn.length < count * batch) {
      drawn = new int[count * batch];
    }
    for (int k = 0; k < count; k++) {
      long number = first - 1 + k;
      into[k] =
          switch (rule) {
            case BLOCKS -> blocks[orderOf(number / batchesPerEpoch)[place(number)]];
            case ROWS -> {
              int from = place(number) * batch;
              int size = Math.min(batch, rows - from);
              System.arraycopy(orderOf(number / batchesPerEpoch), from, drawn, k * batch, size);
              yield Rows.list(drawn, k * batch, k * batch + size);
            }
            case IID -> {
              SplittableRandom random = new SplittableRandom(mix(number));
              for (int i = 0; i < batch; i++) {
                drawn[k * batch + i] = random.nextInt(rows);
              }
              yield Rows.list(drawn, k * batch, (k + 1) * batch);
            }
          };
    }
  }

  private int place(long number) {
    return (int) (number % batchesPerEpoch);
  }

  private int[] orderOf(long epoch) {
    if (epoch != epochOfOrder) {
      shuffle(order, new SplittableRandom(mix(epoch)));
      epochOfOrder = epoch;
    }
    return order;
  }

  /** Fisher–Yates from the identity, so that an order depends on the generator alone. */
  static void shuffle(int[] order, SplittableRandom random) {
    for (int k = 0; k < order.length; k++) {
      int other = random.nextInt(k + 1);
      order[k] = order[other];
      order[other] = k;
    }
  }

  /** A well-spread seed for one epoch of one stream: the finaliser of SplitMix64, twice. */
  private long mix(long index) {
    return finalizer(finalizer(seed + 0x9E3779B97F4A7C15L * (stream + 1)) + index);
  }

  private static long finalizer(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
