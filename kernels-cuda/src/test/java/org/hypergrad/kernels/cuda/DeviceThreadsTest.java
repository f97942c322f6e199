package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.hypergrad.kernels.DeviceFailedException;
import org.junit.jupiter.api.Test;

class DeviceThreadsTest {

  @Test
  void everyDeviceHasAThreadToItself() {
    Set<Thread> met = ConcurrentHashMap.newKeySet();
    CountDownLatch all = new CountDownLatch(3);
    try (DeviceThreads threads = new DeviceThreads(3)) {
      threads.run(device -> {
        met.add(Thread.currentThread());
        all.countDown();
        try {
          all.await(); // none comes back before all are there
        } catch (InterruptedException interrupt) {
          Thread.currentThread().interrupt();
        }
      });
    }
    assertThat(met).hasSize(3).contains(Thread.currentThread());
  }

  @Test
  void theFirstDevicesFailureIsToldWhenAllAreDone() {
    AtomicInteger done = new AtomicInteger();
    try (DeviceThreads threads = new DeviceThreads(4)) {
      assertThatThrownBy(() ->
              threads.run(device -> {
                if (device % 2 == 1) {
                  throw new DeviceFailedException("device " + device, null);
                }
                done.incrementAndGet();
              }))
          .isInstanceOf(DeviceFailedException.class)
          .hasMessage("device 1");
      assertThat(done).hasValue(2);
      threads.run(device -> done.incrementAndGet());
      assertThat(done).as("the threads are there for the next call").hasValue(6);
    }
  }

  @Test
  void anInterruptWaitsUntilTheWorkIsDone() {
    AtomicInteger done = new AtomicInteger();
    try (DeviceThreads threads = new DeviceThreads(2)) {
      threads.run(device -> {
        if (device == 0) {
          Thread.currentThread().interrupt();
        } else {
          done.incrementAndGet();
        }
      });
      assertThat(done).hasValue(1);
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
