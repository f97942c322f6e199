package org.hypergrad.kernels.cuda;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.List;
import org.hypergrad.kernels.BackendRefusedException;
import org.hypergrad.kernels.Vec;

/**
 * What one handle has of a device: its queue, its memory, taken at once when it is opened, and its
 * way to and from Java's arrays. Most calls only queue work; those that return numbers wait for it,
 * and may therefore throw what an earlier one did wrong.
 *
 * <p>Serves one thread at a time, which calls {@link #enter} first. A call that fails throws a
 * {@link CudaFailure}. One that loses the context makes every session of the device unusable; once
 * they are closed the device can be opened anew.
 */
final class CudaSession implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("org.hypergrad.kernels.cuda");
  private static final Cleaner CLEANER = Cleaner.create();

  private final CudaDevice device;
  private final CudaDriver driver;
  private final CudaLaunch launch = new CudaLaunch(this);
  private final Staging staging;
  private final VecMemory vecMemory;
  private final CudaVectors vectors;
  private final long[] pieces;
  private final Leak leak;
  private final Cleaner.Cleanable cleanable;
  private CudaQueue queue;
  private volatile boolean closed;

  /** Takes nothing but a queue and a way; {@link #allocate} takes the memory. */
  private CudaSession(CudaDevice device, CudaPlan plan, CudaVectors.Scratch scratch, String what) {
    this.device = device;
    driver = device.driver();
    vectors = new CudaVectors(this, scratch, VectorFunctions.of(device));
    queue = new CudaQueue(driver);
    try {
      staging = new Staging(driver, plan.staged());
    } catch (CudaFailure failure) {
      queue.leave();
      throw failure;
    }
    vecMemory = new VecMemory(driver);
    pieces = new long[plan.pieces().size()];
    leak = new Leak("%s on %s, %s".formatted(what, device, Sizes.describe(plan.bytes())));
    cleanable = CLEANER.register(this, leak);
  }

  /**
   * Opens a session.
   *
   * @param device its number, from 0
   * @param plan what will be needed; what every session needs is added to it
   * @param what it is for, for people
   * @throws BackendRefusedException if the device will not do, or has too little free memory
   */
  static CudaSession open(int device, CudaPlan plan, String what) {
    CudaDevice held = CudaDevice.hold(device);
    CudaSession session;
    try {
      CudaVectors.Scratch scratch = CudaVectors.Scratch.in(plan);
      requireMemory(held, plan.bytes(), what);
      session = new CudaSession(held, plan, scratch, what);
    } catch (RuntimeException refused) {
      held.release();
      throw refused;
    }
    try {
      session.allocate(plan.pieces());
      return session;
    } catch (RuntimeException failure) {
      session.close();
      throw failure;
    }
  }

  private static void requireMemory(CudaDevice device, long bytes, String what) {
    long free = device.driver().freeBytes();
    if (bytes > free) {
      throw new BackendRefusedException(
          "%s needs %s (%d bytes) on %s, where %s are free (%d bytes): free some there, or choose"
                  .formatted(what, Sizes.describe(bytes), bytes, device, Sizes.describe(free), free)
              + " another device");
    }
  }

  private void allocate(List<Long> lengths) {
    for (int k = 0; k < lengths.size(); k++) {
      pieces[k] = driver.allocate(lengths.get(k));
    }
  }

  /** What {@link Cleaner} says of a session that nobody closed. */
  private static final class Leak implements Runnable {
    private final String what;
    private volatile boolean closed;

    Leak(String what) {
      this.what = what;
    }

    @Override
    public void run() {
      if (!closed) {
        LOG.log(
            System.Logger.Level.WARNING,
            "not closed: {0}; its memory is taken until this Java ends",
            what);
      }
    }
  }

  CudaDevice device() {
    return device;
  }

  CudaDriver driver() {
    return driver;
  }

  CudaQueue queue() {
    return queue;
  }

  /** The vector operations in this session's queue. */
  CudaVectors vectors() {
    return vectors;
  }

  /** The memory of its vectors. */
  VecMemory vecMemory() {
    return vecMemory;
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Makes the device's context that of the calling thread: the first call of every hook.
   *
   * @throws IllegalStateException if the session is closed, or the device has failed
   */
  void enter() {
    if (closed) {
      throw new IllegalStateException("the kernels are closed");
    }
    driver.enter();
  }

  /** Works in the queue of another session of the device from now on, which spares both waiting. */
  void joinQueueOf(CudaSession other) {
    enter();
    CudaQueue shared = other.queue.share();
    shared.waitFor(queue);
    driver.synchronize(shared.stream());
    queue.leave();
    queue = shared;
  }

  /** Where a piece of the plan is. */
  long address(int piece) {
    return pieces[piece];
  }

  /** Where a vector's elements are, for what is queued next; 0 if it has none. */
  long address(Vec vec) {
    return ((CudaVec) vec).address(queue);
  }

  /** A kernel: to be asked for at opening, since its module may have to be compiled. */
  CudaFunction function(String module, String name) {
    enter();
    return device.function(module, name);
  }

  /** A kernel's start, to be given its arguments. */
  CudaLaunch launch(CudaFunction function) {
    return launch.of(function);
  }

  /** Copies to the device; the array is read when this returns. */
  void upload(int[] from, int start, int count, long to) {
    upload(MemorySegment.ofArray(from), start, count, Integer.BYTES, to);
  }

  /** Copies to the device; the array is read when this returns. */
  void upload(long[] from, int start, int count, long to) {
    upload(MemorySegment.ofArray(from), start, count, Long.BYTES, to);
  }

  /** Copies to the device; the array is read when this returns. */
  void upload(float[] from, int start, int count, long to) {
    upload(MemorySegment.ofArray(from), start, count, Float.BYTES, to);
  }

  /** Copies to the device; the array is read when this returns. */
  void upload(double[] from, int start, int count, long to) {
    upload(MemorySegment.ofArray(from), start, count, Double.BYTES, to);
  }

  private void upload(MemorySegment from, int start, int count, long size, long to) {
    staging.upload(from.asSlice(start * size, count * size), to, queue);
  }

  /**
   * Pinned memory to be written and sent, of as many bytes as were {@link CudaPlan#stage staged};
   * waits until what was sent from it is on the device.
   */
  MemorySegment freeHalf() {
    return staging.free();
  }

  /** Sends the first bytes of the {@link #freeHalf} last asked for. */
  void sendHalf(long bytes, long to) {
    staging.send(bytes, to, queue);
  }

  /** Copies from the device, waiting for what is queued. */
  void download(long from, double[] to, int start, int count) {
    MemorySegment part =
        MemorySegment.ofArray(to).asSlice((long) start * Double.BYTES, (long) count * Double.BYTES);
    staging.download(from, part, queue);
  }

  /** A number from the device, waiting for what is queued. */
  double readDouble(long from) {
    return staging.number(from, queue);
  }

  /** Copies on the device. */
  void copy(long from, long to, long bytes) {
    if (bytes > 0) {
      driver.copy(from, to, bytes, queue.stream());
    }
  }

  /** Sets bytes to zero. */
  void zero(long address, long bytes) {
    if (bytes > 0) {
      driver.zero(address, bytes, queue.stream());
    }
  }

  /** The sum of numbers, in an order that depends on their count alone. */
  void sum(long from, int count, long to) {
    vectors.sum(from, count, to);
  }

  /** Waits for what is queued. */
  void synchronize() {
    driver.synchronize(queue.stream());
  }

  /** Gives everything back, its vectors' memory included. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    leak.closed = true;
    cleanable.clean();
    try {
      if (!driver.isLost()) {
        driver.enter();
        driver.synchronize(queue.stream());
        vectors.close();
        vecMemory.close();
        for (long piece : pieces) {
          driver.free(piece);
        }
        staging.close();
      }
      queue.leave();
    } finally {
      device.release();
    }
  }
}
