package org.hypergrad.kernels.cuda;

import jcuda.driver.CUevent;
import jcuda.driver.CUstream;

/**
 * A stream, in which a device works in order, with the event by which others wait for it. Serves
 * one thread at a time; other threads may only have their queues wait for it.
 */
final class CudaQueue {

  private final CudaDriver driver;
  private final CUstream stream;
  private final CUevent event;
  private int holders = 1;

  CudaQueue(CudaDriver driver) {
    this.driver = driver;
    stream = driver.createStream();
    event = driver.createEvent();
  }

  CUstream stream() {
    return stream;
  }

  /** What is queued here from now on waits for what is queued there by now. */
  void waitFor(CudaQueue other) {
    synchronized (other) {
      if (other.holders > 0) { // else nothing is queued there any more
        driver.record(other.event, other.stream);
        driver.await(other.event, stream);
      }
    }
  }

  /** Says that one more session uses it. */
  synchronized CudaQueue share() {
    holders++;
    return this;
  }

  /** Says that a session uses it no more; the last one has it end its work and go. */
  synchronized void release() {
    if (--holders == 0 && !driver.isLost()) {
      driver.synchronize(stream);
      driver.destroy(event);
      driver.destroy(stream);
    }
  }

  synchronized boolean isClosed() {
    return holders == 0;
  }
}
