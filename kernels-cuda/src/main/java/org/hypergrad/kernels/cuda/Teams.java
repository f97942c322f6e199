package org.hypergrad.kernels.cuda;

/** How many threads work on a line of a matrix together; product.cu says how. */
final class Teams {

  /** The most threads of a block, as the kernels are compiled for. */
  static final int MOST_THREADS = 256;

  private static final int WARP = 32;

  private Teams() {}

  /** Threads for the outputs of an entry: a power of two, a warp at most. */
  static int width(int outputs) {
    return Math.min(WARP, ceilingPowerOfTwo(outputs));
  }

  /** Threads for a line of so many entries, rounded down to a power of two, a warp at most. */
  static int team(long entries) {
    return (int) Math.min(WARP, Long.highestOneBit(Math.max(1, entries)));
  }

  private static int ceilingPowerOfTwo(int number) {
    return number <= 1 ? 1 : (int) Math.min(1L << 30, 2L * Integer.highestOneBit(number - 1));
  }

  /** Threads of a block for teams that have a line each: no more warps than there is work for. */
  static int threads(long lines, int team) {
    return (int) Math.min(MOST_THREADS, Math.ceilDiv(Math.max(1, lines * team), WARP) * WARP);
  }

  /** Blocks of as many threads for teams that have a line each. */
  static int blocks(long lines, int team) {
    return Math.toIntExact(Math.ceilDiv(lines * team, (long) threads(lines, team)));
  }

  /** Starts a kernel with a team for each line. */
  static void start(CudaLaunch launch, long lines, int team) {
    launch.on(blocks(lines, team), threads(lines, team));
  }
}
