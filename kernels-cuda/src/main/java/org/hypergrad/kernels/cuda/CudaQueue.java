package org.hypergrad.kernels.cuda;

import java.util.ArrayList;
import java.util.List;
import jcuda.driver.CUevent;
import jcuda.driver.CUstream;

/**
 * A stream, in which a device works in order, with the event by which others wait for it. Serves
 * one thread at a time; other threads may only have their queues wait for it.
 *
 * <p>Launches between {@link #hold} and {@link #release} are held back where the driver has graphs,
 * to be started as one: a {@link LaunchGraph} for each stretch that nothing else interrupts.
 */
final class CudaQueue {

  private final CudaDriver driver;
  private final CUstream stream;
  private final CUevent event;
  private final boolean hasGraphs;
  private final List<LaunchGraph> stretches = new ArrayList<>();
  private boolean holding;
  private int stretch;
  private long graphs;
  private int holders = 1;

  CudaQueue(CudaDriver driver) {
    this.driver = driver;
    hasGraphs = CudaLibrary.get().hasGraphs();
    stream = driver.createStream();
    event = driver.createEvent();
  }

  /** For what is queued next: what is held back goes first. */
  CUstream stream() {
    if (holding && !stretches.get(stretch).isEmpty()) {
      LaunchGraph whole = stretches.get(stretch);
      nextStretch();
      if (whole.start(stream)) {
        graphs++;
      }
    }
    return stream;
  }

  private void nextStretch() {
    stretch++;
    if (stretch == stretches.size()) {
      stretches.add(new LaunchGraph(driver));
    }
  }

  /** Holds launches back from now on: a step of a sequence of steps begins. */
  void hold() {
    if (hasGraphs) {
      stretch = -1;
      nextStretch();
      holding = true;
    }
  }

  /** Starts what is held back, and holds no more. */
  void release() {
    if (holding) {
      try {
        stream();
      } finally {
        holding = false;
      }
    }
  }

  /** How many graphs have been started. */
  long graphs() {
    return graphs;
  }

  /** Queues a launch. */
  void launch(CudaFunction function, Grid grid, Arguments arguments) {
    if (holding) {
      stretches.get(stretch).add(function, grid, arguments);
    } else {
      driver.launch(function, grid, stream, arguments);
    }
  }

  /** What is queued here from now on waits for what is queued there by now. */
  void waitFor(CudaQueue other) {
    synchronized (other) {
      if (other.holders > 0) { // else nothing is queued there any more
        driver.record(other.event, other.stream());
        driver.await(other.event, stream());
      }
    }
  }

  /** Says that one more session uses it. */
  synchronized CudaQueue share() {
    holders++;
    return this;
  }

  /** Says that a session uses it no more; the last one has it end its work and go. */
  synchronized void leave() {
    if (--holders == 0 && !driver.isLost()) {
      driver.synchronize(stream);
      stretches.forEach(LaunchGraph::close);
      driver.destroy(event);
      driver.destroy(stream);
    }
  }

  synchronized boolean isClosed() {
    return holders == 0;
  }
}
