package org.hypergrad.solvers;

/** How rows are drawn into batches. All rules are seeded and reproducible. */
public enum Sampling {
  /**
   * Contiguous blocks of rows, visited in a fresh random order every epoch; contiguous memory makes
   * this several times faster than the others. Blocks are only as random as the order of the rows:
   * put them in a seeded order once, when the data is read.
   */
  BLOCKS,
  /** A fresh permutation of the rows every epoch, cut into batches. */
  ROWS,
  /** Every row drawn on its own, with replacement. */
  IID
}
