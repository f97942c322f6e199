package org.hypergrad.kernels.cuda;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.hypergrad.kernels.Arithmetic;
import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.hypergrad.kernels.scalar.ScalarBackend;

/**
 * Every operation on rows and columns of 0, 1, 31 to 33, 127 to 129, 170 and of many entries, near
 * what the scalar reference says: that bounds are kept is for the table of cases; here every
 * instruction must run, and what is spoilt must be noticed.
 */
public final class LogisticCourse implements Runnable {

  private static final double TOLERANCE = 1e-9;
  private static final double TOLERANCE_OF_FLOATS = 1e-4;

  private static final int[] LENGTHS = {0, 1, 31, 32, 33, 127, 128, 129, 170, 2, 3, 5, 7, 9};

  /** A row and a column that are too long for a team, among short ones. */
  private static final int[] ONE_LONG = with(600, 150, 1);

  /** Courses are made by name. */
  public LogisticCourse() {}

  private static int[] with(int first, int count, int others) {
    int[] lengths = new int[count];
    Arrays.fill(lengths, others);
    lengths[0] = first;
    return lengths;
  }

  @Override
  public void run() {
    barriers();
    for (boolean whole : new boolean[] {false, true}) {
      for (int classes : new int[] {2, 3}) {
        everything(CourseData.rowsOf(700, classes, whole, LENGTHS));
        everything(CourseData.columnsOf(700, classes, whole, LENGTHS));
        everything(CourseData.rowsOf(700, classes, whole, ONE_LONG));
        everything(CourseData.columnsOf(700, classes, whole, ONE_LONG));
      }
      everything(CourseData.dense(41, 35, 2, whole));
      everything(CourseData.dense(330, 9, 2, whole));
      everything(CourseData.dense(20, 168, 2, whole));
      everything(CourseData.rowsOf(600, 33, whole, with(140, 9, 3)));
      everything(CourseData.columnsOf(160, 33, whole, with(140, 9, 3)));
    }
    everything(extremeMargins(2));
    everything(extremeMargins(3));
    gradients(CourseData.rowsOf(900, 800, true, 3, 1, 2, 3, 4, 5, 6, 7, 8));
    for (boolean whole : new boolean[] {false, true}) {
      for (int classes : new int[] {2, 3, 33}) {
        Dataset data = CourseData.rowsOf(700, classes, whole, Arrays.copyOf(LENGTHS, SOME_HUNDRED));
        batch(data, classes == 33 ? Rows.range(7, 9) : Rows.range(0, 10));
      }
    }
  }

  /** Of which some are few enough to be added up by themselves, and not along all columns. */
  private static final int SOME_HUNDRED = 330;

  private static void batch(Dataset data, Rows rows) {
    OpenOptions options = OpenOptions.defaults();
    try (LogisticKernels host = new ScalarBackend().logistic(data, options);
        LogisticKernels device = CudaLogisticKernels.open(data, options, 0)) {
      allOperations(new Both(host, device), rows, 0.5);
    }
  }

  /** What waits for other threads, first and on little data: a spoilt kernel is soon noticed. */
  private static void barriers() {
    for (boolean whole : new boolean[] {true, false}) {
      batch(CourseData.rowsOf(24, 2, whole, with(9, SOME_HUNDRED, 5)), Rows.range(0, 10));
    }
    for (boolean whole : new boolean[] {true, false}) {
      everything(CourseData.rowsOf(300, 33, whole, with(140, 9, 3)));
      everything(CourseData.dense(40, 3, 2, whole));
      everything(CourseData.rowsOf(60, 2, whole, with(12, 40, 9)));
      everything(CourseData.rowsOf(600, 2, whole, with(400, 20, 1)));
    }
  }

  /** Margins of up to some thousands, where exponentials under- and overflow. */
  private static Dataset extremeMargins(int classes) {
    return CourseData.rowsOf(60, classes, true, 1, 1, 2, 2, 3, 3, 4, 4, 40, 40);
  }

  private record Both(LogisticKernels host, LogisticKernels device) {}

  /** Every operation on rows of every kind. */
  static void everything(Dataset data) {
    everything(data, new CudaBackend(), OpenOptions.defaults());
  }

  /** The same on a device or several, in doubles or floats. */
  static void everything(Dataset data, Backend backend, OpenOptions options) {
    try (LogisticKernels host = new ScalarBackend().logistic(data, options);
        LogisticKernels device = backend.logistic(data, options)) {
      Both both = new Both(host, device);
      int n = data.rows();
      int[] repeats = {n - 1, 0, 0, n / 2, n - 1, 0};
      for (double size : new double[] {0.5, 4000}) {
        allOperations(both, Rows.all(), size);
        allOperations(both, Rows.list(repeats), size);
      }
      allOperations(both, Rows.list(new int[] {n / 2}), 0.5);
      allOperations(both, Rows.list(IntStream.range(0, n).map(k -> n - 1 - k).toArray()), 0.5);
      allOperations(both, Rows.range(n / 3, n), 0.5);
    }
  }

