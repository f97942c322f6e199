package org.hypergrad.kernels.cuda;

import java.util.BitSet;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.jspecify.annotations.Nullable;

/**
 * Vectors in a device's memory. What is computed element by element is the same bits as the scalar
 * reference's, but for e^x; sums are in an order that depends on the length alone. Only reading,
 * {@link #dot} and {@link #await} wait for the device.
 */
final class CudaVectors extends Vectors {

  private static final int THREADS = 256;

  /** Elements that are worth a block of a sum's first stage, and the most blocks of it. */
  private static final int PART = 8 * THREADS;

  private static final int MOST_PARTS = 512;

  /** Rows that are gathered or scattered at a time. */
  private static final int CHUNK = 1 << 15;

  /** Memory of a session for its vectors' operations: numbers of its pieces. */
  record Scratch(int partials, int rows, int elements) {
    static Scratch in(CudaPlan plan) {
      return new Scratch(
          plan.add((MOST_PARTS + 1L) * Double.BYTES),
          plan.add((long) CHUNK * Integer.BYTES),
          plan.add((long) CHUNK * Double.BYTES));
    }
  }

  private final CudaSession session;
  private final Scratch scratch;
  private final VectorFunctions functions;
  private final int[] chunk = new int[CHUNK];
  private final BitSet seen = new BitSet();
  private @Nullable DevicePenalty penalty;

  CudaVectors(CudaSession session, Scratch scratch, VectorFunctions functions) {
    this.session = session;
    this.scratch = scratch;
    this.functions = functions;
  }

  /** Gives back what the last penalty took. */
  void close() {
    if (penalty != null) {
      penalty.free();
      penalty = null;
    }
  }

  @Override
  @SuppressWarnings("ReferenceEquality")
  protected boolean owns(Vec vec) {
    return vec instanceof CudaVec own && own.device() == session.device();
  }

  @Override
  protected Vec createK(int length) {
    session.enter();
    CudaVec vec = session.vecMemory().create(length, session);
    session.zero(session.address(vec), bytes(length));
    return vec;
  }

  private static long bytes(int length) {
    return (long) length * Double.BYTES;
  }

  @Override
  protected void readK(Vec from, double[] to) {
    session.enter();
    session.download(session.address(from), to, 0, to.length);
  }

  @Override
  protected void writeK(double[] from, Vec to) {
    session.enter();
    session.upload(from, 0, from.length, session.address(to));
  }

  @Override
  protected void readK(Rows rows, Vec from, double[] to) {
    session.enter();
    long elements = session.address(from);
    if (!rows.isList()) {
      session.download(elements + bytes(rows.from()), to, 0, rows.count());
      return;
    }
    for (int start = 0; start < rows.count(); start += CHUNK) {
      int count = Math.min(CHUNK, rows.count() - start);
      for (int k = 0; k < count; k++) {
        chunk[k] = rows.row(start + k);
      }
      session.upload(chunk, 0, count, session.address(scratch.rows()));
      session
          .launch(functions.gather())
          .integer(1)
          .integer(count)
          .integer(0)
          .pointer(session.address(scratch.rows()))
          .pointer(elements)
          .pointer(session.address(scratch.elements()))
          .on(blocks(count), THREADS);
      session.download(session.address(scratch.elements()), to, start, count);
    }
  }

  @Override
  protected void writeK(Rows rows, double[] from, Vec to) {
    session.enter();
    long elements = session.address(to);
    if (!rows.isList()) {
      session.upload(from, 0, rows.count(), elements + bytes(rows.from()));
      return;
    }
    for (int start = 0; start < rows.count(); start += CHUNK) {
      int count = Math.min(CHUNK, rows.count() - start);
      lastOfEach(rows, start, count);
      session.upload(chunk, 0, count, session.address(scratch.rows()));
      session.upload(from, start, count, session.address(scratch.elements()));
      session
          .launch(functions.scatter())
          .integer(count)
          .pointer(session.address(scratch.rows()))
          .pointer(session.address(scratch.elements()))
          .pointer(elements)
          .on(blocks(count), THREADS);
    }
  }

  /**
   * Fills the chunk with row numbers, −1 where the row comes again in it: threads have no order.
   */
  private void lastOfEach(Rows rows, int start, int count) {
    for (int k = count - 1; k >= 0; k--) {
      int row = rows.row(start + k);
      chunk[k] = seen.get(row) ? -1 : row;
      seen.set(row);
    }
    for (int k = 0; k < count; k++) {
      seen.clear(rows.row(start + k));
    }
  }

  @Override
  protected void awaitK() {
    session.enter();
    session.synchronize();
  }

  private static int blocks(int length) {
    return Math.ceilDiv(length, THREADS);
  }

  /** Starts a kernel with a thread an element; one that has none is not started. */
  private static void each(int length, CudaLaunch launch) {
    if (length > 0) {
      launch.on(blocks(length), THREADS);
    }
  }

