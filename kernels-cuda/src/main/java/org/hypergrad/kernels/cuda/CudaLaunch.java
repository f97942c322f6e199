package org.hypergrad.kernels.cuda;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The start of a kernel, its arguments one after the other in their order. One object a session,
 * used anew for every launch: arguments lie in native memory that stays where it is, so that a
 * launch makes nothing.
 */
final class CudaLaunch {

  /** The most arguments that a kernel of ours may have. */
  private static final int MOST = 64;

  private final CudaSession session;
  private final ByteBuffer values =
      ByteBuffer.allocateDirect(MOST * Long.BYTES).order(ByteOrder.nativeOrder());
  private final Pointer addresses;
  private @Nullable CudaFunction function;
  private int count;

  CudaLaunch(CudaSession session) {
    this.session = session;
    ByteBuffer table = ByteBuffer.allocateDirect(MOST * Long.BYTES).order(ByteOrder.nativeOrder());
    long first = MemorySegment.ofBuffer(values).address();
    for (int k = 0; k < MOST; k++) {
      table.putLong(k * Long.BYTES, first + (long) k * Long.BYTES);
    }
    addresses = Pointer.to(table);
  }

  CudaLaunch of(CudaFunction kernel) {
    function = kernel;
    count = 0;
    return this;
  }

  /** An address in the device's memory. */
  CudaLaunch pointer(long address) {
    return big(address);
  }

  /** A {@code long long}. */
  CudaLaunch big(long value) {
    values.putLong(next(), value);
    return this;
  }

  /** An {@code int}. */
  CudaLaunch integer(int value) {
    values.putInt(next(), value);
    return this;
  }

  /** A {@code double}. */
  CudaLaunch number(double value) {
    values.putDouble(next(), value);
    return this;
  }

  private int next() {
    return count++ * Long.BYTES;
  }

  /** Starts it on blocks in a row. */
  void on(int blocks, int threads) {
    on(blocks, 1, threads, 0);
  }

  /** Starts it on a rectangle of blocks. */
  void on(int blocksX, int blocksY, int threads, int sharedBytes) {
    if (function == null) {
      throw new IllegalStateException("a launch of nothing");
    }
    session
        .driver()
        .launch(
            function, blocksX, blocksY, threads, sharedBytes, session.queue().stream(), addresses);
  }
}
