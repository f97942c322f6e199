package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.hypergrad.kernels.BackendRefusedException;
import org.hypergrad.kernels.HostVec;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What handles share and what they do not: memory, queues, threads. */
@ExtendWith(CudaCheck.class)
class CudaSessionTest {

  private static CudaSession open() {
    return CudaSession.open(0, new CudaPlan(), "a test");
  }

  private static double[] ramp(int length) {
    return IntStream.range(0, length).mapToDouble(k -> k + 0.25).toArray();
  }

  @Test
  void arraysOfEveryTypeGoToTheirPieces() {
    CudaPlan plan = new CudaPlan();
    int none = plan.add(0);
    int ints = plan.add(3 * Integer.BYTES);
    int longs = plan.add(2 * Long.BYTES);
    int floats = plan.add(2 * Float.BYTES);
    int doubles = plan.add(5 * Double.BYTES);
    try (CudaSession session = CudaSession.open(0, plan, "a test")) {
      session.enter();
      assertThat(session.address(none)).isZero();
      session.upload(new int[] {9, 1, 2, 3, 9}, 1, 3, session.address(ints));
      session.upload(new long[] {4, 5}, 0, 2, session.address(longs));
      session.upload(new float[] {9, 6, 7}, 1, 2, session.address(floats));
      session.zero(session.address(doubles), 5 * Double.BYTES);
      session.upload(new double[] {9, 8, 9}, 1, 1, session.address(doubles) + Double.BYTES);
      double[] back = {-1, -1, -1, -1, -1, -1};
      session.download(session.address(doubles), back, 1, 4);
      assertThat(back).containsExactly(-1, 0, 8, 0, 0, -1);
      session.copy(session.address(ints), session.address(doubles), 2 * Integer.BYTES);
      assertThat(Double.doubleToRawLongBits(session.readDouble(session.address(doubles))))
          .isEqualTo(1L + (2L << 32));
      session.copy(session.address(longs), session.address(doubles), 2 * Long.BYTES);
      assertThat(session.readDouble(session.address(doubles) + Double.BYTES))
          .isEqualTo(Double.longBitsToDouble(5));
      session.copy(session.address(floats), session.address(doubles), 2 * Float.BYTES);
      assertThat(Double.doubleToRawLongBits(session.readDouble(session.address(doubles))))
          .isEqualTo(
              Float.floatToRawIntBits(6) + ((long) Float.floatToRawIntBits(7) << Integer.SIZE));
    }
  }

  @Test
  void sumsNumbersInAFixedOrder() {
    CudaPlan plan = new CudaPlan();
    int numbers = plan.add(1000 * Double.BYTES);
    int sum = plan.add(Double.BYTES);
    try (CudaSession session = CudaSession.open(0, plan, "a test")) {
      session.enter();
      session.upload(ramp(1000), 0, 1000, session.address(numbers));
      for (int count : new int[] {0, 1, 255, 256, 257, 1000}) {
        session.sum(session.address(numbers), count, session.address(sum));
        assertThat(session.readDouble(session.address(sum)))
            .isEqualTo(count * (count - 1) / 2.0 + 0.25 * count); // exact in any order
      }
    }
  }

