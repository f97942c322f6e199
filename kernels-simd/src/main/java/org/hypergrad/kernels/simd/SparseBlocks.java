package org.hypergrad.kernels.simd;

import java.util.Arrays;
import java.util.List;

/**
 * Rows of several arrays, for more entries than one holds: finds the array, then does as it does.
 */
final class SparseBlocks extends SparseRows {

  private final SparseRows[] blocks;
  private final int[] firstRows;

  /** Blocks in order, and the number of the first row of each. */
  SparseBlocks(List<SparseRows> blocks, int[] firstRows) {
    this.blocks = blocks.toArray(SparseRows[]::new);
    this.firstRows = firstRows;
  }

  private int blockOf(int row) {
    int place = Arrays.binarySearch(firstRows, row);
    return place >= 0 ? place : -place - 2;
  }

  @Override
  void addDot(int row, double[] z, double[] lanes, int place, int[] places) {
    int b = blockOf(row);
    blocks[b].addDot(row - firstRows[b], z, lanes, place, places);
  }

  @Override
  void addDotTwo(
      int row,
      double[] z,
      double[] v,
      double[] lanes,
      double[] otherLanes,
      int place,
      int[] places) {
    int b = blockOf(row);
    blocks[b].addDotTwo(row - firstRows[b], z, v, lanes, otherLanes, place, places);
  }

  @Override
  void axpy(int row, double alpha, double[] out) {
    int b = blockOf(row);
    blocks[b].axpy(row - firstRows[b], alpha, out);
  }

  @Override
  void axpyTwo(int row, double alpha, double[] out, double beta, double[] other) {
    int b = blockOf(row);
    blocks[b].axpyTwo(row - firstRows[b], alpha, out, beta, other);
  }

  @Override
  long bytes() {
    return Arrays.stream(blocks).mapToLong(SparseRows::bytes).sum();
  }

  @Override
  String describe() {
    return "%s, in %d blocks".formatted(blocks[0].describe(), blocks.length);
  }
}
