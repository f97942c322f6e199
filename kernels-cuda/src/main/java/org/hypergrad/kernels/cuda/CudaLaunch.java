package org.hypergrad.kernels.cuda;

import org.jspecify.annotations.Nullable;

/**
 * The start of a kernel, its arguments one after the other in their order. One object a session,
 * used anew for every launch.
 */
final class CudaLaunch {

  private final CudaSession session;
  private final Arguments arguments = new Arguments();
  private @Nullable CudaFunction function;

  CudaLaunch(CudaSession session) {
    this.session = session;
  }

  CudaLaunch of(CudaFunction kernel) {
    function = kernel;
    arguments.clear();
    return this;
  }

  /** An address in the device's memory. */
  CudaLaunch pointer(long address) {
    return big(address);
  }

  /** A {@code long long}. */
  CudaLaunch big(long value) {
    arguments.add(value);
    return this;
  }

  /** An {@code int}. */
  CudaLaunch integer(int value) {
    return big(value);
  }

  /** A {@code double}. */
  CudaLaunch number(double value) {
    return big(Double.doubleToRawLongBits(value));
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
    session.queue().launch(function, new Grid(blocksX, blocksY, threads, sharedBytes), arguments);
  }
}
