package org.hypergrad.kernels.cuda;

import org.hypergrad.kernels.Features;

/** Dense rows on the device, each from a 32-byte boundary on. */
final class DenseMatrix {

  /** Bytes that memory is read in. */
  private static final int SECTOR = 32;

  /** Values that are staged at once. */
  private static final int STAGED = 1 << 18;

  private final long values;
  private final int columns;
  private final boolean floats;

  /** A matrix whose values are planned, but not on the device yet. */
  record Planned(Features features, boolean floats, int piece) {

    DenseMatrix in(CudaSession session) {
      DenseMatrix matrix = new DenseMatrix(session.address(piece), features.columns(), floats);
      matrix.upload(features, session);
      return matrix;
    }
  }

  private DenseMatrix(long values, int columns, boolean floats) {
    this.values = values;
    this.columns = columns;
    this.floats = floats;
  }

  /** Plans rows, as floats or doubles. */
  static Planned plan(Features features, boolean floats, CudaPlan plan) {
    long length = (long) features.rows() * pitch(features.columns(), floats);
    return new Planned(features, floats, plan.add(length * bytes(floats)));
  }

  private static int pitch(int columns, boolean floats) {
    int sector = SECTOR / bytes(floats);
    return Math.ceilDiv(columns, sector) * sector;
  }

  private static int bytes(boolean floats) {
    return floats ? Float.BYTES : Double.BYTES;
  }

  private void upload(Features features, CudaSession session) {
    int rows = features.rows();
    int pitch = pitch();
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

  int columns() {
    return columns;
  }

  /** Values from one row to the next: whole sectors. */
  private int pitch() {
    return pitch(columns, floats);
  }

  /** What values are, as names of kernels end. */
  String values() {
    return floats ? "Floats" : "Doubles";
  }

  /** How rows lie in memory, in words. */
  String storage() {
    return "dense rows of %s in device memory".formatted(floats ? "floats" : "doubles");
  }

  /** Appends itself to a launch, as kernels of dense rows have it. */
  CudaLaunch to(CudaLaunch launch) {
    return launch.pointer(values).integer(columns).integer(pitch());
  }

  /** Appends itself to a description of a problem, as {@code Rows} of steps.cu has it. */
  void describeTo(Words words) {
    words.add(values).add(0).add(0).add(floats ? 1 : 0).add(pitch());
  }
}
