package org.hypergrad.kernels;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The selections of a run of iterations with the same weights, so that those that come again in
 * their place are not made again.
 */
final class WeightedRows {

  private final Vec weights;
  private @Nullable Rows[] plain = new Rows[0];
  private Rows[] weighted = new Rows[0];

  /** For weights that are read at every use. */
  WeightedRows(Vec weights) {
    this.weights = weights;
  }

  /** The rows, which are those of the k-th iteration of a call, with the weights. */
  Rows of(int k, Rows rows) {
    if (k >= plain.length) {
      plain = Arrays.copyOf(plain, 2 * k + 1);
      weighted = Arrays.copyOf(weighted, 2 * k + 1);
    }
    if (plain[k] != rows) {
      plain[k] = rows;
      weighted[k] = rows.weightedBy(weights);
    }
    return weighted[k];
  }
}
