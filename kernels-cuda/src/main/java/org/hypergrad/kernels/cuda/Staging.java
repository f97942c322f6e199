package org.hypergrad.kernels.cuda;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jcuda.driver.CUevent;
import org.hypergrad.kernels.cuda.CudaDriver.Pinned;

/**
 * The way between Java's arrays and a device: pinned memory in two halves, of which one is filled
 * while the other is still on its way. Without it the driver would copy from an array that the
 * garbage collector has moved.
 */
final class Staging {

  /** Of a half, at least: large enough that starting a copy costs little beside it. */
  private static final long LEAST_HALF = 1 << 20;

  private final CudaDriver driver;
  private final long bytesOfHalf;
  private final Pinned pinned;
  private final CUevent[] sent = new CUevent[2];
  private int half;

  /**
   * With halves of so many bytes at least.
   *
   * @param most the most bytes that are sent at once
   */
  Staging(CudaDriver driver, long most) {
    this.driver = driver;
    bytesOfHalf = Math.max(LEAST_HALF, Math.ceilDiv(most, Double.BYTES) * Double.BYTES);
    pinned = driver.allocatePinned(2 * bytesOfHalf + Double.BYTES);
    for (int k = 0; k < sent.length; k++) {
      sent[k] = driver.createEvent();
    }
  }

  void close() {
    for (CUevent event : sent) {
      driver.destroy(event);
    }
    driver.free(pinned);
  }

  private long offset() {
    return half * bytesOfHalf;
  }

  /**
   * The half that comes next, once what was sent from it is there: the other one may still be on
   * its way.
   */
  MemorySegment free() {
    driver.await(sent[half]);
    return pinned.memory().asSlice(offset(), bytesOfHalf);
  }

  /** Sends the first bytes of the {@link #free} half, in the order of a queue. */
  void send(long bytes, long to, CudaQueue queue) {
    driver.upload(pinned, offset(), bytes, to, queue.stream());
    driver.record(sent[half], queue.stream());
    half = 1 - half;
  }

  /** Copies to the device, in the order of a queue; the source is read when this returns. */
  void upload(MemorySegment from, long to, CudaQueue queue) {
    for (long done = 0; done < from.byteSize(); done += bytesOfHalf) {
      long bytes = Math.min(bytesOfHalf, from.byteSize() - done);
      MemorySegment.copy(from, done, free(), 0, bytes);
      send(bytes, to + done, queue);
    }
  }

  /** Copies from the device when the queue has done what it has by now, and waits for it. */
  void download(long from, MemorySegment to, CudaQueue queue) {
    for (long done = 0; done < to.byteSize(); done += bytesOfHalf) {
      long bytes = Math.min(bytesOfHalf, to.byteSize() - done);
      // what is still sent from here is before us in the queue
      driver.download(from + done, pinned, offset(), bytes, queue.stream());
      driver.synchronize(queue.stream());
      MemorySegment.copy(pinned.memory(), offset(), to, done, bytes);
    }
  }

  /** One number from the device, when the queue has done what it has by now. */
  double number(long from, CudaQueue queue) {
    long behind = 2 * bytesOfHalf; // both halves
    driver.download(from, pinned, behind, Double.BYTES, queue.stream());
    driver.synchronize(queue.stream());
    return pinned.memory().get(ValueLayout.JAVA_DOUBLE, behind);
  }
}
