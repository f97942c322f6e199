package org.hypergrad.kernels.cuda;

import java.util.Arrays;
import org.hypergrad.kernels.Vec;

/**
 * A vector in a device's memory. It is there until the session that made it is closed, or nobody
 * knows the vector any more.
 *
 * <p>Sessions work side by side, each in its queue, so a vector keeps the queues in which it was
 * used: with more than one, each use waits for what the others do by then.
 */
final class CudaVec extends Vec {

  private final CudaSession maker;
  private final long address;
  private volatile CudaQueue[] queues;

  CudaVec(int length, CudaSession maker, long address) {
    super(length);
    this.maker = maker;
    this.address = address;
    queues = new CudaQueue[] {maker.queue()};
  }

  /** The device that holds it. */
  CudaDevice device() {
    return maker.device();
  }

  /**
   * Where its elements are, to be used in a queue from now on; 0 if it has none.
   *
   * @throws IllegalStateException if its memory has been given back
   */
  long address(CudaQueue queue) {
    if (maker.isClosed()) {
      throw new IllegalStateException("a vector of kernels that are closed");
    }
    CudaQueue[] all = queues;
    boolean isNew = true;
    for (CudaQueue other : all) {
      if (other == queue) {
        isNew = false;
      } else {
        queue.waitFor(other);
      }
    }
    if (isNew) {
      add(queue);
    }
    return address;
  }

  private synchronized void add(CudaQueue queue) {
    CudaQueue[] open =
        Arrays.stream(queues).filter(other -> !other.isClosed()).toArray(CudaQueue[]::new);
    CudaQueue[] longer = Arrays.copyOf(open, open.length + 1);
    longer[open.length] = queue;
    queues = longer;
  }

  @Override
  @SuppressWarnings("ReferenceEquality")
  protected boolean overlaps(Vec other) {
    return this == other;
  }
}