  /** A kernel's start, whose first argument is a number of elements. */
  private CudaLaunch launch(CudaFunction function, int length) {
    session.enter();
    return session.launch(function).integer(length);
  }

  @Override
  protected void fillK(double value, Vec x) {
    each(
        x.length(), launch(functions.fill(), x.length()).number(value).pointer(session.address(x)));
  }

  @Override
  protected void copyK(Vec x, Vec y) {
    session.enter();
    session.copy(session.address(x), session.address(y), bytes(x.length()));
  }

  @Override
  protected void scaleK(double a, Vec x) {
    each(x.length(), launch(functions.scale(), x.length()).number(a).pointer(session.address(x)));
  }

  @Override
  protected void axpyK(double a, Vec x, Vec y) {
    each(
        y.length(),
        launch(functions.axpy(), y.length())
            .number(a)
            .pointer(session.address(x))
            .pointer(session.address(y)));
  }

  @Override
  protected double dotK(Vec x, Vec y) {
    int length = x.length();
    if (length == 0) {
      return 0;
    }
    int parts = Math.clamp(Math.ceilDiv(length, PART), 1, MOST_PARTS);
    long result = session.address(scratch.partials());
    long partials = result + Double.BYTES;
    launch(functions.dotParts(), length)
        .pointer(session.address(x))
        .pointer(session.address(y))
        .pointer(partials)
        .on(parts, THREADS);
    sum(partials, parts, result);
    return session.readDouble(result);
  }

  /** The sum of numbers into another place, in an order that depends on their count alone. */
  void sum(long from, int count, long to) {
    launch(functions.sum(), count).pointer(from).pointer(to).on(1, THREADS);
  }

  @Override
  protected void multiplyAddK(double a, Vec x, Vec y, Vec out) {
    each(
        out.length(),
        launch(functions.multiplyAdd(), out.length())
            .number(a)
            .pointer(session.address(x))
            .pointer(session.address(y))
            .pointer(session.address(out)));
  }

  @Override
  protected void clipK(double lower, double upper, Vec x) {
    each(
        x.length(),
        launch(functions.clip(), x.length())
            .number(lower)
            .number(upper)
            .pointer(session.address(x)));
  }

  @Override
  protected void averageK(double decay, Vec x, Vec average) {
    average(functions.average(), decay, x, average);
  }

  @Override
  protected void averageSquaresK(double decay, Vec x, Vec average) {
    average(functions.averageSquares(), decay, x, average);
  }

  private void average(CudaFunction function, double decay, Vec x, Vec average) {
    each(
        x.length(),
        launch(function, x.length())
            .number(decay)
            .pointer(session.address(x))
            .pointer(session.address(average)));
  }

  @Override
  protected void normalizedStepK(double step, Vec d, Vec moment, double correction, Vec x) {
    each(
        x.length(),
        launch(functions.normalizedStep(), x.length())
            .number(step)
            .pointer(session.address(d))
            .pointer(session.address(moment))
            .number(correction)
            .pointer(session.address(x)));
  }

  @Override
  protected void shrinkK(double step, Vec e, Vec z) {
    each(
        z.length(),
        launch(functions.shrink(), z.length())
            .number(step)
            .pointer(session.address(e))
            .pointer(session.address(z)));
  }

  /** What the device knows of a penalty; only that of the last one is kept. */
  private DevicePenalty resident(Penalty wanted) {
    if (penalty == null || !penalty.isOf(wanted)) {
      session.enter();
      close();
      penalty = new DevicePenalty(session, wanted);
    }
    return penalty;
  }

  @Override
  protected void coefficientsK(Penalty wanted, Vec x, Vec out) {
    DevicePenalty groups = resident(wanted);
    each(
        out.length(),
        launch(functions.coefficients(), out.length())
            .pointer(groups.groupOf())
            .number(wanted.fixedStrength())
            .pointer(session.address(x))
            .pointer(session.address(out)));
  }

  @Override
  protected void mixedDerivativeK(Penalty wanted, Vec e, Vec z, Vec v, Vec out) {
    DevicePenalty groups = resident(wanted);
    if (out.length() == 0) {
      return;
    }
    if (groups.parts() == 0) {
      each(
          out.length(),
          launch(functions.mixedGroups(), out.length())
              .pointer(groups.starts())
              .pointer(groups.members())
              .pointer(session.address(e))
              .pointer(session.address(z))
              .pointer(session.address(v))
              .pointer(session.address(out)));
      return;
    }
    session.enter();
    session
        .launch(functions.mixedParts())
        .pointer(groups.starts())
        .pointer(groups.members())
        .pointer(session.address(e))
        .pointer(session.address(z))
        .pointer(session.address(v))
        .pointer(groups.partials())
        .on(out.length(), groups.parts(), THREADS, 0);
    each(
        out.length(),
        launch(functions.sumRows(), out.length())
            .integer(groups.parts())
            .pointer(groups.partials())
            .pointer(session.address(out)));
  }
}