  private static void gradients(Dataset data) {
    OpenOptions options = OpenOptions.defaults();
    try (LogisticKernels host = new ScalarBackend().logistic(data, options);
        LogisticKernels device = CudaLogisticKernels.open(data, options, 0)) {
      Both both = new Both(host, device);
      compare(both, (k, results) -> k.gradient(Rows.range(2, 3), 0.3, z(k, 1), results[0]));
    }
  }

  private static Vec z(LogisticKernels kernels, double size) {
    return vec(kernels, kernels.parameters(), size, 3);
  }

  private static Vec v(LogisticKernels kernels) {
    return vec(kernels, kernels.parameters(), 1, 5);
  }

  private static Vec vec(LogisticKernels kernels, int length, double size, int factor) {
    double[] elements =
        IntStream.range(0, length).mapToDouble(k -> size * (k * factor % 17 - 8) / 8).toArray();
    return kernels.vectors().of(elements);
  }

  private static void allOperations(Both both, Rows rows, double size) {
    compare(both, (k, to) -> k.gradient(rows, 0.3, z(k, size), to[0]));
    compare(both, (k, to) -> k.hessianVector(rows, 0.3, z(k, size), v(k), to[0]));
    compare(
        both,
        (k, to) -> {
          Vec margins = vec(k, k.rows() * k.outputs(), size, 7);
          k.hessianVectorFromMargins(rows, 0.3, margins, v(k), to[0]);
        });
    compare(both, (k, to) -> k.gradientAndHessianVector(rows, 0.3, z(k, size), v(k), to[0], to[1]));
    compare(both, (k, to) -> k.hessianDiagonal(rows, 0.3, z(k, size), to[0]));
    compare(both, (k, to) -> k.directionalDerivatives(rows, z(k, size), v(k), to[2]));
    assertNear(both.device, margins(both.host, rows, size), margins(both.device, rows, size));
    compare(
        both,
        (k, to) -> {
          Rows weighted = rows.weightedBy(vec(k, k.rows(), 1, 7));
          double loss = k.lossAndGradient(weighted, 0.3, z(k, size), to[0]);
          k.vectors().write(Rows.range(0, 1), new double[] {loss}, to[2]);
        });
    compare(
        both,
        (k, to) -> {
          SagaTable table = table(k, 3);
          k.sagaGradient(rows, 0.3, z(k, size), table, to[0]);
          k.vectors().copy(table.average(), to[1]);
        });
    compare(
        both,
        (k, to) -> {
          SagaTable one = table(k, 3);
          SagaTable two = table(k, 5);
          k.sagaGradientHessianVectorAndDirectionalDerivatives(
              rows, 0.3, z(k, size), v(k), one, two, to[0], to[1], to[2]);
          k.vectors().axpy(3, one.average(), to[0]);
          k.vectors().axpy(3, two.average(), to[1]);
          Vec scalars = k.vectors().create(one.scalars().length());
          k.vectors().copy(one.scalars(), scalars);
          k.vectors().axpy(1, two.scalars(), scalars);
          k.vectors().axpy(k.vectors().dot(scalars, two.scalars()), two.average(), to[1]);
        });
  }

  /** Margins of some rows. */
  static void margins(LogisticKernels host, LogisticKernels device, Rows rows) {
    assertNear(device, margins(host, rows, 0.5), margins(device, rows, 0.5));
  }

  private static double[] margins(LogisticKernels kernels, Rows rows, double size) {
    Vec margins = kernels.vectors().create(rows.within(kernels.rows()).count() * kernels.outputs());
    kernels.margins(rows, z(kernels, size), margins);
    return kernels.vectors().toArray(margins);
  }

  private static SagaTable table(LogisticKernels kernels, int factor) {
    return new SagaTable(
        vec(kernels, kernels.rows() * kernels.outputs(), 1, factor),
        vec(kernels, kernels.parameters(), 1, factor + 2),
        1.0 / kernels.rows());
  }

  /** Two vectors of z's length and one with a number a row, on the device and on the host. */
  private static void compare(Both both, BiConsumer<LogisticKernels, Vec[]> call) {
    double[][] expected = results(both.host, call);
    double[][] actual = results(both.device, call);
    for (int r = 0; r < expected.length; r++) {
      assertNear(both.device, expected[r], actual[r]);
    }
  }

  private static void assertNear(LogisticKernels device, double[] expected, double[] actual) {
    double size = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    double tolerance = device.arithmetic() == Arithmetic.FLOAT ? TOLERANCE_OF_FLOATS : TOLERANCE;
    for (int k = 0; k < expected.length; k++) {
      if (!(Math.abs(expected[k] - actual[k]) <= tolerance * (1 + size))) {
        throw new AssertionError("%s: %s instead of %s".formatted(device, actual[k], expected[k]));
      }
    }
  }

  private static double[][] results(
      LogisticKernels kernels, BiConsumer<LogisticKernels, Vec[]> call) {
    Vectors vectors = kernels.vectors();
    Vec[] to = {
      vectors.create(kernels.parameters()),
      vectors.create(kernels.parameters()),
      vectors.create(kernels.rows())
    };
    call.accept(kernels, to);
    return Arrays.stream(to).map(vectors::toArray).toArray(double[][]::new);
  }
}
