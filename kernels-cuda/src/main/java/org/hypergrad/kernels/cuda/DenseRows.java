package org.hypergrad.kernels.cuda;

import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.Shape;

/** Dense rows on the device and their products with vectors: two classes. */
final class DenseRows implements ResidentRows {

  /** Columns of a tile: densesum.cu. */
  private static final int TILE = 32;

  private final CudaSession session;
  private final DenseMatrix matrix;
  private final SumOfParts parts;
  private final CudaFunction product;
  private final CudaFunction products;
  private final CudaFunction sum;

  private DenseRows(CudaSession session, DenseMatrix matrix, SumOfParts parts) {
    this.session = session;
    this.matrix = matrix;
    this.parts = parts;
    product = session.function("product", "denseProductOf" + matrix.values());
    products = session.function("product", "denseProductsOf" + matrix.values());
    sum = session.function("densesum", "denseSumOf" + matrix.values());
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

  /** Plans the rows of features, as floats where that is exact. */
  static Planned plan(Features features, CudaPlan plan) {
    DenseMatrix.Planned matrix = DenseMatrix.plan(features, Floats.holdAll(features), plan);
    int columns = features.columns();
    SumOfParts.Planned parts =
        SumOfParts.plan(SumOfParts.count(features.rows(), tiles(columns)), columns, plan);
    return session -> new DenseRows(session, matrix.in(session), parts.in(session));
  }

  @Override
  public void multiply(Batch rows, long x1, long x2, long out1, long out2) {
    if (rows.count() == 0) {
      return;
    }
    int team = Teams.team(matrix.columns());
    CudaLaunch launch = rows.to(matrix.to(session.launch(x2 == 0 ? product : products)));
    launch.integer(team).pointer(x1).pointer(x2).pointer(out1).pointer(out2);
    Teams.start(launch, rows.count(), team);
  }

  @Override
  public boolean byRow(int count) {
    return false;
  }

  private static int tiles(int columns) {
    return Math.ceilDiv(columns, TILE);
  }

  @Override
  public void addUp(Batch rows, boolean squares, long x1, long x2, Target first, Target second) {
    int columns = matrix.columns();
    if (columns == 0) {
      return;
    }
    int vectors = x2 == 0 ? 1 : 2;
    int partCount = SumOfParts.count(rows.count(), tiles(columns));
    int rowsOfPart = Math.ceilDiv(rows.count(), partCount);
    CudaLaunch launch =
        rows.to(matrix.to(session.launch(sum)))
            .integer(rowsOfPart)
            .integer(vectors)
            .integer(squares ? 1 : 0)
            .pointer(x1)
            .pointer(x2)
            .pointer(parts.address());
    second.to(first.to(launch)).on(tiles(columns), partCount, Teams.threads(rowsOfPart, TILE), 0);
    parts.addUp(partCount, vectors, first, second);
  }

  @Override
  public void describeTo(Words words) {
    matrix.describeTo(words);
  }

  @Override
  public String storage() {
    return matrix.storage();
  }
}
