package org.hypergrad.kernels.cuda;

/**
 * The shape of a kernel's start.
 *
 * @param blocksX blocks of a row
 * @param blocksY rows of blocks
 * @param threads of a block
 * @param sharedBytes of a block, beside what the kernel itself says
 */
record Grid(int blocksX, int blocksY, int threads, int sharedBytes) {

  @Override
  public String toString() {
    return "%d × %d blocks of %d threads, %d shared bytes"
        .formatted(blocksX, blocksY, threads, sharedBytes);
  }
}
