package org.hypergrad.kernels.cuda;

import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.Shape;

/** Dense rows on the device, each from a 32-byte boundary on, as floats where that is exact. */
final class DenseRows implements ResidentRows {

  /** Columns of a tile, and outputs of a block where there are more than two: densesum.cu. */
  private static final int TILE = 32;

  private static final int CHANNELS = 8;

  /**
   * Blocks that a sum over rows is shared among, at most: four for each processor of a large GPU.
   */
  private static final int BLOCKS = 512;

  /** A part of the rows is worth a block of its own from so many on. */
  private static final int LEAST_ROWS = 64;

  /** Bytes that memory is read in. */
  private static final int SECTOR = 32;

  /** Values that are staged at once. */
  private static final int STAGED = 1 << 18;

  private final CudaSession session;
  private final int outputs;
  private final int columns;
  private final int pitch;
  private final boolean floats;
  private final long values;
  private final long parts;
  private final CudaFunction product;
  private final CudaFunction products;
  private final CudaFunction sumOfTwo;
  private final CudaFunction sumOfMany;
  private final CudaFunction sumOfParts;

  private DenseRows(
      CudaSession session, int outputs, int columns, boolean floats, long values, long parts) {
    this.session = session;
    this.outputs = outputs;
    this.columns = columns;
    this.floats = floats;
    this.values = values;
    this.parts = parts;
    pitch = pitch(columns, floats);
    String ending = floats ? "Floats" : "Doubles";
    product = session.function("product", "denseProductOf" + ending);
    products = session.function("product", "denseProductsOf" + ending);
    sumOfTwo = session.function("densesum", "denseSumOf" + ending);
    sumOfMany = session.function("densesum", "denseSumsOf" + ending);
    sumOfParts = session.function("densesum", "denseSumOfParts");
  }

  /**
   * Whether rows are better dense: more than a quarter of the entries is there, and they need less
   * memory than rows and columns would, and no gathers.
   */
  static boolean suit(Shape shape) {
    return !shape.sparse() || shape.storedEntries() * 4 > (long) shape.rows() * shape.columns();
  }

  /** How many entries of a row are on the device, on average. */
  static long entriesOfRow(Shape shape) {
    return suit(shape)
        ? shape.columns()
        : Math.ceilDiv(shape.storedEntries(), Math.max(1, shape.rows()));
  }

  /** Values from one row to the next: whole sectors. */
  private static int pitch(int columns, boolean floats) {
    int sector = SECTOR / bytes(floats);
    return Math.ceilDiv(columns, sector) * sector;
  }

  private static int bytes(boolean floats) {
    return floats ? Float.BYTES : Double.BYTES;
  }

  /** Plans the rows of features, for matrices of so many columns. */
  static Planned plan(Features features, int outputs, CudaPlan plan) {
    boolean floats = Floats.holdAll(features);
    int columns = features.columns();
    int valuesPiece = plan.add((long) features.rows() * pitch(columns, floats) * bytes(floats));
    long length = (long) columns * outputs;
    int most =
        Math.max(
            partCount(features.rows(), columns, outputs, 1),
            partCount(features.rows(), columns, outputs, 2));
    int partsPiece = plan.add(most * 2L * length * Double.BYTES);
    return session -> {
      DenseRows opened =
          new DenseRows(
              session,
              outputs,
              columns,
              floats,
              session.address(valuesPiece),
              session.address(partsPiece));
      opened.upload(features);
      return opened;
    };
  }

  private void upload(Features features) {
    int rows = features.rows();
    int most = Math.max(1, STAGED / Math.max(1, pitch));
    for (int first = 0; first < rows; first += most) {
      int some = Math.min(most, rows - first);
      double[] staged = new double[some * pitch];
      for (int r = 0; r < some; r++) {
        int at = r * pitch;
        features.forEachEntry(first + r, (column, value) -> staged[at + column] = value);
      }
      long to = values + (long) first * pitch * bytes(floats);
      if (floats) {
        session.upload(Floats.of(staged), 0, staged.length, to);
      } else {
        session.upload(staged, 0, staged.length, to);
      }
    }
  }

  @Override
  public void multiply(Batch rows, long x1, long x2, long out1, long out2) {
    if (rows.count() == 0) {
      return;
    }
    int width = Teams.width(outputs);
    int team = Math.max(width, Teams.team(columns));
    CudaLaunch launch = rows.to(matrix(session.launch(x2 == 0 ? product : products)));
    launch
        .integer(outputs)
        .integer(width)
        .integer(team)
        .pointer(x1)
        .pointer(x2)
        .pointer(out1)
        .pointer(out2);
    Teams.start(launch, rows.count(), team);
  }

  private CudaLaunch matrix(CudaLaunch launch) {
    return launch.pointer(values).integer(columns).integer(pitch);
  }

  @Override
  public boolean byRow(int count) {
    return false;
  }

  private static int tiles(int columns, int outputs, int vectors) {
    int channels = outputs * vectors > 2 ? CHANNELS : 2;
    return Math.ceilDiv(columns, TILE) * Math.ceilDiv(outputs * vectors, channels);
  }

  /** In how many parts a sum over so many rows is made. */
  private static int partCount(int count, int columns, int outputs, int vectors) {
    int wanted = Math.ceilDiv(BLOCKS, Math.max(1, tiles(columns, outputs, vectors)));
    return Math.max(1, Math.min(wanted, count / LEAST_ROWS));
  }

  @Override
  public void addUp(Batch rows, boolean squares, long x1, long x2, Target first, Target second) {
    if (columns == 0) {
      return;
    }
    int vectors = x2 == 0 ? 1 : 2;
    int partCount = partCount(rows.count(), columns, outputs, vectors);
    int rowsOfPart = Math.ceilDiv(rows.count(), partCount);
    CudaLaunch launch =
        rows.to(matrix(session.launch(outputs * vectors > 2 ? sumOfMany : sumOfTwo)))
            .integer(rowsOfPart)
            .integer(outputs)
            .integer(vectors)
            .integer(squares ? 1 : 0)
            .pointer(x1)
            .pointer(x2)
            .pointer(parts);
    second
        .to(first.to(launch))
        .on(tiles(columns, outputs, vectors), partCount, Teams.threads(rowsOfPart, TILE), 0);
    if (partCount > 1) {
      long length = (long) columns * outputs;
      launch =
          session.launch(sumOfParts).integer(partCount).big(length).integer(vectors).pointer(parts);
      Teams.start(second.to(first.to(launch)), length, 1);
    }
  }

  @Override
  public void describeTo(Words words) {
    words.add(values).add(0).add(0).add(floats ? 1 : 0).add(pitch);
  }

  @Override
  public String storage() {
    return "dense rows of %s in device memory".formatted(floats ? "floats" : "doubles");
  }
}
