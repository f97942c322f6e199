package org.hypergrad.kernels.cuda;

import java.util.Locale;
import java.util.Objects;
import org.hypergrad.kernels.SparseFeatures;

/**
 * Sparse rows on the device, compressed by row and beside it by column: margins read rows, passes
 * over many rows gather along columns, and batches are added up tile by tile, none of which needs
 * an atomic. Values are floats where that is exact.
 */
final class SparseRows implements ResidentRows {

  /** Warps of a block that add up a batch, each in sums of its own: batch.cu. */
  private static final int WARPS = 8;

  /** Bytes of shared memory that every device has for a block. */
  private static final int SHARED_BYTES = 48 * 1024;

  /** Of rows that a warp reads one after the other, so that a large batch is not for few blocks. */
  private static final int LEAST_TILES = 32;

  private final CudaSession session;
  private final int outputs;
  private final CompressedLines rows;
  private final CompressedLines columns;
  private final Batch allColumns;
  private final CudaFunction batchSum;
  private final CudaFunction batchSums;

  /** Plans the rows of features, for matrices of so many columns. */
  static Planned plan(SparseFeatures features, int outputs, CudaPlan plan) {
    boolean floats = Floats.holdAll(features);
    ColumnCompression compression = new ColumnCompression(features);
    CompressedLines.Planned rows =
        CompressedLines.Planned.in(plan, features.rowPointers(), floats, outputs);
    CompressedLines.Planned columns =
        CompressedLines.Planned.in(plan, compression.starts(), floats, outputs);
    return session -> {
      SparseRows opened =
          new SparseRows(
              session,
              outputs,
              new CompressedLines(session, rows),
              new CompressedLines(session, columns));
      opened.upload(features, compression);
      return opened;
    };
  }

  private SparseRows(
      CudaSession session, int outputs, CompressedLines rows, CompressedLines columns) {
    this.session = session;
    this.outputs = outputs;
    this.rows = rows;
    this.columns = columns;
    allColumns = Batch.range(0, columns.count());
    batchSum = session.function("batch", "batchSumOf" + rows.valueName());
    batchSums = session.function("batch", "batchSumsOf" + rows.valueName());
  }

  private void upload(SparseFeatures features, ColumnCompression compression) {
    long first = 0;
    for (SparseFeatures.Block block : features.blocks()) {
      float[] floats = block.floatValues();
      if (floats != null) {
        rows.upload(first, block.entries(), block.columns(), floats);
      } else {
        double[] doubles = Objects.requireNonNull(block.doubleValues());
        rows.upload(first, block.entries(), block.columns(), doubles);
      }
      first += block.entries();
    }
    compression.forEachPart(columns::upload);
  }

  @Override
  public void multiply(Batch batch, long x1, long x2, long out1, long out2) {
    rows.multiply(batch, false, x1, x2, Target.of(1, out1), Target.of(1, out2));
  }

  /** Columns of a tile for one vector or two: as many as fit; 0 if none fits. */
  private int tile(int vectors) {
    return Math.min(columns.count(), SHARED_BYTES / (WARPS * vectors * outputs * Double.BYTES));
  }

  /** Every tile reads all of the batch's rows: a pass over all columns may read less. */
  @Override
  public boolean byRow(int count) {
    int tile = tile(2);
    return tile == 0
        || (long) count * Math.max(LEAST_TILES, Math.ceilDiv(columns.count(), tile))
            >= rows.count();
  }

  @Override
  public void addUp(Batch batch, boolean squares, long x1, long x2, Target first, Target second) {
    if (columns.count() == 0) {
      return;
    }
    if (byRow(batch.count())) {
      columns.multiply(allColumns, squares, x1, x2, first, second);
      return;
    }
    int vectors = x2 == 0 ? 1 : 2;
    int tile = tile(vectors);
    int warps = Math.clamp(batch.count(), 1, WARPS);
    CudaLaunch launch = batch.to(rows.to(session.launch(vectors == 1 ? batchSum : batchSums)));
    launch
        .integer(columns.count())
        .integer(tile)
        .integer(outputs)
        .integer(Teams.width(outputs))
        .integer(squares ? 1 : 0)
        .pointer(x1)
        .pointer(x2);
    second
        .to(first.to(launch))
        .on(
            Math.ceilDiv(columns.count(), tile),
            1,
            32 * warps,
            warps * vectors * tile * outputs * Double.BYTES);
  }

  @Override
  public void describeTo(Words words) {
    rows.describeTo(words);
  }

  @Override
  public String storage() {
    return "sparse rows and columns of %s in device memory"
        .formatted(rows.valueName().toLowerCase(Locale.ROOT));
  }
}
