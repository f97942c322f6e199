package org.hypergrad.cli;

import java.util.SplittableRandom;

/** A random order of rows, by which a block of consecutive rows becomes a random sample. */
final class RowOrder {

  private RowOrder() {}

  /** Fisher and Yates: every order of the numbers below {@code rows} is equally likely. */
  static int[] random(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = new int[rows];
    for (int i = 0; i < rows; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
