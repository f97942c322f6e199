package org.hypergrad.kernels.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * The threads of a handle with rows on several devices: the caller's for the first, and one for
 * each of the others, which end with the handle.
 */
final class DeviceThreads implements AutoCloseable {

  private final int devices;
  private final ExecutorService others;

  DeviceThreads(int devices) {
    this.devices = devices;
    others =
        Executors.newFixedThreadPool(
            Math.max(1, devices - 1),
            Thread.ofPlatform().daemon().name("hypergrad-cuda-", 1).factory());
  }

  /**
   * Does the work of every device, each on a thread, and waits for all. An interrupt waits too, for
   * the work uses memory of the caller's.
   *
   * @throws RuntimeException what the first device threw whose work failed
   */
  void run(IntConsumer work) {
    List<Future<?>> running = new ArrayList<>(devices);
    for (int k = 1; k < devices; k++) {
      int device = k;
      running.add(others.submit(() -> work.accept(device)));
    }
    RuntimeException failed = null;
    try {
      work.accept(0);
    } catch (RuntimeException failure) {
      failed = failure;
    }
    boolean interrupted = false;
    for (Future<?> future : running) {
      while (!future.isDone()) {
        try {
          future.get();
        } catch (InterruptedException interrupt) {
          interrupted = true;
        } catch (ExecutionException failure) {
          break; // looked at below
        }
      }
      if (failed == null && future.state() == Future.State.FAILED) {
        failed = unchecked(future.exceptionNow());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failed != null) {
      throw failed;
    }
  }

  private static RuntimeException unchecked(Throwable failure) {
    return failure instanceof RuntimeException own
        ? own
        : new IllegalStateException("the work of a device failed", failure);
  }

  @Override
  public void close() {
    others.shutdown();
  }
}