  @Test
  void tooLittleMemoryIsRefusedWithBothNumbers() {
    CudaPlan plan = new CudaPlan();
    plan.reserve(1L << 50);
    assertThatExceptionOfType(BackendRefusedException.class)
        .isThrownBy(() -> CudaSession.open(0, plan, "a large dataset"))
        .withMessageMatching(
            "a large dataset needs 1048576\\.0 GiB \\(11258999\\d{8} bytes\\) on cuda:0, where .* are"
                + " free \\(\\d+ bytes\\): free some there, or choose another device");
    open().close(); // nothing of it is left
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan.add(-1))
        .withMessage("a piece of -1 bytes");
  }

  @Test
  void aDeviceThatIsNotThere() {
    assertThatExceptionOfType(BackendRefusedException.class)
        .isThrownBy(() -> CudaSession.open(9999, new CudaPlan(), "a test"))
        .withMessageStartingWith("there is no device 9999, they are numbered from 0 to ");
  }

  @Test
  void aKernelThatIsNotThere() {
    try (CudaSession session = open()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> session.function("vectors", "unknown"))
          .withMessage("cuModuleGetFunction of unknown: CUDA_ERROR_NOT_FOUND (500)");
      assertThatIllegalStateException()
          .isThrownBy(() -> session.function("unknown", "axpy"))
          .withMessage("no PTX of that name: unknown");
      assertThatIllegalStateException()
          .isThrownBy(
              () -> session.launch(session.function("vectors", "fill")).integer(0).on(1, 4096))
          .withMessage(
              "cuLaunchKernel of fill, 1 × 1 blocks of 4096 threads, 0 shared bytes:"
                  + " CUDA_ERROR_INVALID_VALUE (1)");
      assertThat(session.vectors().toArray(session.vectors().of(1, 2))).containsExactly(1, 2);
    }
  }

  @Test
  void nothingWorksAfterClose() {
    CudaSession session = open();
    Vectors vectors = session.vectors();
    Vec vec = vectors.of(1, 2);
    session.close();
    session.close();
    String message = "the kernels are closed";
    assertThatIllegalStateException().isThrownBy(() -> vectors.create(1)).withMessage(message);
    assertThatIllegalStateException().isThrownBy(() -> vectors.toArray(vec)).withMessage(message);
    try (CudaSession other = open()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> other.vectors().toArray(vec))
          .withMessage("a vector of another backend: CudaVec");
      CudaSession maker = open();
      Vec orphan = maker.vectors().of(1, 2);
      assertThat(other.vectors().toArray(orphan)).containsExactly(1, 2);
      maker.close();
      assertThatIllegalStateException()
          .isThrownBy(() -> other.vectors().toArray(orphan))
          .withMessage("a vector of kernels that are closed");
    }
  }

  @Test
  void vectorsOfTheHostAreRefused() {
    try (CudaSession session = open()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> session.vectors().scale(2, HostVec.of(1)))
          .withMessage("a vector of another backend: HostVec");
    }
  }

  /** Work on one vector in the queues of three sessions, without a word to wait for each other. */
  @Test
  void queuesWaitForEachOthersVectors() {
    for (long seed = 1; seed < 20; seed++) {
      FakeCuda.seed(seed);
      try (CudaSession a = open();
          CudaSession b = open();
          CudaSession c = open()) {
        List<Vectors> all = List.of(a.vectors(), b.vectors(), c.vectors());
        Vec x = a.vectors().create(300);
        Vec one = b.vectors().create(300);
        all.get(2).fill(1, one);
        for (int k = 0; k < 30; k++) {
          all.get(k % 3).axpy(1, one, x);
          all.get((k + 1) % 3).scale(2, x);
        }
        double expected = 0;
        for (int k = 0; k < 30; k++) {
          expected = 2 * (expected + 1);
        }
        assertThat(all.get(0).toArray(x)).containsOnly(expected);
      }
    }
  }

  @Test
  void sessionsMayShareAQueue() {
    CudaSession a = open();
    CudaSession b = open();
    Vec x = a.vectors().of(ramp(100));
    Vec y = b.vectors().of(ramp(100));
    b.vectors().axpy(1, x, y);
    b.joinQueueOf(a);
    assertThat(b.queue()).isSameAs(a.queue());
    a.vectors().axpy(1, x, y);
    b.vectors().axpy(1, x, y);
    a.close();
    Vec z = b.vectors().of(ramp(100));
    b.vectors().axpy(3, y, z);
    double[] expected = ramp(100);
    for (int k = 0; k < expected.length; k++) {
      expected[k] += 3 * (4 * expected[k]);
    }
    assertThat(b.vectors().toArray(z)).isEqualTo(expected);
    b.close();
  }

  /** One host thread each: results as if each were alone. */
  @Test
  void sessionsSideBySide() throws InterruptedException, ExecutionException {
    int threads = 4;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Callable<Double>> tasks = new ArrayList<>();
      for (int k = 0; k < threads; k++) {
        double a = 0.5 + k;
        tasks.add(() -> course(a));
      }
      List<Future<Double>> together = pool.invokeAll(tasks);
      for (int k = 0; k < threads; k++) {
        assertThat(together.get(k).get()).isEqualTo(course(0.5 + k));
      }
    }
  }

  private static double course(double a) {
    try (CudaSession session = open()) {
      Vectors vectors = session.vectors();
      Vec x = vectors.of(ramp(700));
      Vec y = vectors.create(700);
      double sum = 0;
      for (int k = 0; k < 20; k++) {
        vectors.axpy(a / (k + 1), x, y);
        vectors.average(0.3, y, x);
        sum += vectors.dot(x, y);
      }
      return sum;
    }
  }

  /** The context is of a thread, so whoever comes next must make it his. */
  @Test
  void aSessionMayMoveToAnotherThread() throws InterruptedException, ExecutionException {
    try (CudaSession session = open();
        ExecutorService pool = Executors.newSingleThreadExecutor()) {
      Vec x = pool.submit(() -> session.vectors().of(ramp(50))).get();
      session.vectors().scale(2, x);
      double[] doubled = pool.submit(() -> session.vectors().toArray(x)).get();
      assertThat(doubled[1]).isEqualTo(2.5);
    }
  }
}
