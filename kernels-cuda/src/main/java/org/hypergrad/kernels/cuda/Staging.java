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

  /** Of a half: large enough that starting a copy costs little beside it. */
  private static final int HALF = 1 << 20;

  /** Where single numbers arrive, behind both halves. */
  private static final int NUMBER = 2 * HALF;

  private static final int BYTES = NUMBER + Double.BYTES;

  private final CudaDriver driver;
  private final Pinned pinned;
  private final CUevent[] sent = new CUevent[2];
  private int half;

  Staging(CudaDriver driver) {
    this.driver = driver;
    pinned = driver.allocatePinned(BYTES);
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

  /** Copies to the device, in the order of a queue; the source is read when this returns. */
  void upload(MemorySegment from, long to, CudaQueue queue) {
    for (long done = 0; done < from.byteSize(); done += HALF) {
      long bytes = Math.min(HALF, from.byteSize() - done);
      driver.await(sent[half]);
      long offset = (long) half * HALF;
      MemorySegment.copy(from, done, pinned.memory(), offset, bytes);
      driver.upload(pinned, offset, bytes, to + done, queue.stream());
      driver.record(sent[half], queue.stream());
      half = 1 - half;
    }
  }

  /** Copies from the device when the queue has done what it has by now, and waits for it. */
  void download(long from, MemorySegment to, CudaQueue queue) {
    for (long done = 0; done < to.byteSize(); done += HALF) {
      long bytes = Math.min(HALF, to.byteSize() - done);
      long offset = (long) half * HALF; // what is still sent from here is before us in the queue
      driver.download(from + done, pinned, offset, bytes, queue.stream());
      driver.synchronize(queue.stream());
      MemorySegment.copy(pinned.memory(), offset, to, done, bytes);
    }
  }

  /** One number from the device, when the queue has done what it has by now. */
  double number(long from, CudaQueue queue) {
    driver.download(from, pinned, NUMBER, Double.BYTES, queue.stream());
    driver.synchronize(queue.stream());
    return pinned.memory().get(ValueLayout.JAVA_DOUBLE, NUMBER);
  }
}
