package org.hypergrad.kernels.cuda;

/** Sums over rows that are made in two stages: parts of the rows, and then these in their order. */
final class SumOfParts {

  /**
   * Blocks that a sum over rows is shared among, at most: four for each processor of a large GPU.
   */
  private static final int BLOCKS = 512;

  /** A part of the rows is worth a block of its own from so many on. */
  private static final int LEAST_ROWS = 64;

  private final CudaSession session;
  private final long length;
  private final long parts;
  private final CudaFunction function;

  private SumOfParts(CudaSession session, long length, long parts) {
    this.session = session;
    this.length = length;
    this.parts = parts;
    function = session.function("densesum", "denseSumOfParts");
  }

  /** Sums of a length whose memory is planned. */
  record Planned(long length, int piece) {
    SumOfParts in(CudaSession session) {
      return new SumOfParts(session, length, session.address(piece));
    }
  }

  /** Plans memory for so many parts, of two vectors of a length each. */
  static Planned plan(int most, long length, CudaPlan plan) {
    return new Planned(length, plan.add(most * 2L * length * Double.BYTES));
  }

  /** In how many parts a sum over so many rows is made, where a part has so many blocks. */
  static int count(int rows, int blocksOfPart) {
    int wanted = Math.ceilDiv(BLOCKS, Math.max(1, blocksOfPart));
    return Math.max(1, Math.min(wanted, rows / LEAST_ROWS));
  }

  /** Where parts go. */
  long address() {
    return parts;
  }

  /** Adds up so many parts of one vector or two, unless it is one, which went to the targets. */
  void addUp(int count, int vectors, Target first, Target second) {
    if (count > 1) {
      CudaLaunch launch =
          session.launch(function).integer(count).big(length).integer(vectors).pointer(parts);
      Teams.start(second.to(first.to(launch)), length, 1);
    }
  }
}
