package org.hypergrad.kernels.simd;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** The threads of one handle: the caller's and those it was opened with, which end with it. */
final class Team implements AutoCloseable {

  private final int size;
  private final ExecutorService others;

  /** A team of so many threads, the caller's included. */
  Team(int size) {
    this.size = size;
    others =
        Executors.newFixedThreadPool(
            Math.max(1, size - 1),
            Thread.ofPlatform().daemon().name("hypergrad-simd-", 1).factory());
  }

  /** Number of threads. */
  int size() {
    return size;
  }

  /** Runs parts 0 to parts − 1, at most {@link #size()}, each on a thread, and waits for all. */
  void run(int parts, IntConsumer part) {
    List<Future<?>> running = new ArrayList<>(parts - 1);
    for (int k = 1; k < parts; k++) {
      int number = k;
      running.add(others.submit(() -> part.accept(number)));
    }
    try {
      part.accept(0);
    } finally {
      for (Future<?> future : running) {
        await(future);
      }
    }
  }

  /** Parts are short and work on the caller's arrays, so an interrupt waits until they are done. */
  private static void await(Future<?> future) {
    boolean interrupted = false;
    while (true) {
      try {
        future.get();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        throw new IllegalStateException("a part of a kernel failed", e.getCause());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    others.shutdown();
  }
}
