package org.hypergrad.kernels.cuda;

import org.hypergrad.kernels.Arithmetic;
import org.hypergrad.kernels.Features;

/**
 * Dense rows on the device and their products with matrices of one column a class, three or more,
 * through tiles in shared memory: classes.cu.
 */
final class DenseClassRows implements ResidentRows {

  private static final int WARP = 32;

  /** Lines of a tile, at most, and outputs of a warp: classes.cu. */
  private static final int LINES = 128;

  private static final int CHANNELS = 4;

  private static final int MOST_WARPS = Teams.MOST_THREADS / WARP;

  /** Bytes of a tile in shared memory, and of where its rows begin. */
  private static final int TILE_BYTES = (LINES + 1) * 128 + LINES * Long.BYTES;

  /** Bytes of the numbers that a warp multiplies a tile with. */
  private static final int NUMBERS_BYTES = CHANNELS * 128;

  /**
   * Blocks for each processor that tiles of rows are cut for: larger tiles read the numbers less
   * often. Sums do not depend on it.
   */
  private static final int BLOCKS = 2;

  /** A part of the rows has a multiple of so many, for whole chunks. */
  private static final int CHUNK = 32;

  private final CudaSession session;
  private final int outputs;
  private final Arithmetic arithmetic;
  private final DenseMatrix matrix;
  private final SumOfParts parts;
  private final CudaFunction product;
  private final CudaFunction sum;
  private final long blocks;

  private DenseClassRows(
      CudaSession session,
      int outputs,
      Arithmetic arithmetic,
      DenseMatrix matrix,
      SumOfParts parts) {
    this.session = session;
    this.outputs = outputs;
    this.arithmetic = arithmetic;
    this.matrix = matrix;
    this.parts = parts;
    String ending = arithmetic == Arithmetic.FLOAT ? "InFloats" : "Of" + matrix.values();
    product = session.function("classes", "classProduct" + ending);
    sum = session.function("classes", "classSum" + ending);
    blocks = (long) BLOCKS * session.device().multiprocessors();
  }

  /**
   * Plans the rows of features for so many outputs, as floats where that is exact, or permitted:
   * then products are computed in floats, too, unless a value is beyond the largest.
   */
  static Planned plan(Features features, int outputs, Arithmetic permitted, CudaPlan plan) {
    boolean inFloats = permitted == Arithmetic.FLOAT && Floats.reachAll(features);
    DenseMatrix.Planned matrix =
        DenseMatrix.plan(features, inFloats || Floats.holdAll(features), plan);
    int columns = features.columns();
    int most =
        Math.max(
            SumOfParts.count(features.rows(), tiles(columns) * Share.of(outputs).blocks),
            SumOfParts.count(features.rows(), tiles(columns) * Share.of(2 * outputs).blocks));
    SumOfParts.Planned parts = SumOfParts.plan(most, (long) columns * outputs, plan);
    return session ->
        new DenseClassRows(
            session,
            outputs,
            inFloats ? Arithmetic.FLOAT : Arithmetic.DOUBLE,
            matrix.in(session),
            parts.in(session));
  }

  private static int tiles(int columns) {
    return Math.ceilDiv(columns, LINES);
  }

  /** How outputs, of one vector or two, are shared among blocks of a tile and their warps. */
  private record Share(int blocks, int warps) {

    static Share of(int outputs) {
      int needed = Math.ceilDiv(outputs, CHANNELS);
      int blocks = Math.ceilDiv(needed, MOST_WARPS);
      return new Share(blocks, Math.ceilDiv(needed, blocks));
    }

    /** Starts a kernel on tiles, each as often as there are parts. */
    void start(CudaLaunch launch, int tiles, int parts) {
      int results = LINES * (CHANNELS * warps + 1) * Double.BYTES; // in the tile's place at the end
      int shared = Math.max(TILE_BYTES + warps * NUMBERS_BYTES, results);
      launch.on(tiles * blocks, parts, warps * WARP, shared);
    }
  }

  @Override
  public void multiply(Batch rows, long x1, long x2, long out1, long out2) {
    int count = rows.count();
    if (count == 0) {
      return;
    }
    int vectors = x2 == 0 ? 1 : 2;
    Share share = Share.of(vectors * outputs);
    int groups = Math.clamp((long) count * share.blocks / (blocks * WARP), 1, LINES / WARP);
    CudaLaunch launch =
        rows.to(matrix.to(session.launch(product)))
            .integer(outputs)
            .integer(vectors)
            .integer(groups * WARP)
            .pointer(x1)
            .pointer(x2)
            .pointer(out1)
            .pointer(out2);
    share.start(launch, Math.ceilDiv(count, groups * WARP), 1);
  }

  @Override
  public boolean byRow(int count) {
    return false;
  }

  @Override
  public void addUp(Batch rows, boolean squares, long x1, long x2, Target first, Target second) {
    int columns = matrix.columns();
    if (columns == 0) {
      return;
    }
    int count = rows.count();
    int vectors = x2 == 0 ? 1 : 2;
    Share share = Share.of(vectors * outputs);
    int wanted = SumOfParts.count(count, tiles(columns) * share.blocks);
    int rowsOfPart = Math.ceilDiv(Math.ceilDiv(count, wanted), CHUNK) * CHUNK;
    int partCount = Math.max(1, Math.ceilDiv(count, Math.max(1, rowsOfPart)));
    CudaLaunch launch =
        rows.to(matrix.to(session.launch(sum)))
            .integer(outputs)
            .integer(vectors)
            .integer(rowsOfPart)
            .integer(squares ? 1 : 0)
            .pointer(x1)
            .pointer(x2)
            .pointer(parts.address());
    share.start(second.to(first.to(launch)), tiles(columns), partCount);
    parts.addUp(partCount, vectors, first, second);
  }

  @Override
  public void describeTo(Words words) {
    matrix.describeTo(words);
  }

  @Override
  public Arithmetic arithmetic() {
    return arithmetic;
  }

  @Override
  public String storage() {
    return matrix.storage();
  }
}
