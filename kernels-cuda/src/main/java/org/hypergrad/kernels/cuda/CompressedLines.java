package org.hypergrad.kernels.cuda;

import java.util.stream.IntStream;

/**
 * Lines of a sparse matrix on the device, rows or columns, each with its entries side by side, and
 * their product with vectors: product.cu and longlines.cu.
 */
final class CompressedLines {

  /** Entries a thread takes before its line counts as long and gets a block. */
  private static final int LONG = 64;

  /** Threads of such a block: longlines.cu. */
  private static final int LONG_THREADS = 1024;

  /**
   * Lines whose memory is planned.
   *
   * @param starts where each line begins, and where the last ends
   * @param floats whether values are held in 32 bits
   * @param outputs columns of the matrices they are multiplied with
   * @param team threads of a line
   * @param longLines the lines that are too long for a team
   */
  record Planned(
      long[] starts,
      boolean floats,
      int outputs,
      int team,
      int[] longLines,
      int startsPiece,
      int indicesPiece,
      int valuesPiece,
      int longPiece) {
    static Planned in(CudaPlan plan, long[] starts, boolean floats, int outputs) {
      int count = starts.length - 1;
      long entries = starts[count];
      int width = Teams.width(outputs);
      int team = Math.max(width, Teams.team(entries / Math.max(1, count)));
      int[] longLines =
          IntStream.range(0, count)
              .filter(k -> starts[k + 1] - starts[k] > limit(team, width))
              .toArray();
      return new Planned(
          starts,
          floats,
          outputs,
          team,
          longLines,
          plan.add((long) starts.length * Long.BYTES),
          plan.add(entries * Integer.BYTES),
          plan.add(entries * (floats ? Float.BYTES : Double.BYTES)),
          plan.add((long) longLines.length * Integer.BYTES));
    }
  }

  private static int limit(int team, int width) {
    return team / width * LONG;
  }

  private final CudaSession session;
  private final int count;
  private final int outputs;
  private final boolean floats;
  private final long starts;
  private final long indices;
  private final long values;
  private final int width;
  private final int team;
  private final int limit;
  private final int longCount;
  private final long longLines;
  private final CudaFunction product;
  private final CudaFunction products;
  private final CudaFunction longProduct;
  private final CudaFunction longProducts;

  /** Lines, still without their entries, to be multiplied with matrices of so many columns. */
  CompressedLines(CudaSession session, Planned planned) {
    this.session = session;
    outputs = planned.outputs;
    long[] startOf = planned.starts;
    floats = planned.floats;
    count = startOf.length - 1;
    starts = session.address(planned.startsPiece);
    indices = session.address(planned.indicesPiece);
    values = session.address(planned.valuesPiece);
    width = Teams.width(outputs);
    team = planned.team;
    limit = limit(team, width);
    longCount = planned.longLines.length;
    longLines = session.address(planned.longPiece);
    product = session.function("product", "sparseProductOf" + valueName());
    products = session.function("product", "sparseProductsOf" + valueName());
    longProduct = session.function("longlines", "longProductOf" + valueName());
    longProducts = session.function("longlines", "longProductsOf" + valueName());
    session.upload(startOf, 0, startOf.length, starts);
    if (longCount > 0) {
      session.upload(planned.longLines, 0, longCount, longLines);
    }
  }

  /** What kernels for these values are called: the ending of their names. */
  String valueName() {
    return floats ? "Floats" : "Doubles";
  }

  /** How many lines. */
  int count() {
    return count;
  }

  /** Copies the entries from {@code first} on, as many as said. */
  void upload(long first, int many, int[] places, double[] elements) {
    if (floats) {
      upload(first, many, places, Floats.of(elements));
    } else if (many > 0) {
      session.upload(places, 0, many, indices + first * Integer.BYTES);
      session.upload(elements, 0, many, values + first * Double.BYTES);
    }
  }

  /** The same for lines that are held in 32 bits. */
  void upload(long first, int many, int[] places, float[] elements) {
    if (many > 0) {
      session.upload(places, 0, many, indices + first * Integer.BYTES);
      session.upload(elements, 0, many, values + first * Float.BYTES);
    }
  }

  /** Appends the addresses to a launch, as {@code Compressed} of lines.cuh has them. */
  CudaLaunch to(CudaLaunch launch) {
    return launch.pointer(starts).pointer(indices).pointer(values);
  }

  /** Appends the addresses to a description, as {@code Rows} of steps.cu has them. */
  void describeTo(Words words) {
    words.add(values).add(indices).add(starts).add(floats ? 1 : 0).add(0);
  }

  /** Sums over the entries of every line chosen, by teams of threads and, of long ones, blocks. */
  void multiply(Batch chosen, boolean squares, long x1, long x2, Target first, Target second) {
    if (chosen.count() == 0) {
      return;
    }
    CudaLaunch launch = chosen.to(to(session.launch(x2 == 0 ? product : products)));
    launch.integer(outputs).integer(width).integer(team);
    Teams.start(operands(launch, squares, x1, x2, first, second), chosen.count(), team);
    if (longCount > 0) {
      launch = chosen.to(to(session.launch(x2 == 0 ? longProduct : longProducts)));
      launch.pointer(chosen.isRange() ? longLines : 0).integer(outputs).integer(width);
      operands(launch, squares, x1, x2, first, second)
          .on(chosen.isRange() ? longCount : chosen.count(), LONG_THREADS);
    }
  }

  private CudaLaunch operands(
      CudaLaunch launch, boolean squares, long x1, long x2, Target first, Target second) {
    launch.integer(limit).integer(squares ? 1 : 0).pointer(x1).pointer(x2);
    return second.to(first.to(launch));
  }
}
