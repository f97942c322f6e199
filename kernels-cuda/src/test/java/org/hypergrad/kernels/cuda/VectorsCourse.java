package org.hypergrad.kernels.cuda;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.hypergrad.kernels.scalar.HostVectors;

/**
 * Every operation of vectors once, on whole numbers whose sums are exact in any order: whatever
 * differs from the scalar reference in a bit is wrong. For runs that count what is executed, and
 * for runs of kernels that were spoilt on purpose.
 */
public final class VectorsCourse implements Runnable {

  /** Courses are made by name. */
  public VectorsCourse() {}

  @FunctionalInterface
  private interface Step {
    void run(Vectors vectors, Vec x, Vec y, Vec out);
  }

  @Override
  public void run() {
    try (CudaSession session = CudaSession.open(0, new CudaPlan(), "a course")) {
      sums(session); // first what has barriers, so that a spoilt one is soon noticed
      penalties(session.vectors());
      for (int length : new int[] {1, 255, 1300}) {
        elements(session.vectors(), length);
      }
    }
  }

  private static double[] whole(int length, int factor) {
    return IntStream.range(0, length).mapToDouble(k -> k * factor % 17 - 8).toArray();
  }

  private static void elements(Vectors device, int length) {
    int[] some = IntStream.range(0, length).map(k -> k * 7 % length).toArray();
    double[] back = new double[length];
    for (Step step :
        new Step[] {
          (k, x, y, out) -> k.fill(3, out),
          (k, x, y, out) -> k.scale(3, out),
          (k, x, y, out) -> k.axpy(3, x, out),
          (k, x, y, out) -> k.multiplyAdd(3, x, y, out),
          (k, x, y, out) -> k.clip(-2, 3, out),
          (k, x, y, out) -> k.average(0.25, x, out),
          (k, x, y, out) -> k.averageSquares(0.25, x, out),
          (k, x, y, out) -> k.normalizedStep(0.3, x, y, 0.19, out),
          (k, x, y, out) -> k.shrink(0.3, y, out),
          (k, x, y, out) -> k.write(Rows.list(some), k.toArray(x), out),
          (k, x, y, out) -> {
            k.read(Rows.list(some), x, back);
            k.write(back, out);
          }
        }) {
      requireSame(result(new HostVectors(), length, step), result(device, length, step));
    }
  }

  private static double[] result(Vectors vectors, int length, Step step) {
    double[] squares = Arrays.stream(whole(length, 5)).map(value -> value * value).toArray();
    squares[length / 2] = Double.NaN;
    Vec out = vectors.of(whole(length, 11));
    step.run(vectors, vectors.of(whole(length, 3)), vectors.of(squares), out);
    return vectors.toArray(out);
  }

  private static void sums(CudaSession session) {
    Vectors device = session.vectors();
    Vectors host = new HostVectors();
    for (int length : new int[] {1, 300, 2049, 9000}) {
      double[] x = whole(length, 3);
      double[] y = whole(length, 5);
      requireSame(
          new double[] {host.dot(host.of(x), host.of(y))},
          new double[] {device.dot(device.of(x), device.of(y))});
    }
    double[] many = whole(1500, 7);
    CudaVec from = (CudaVec) device.of(many);
    CudaVec to = (CudaVec) device.create(1);
    session.sum(session.address(from), many.length, session.address(to));
    requireSame(new double[] {Arrays.stream(many).sum()}, device.toArray(to));
  }

  private static void penalties(Vectors device) {
    int[] uneven = IntStream.range(0, 91).map(k -> (int) Math.sqrt(2 * k + 0.3)).toArray();
    for (Penalty penalty :
        new Penalty[] {
          Penalty.groups(uneven, 16).withIntercept(),
          Penalty.perClass(40, 3),
          Penalty.uniform(30_000),
          Penalty.groups(IntStream.range(0, 9000).map(k -> k / 4500).toArray(), 3),
          Penalty.fixed(70, 0.5, 3)
        }) {
      requireSame(derivative(new HostVectors(), penalty), derivative(device, penalty));
    }
  }

  /** With strengths that both ways are the same: e⁰, too large, and all but zero. */
  private static double[] derivative(Vectors vectors, Penalty penalty) {
    int p = penalty.innerDimension();
    Vec e = vectors.create(p);
    Vec x = vectors.create(penalty.outerDimension());
    if (x.length() == 3) {
      vectors.write(new double[] {0, 1000, -744}, x);
    }
    vectors.coefficients(penalty, x, e);
    Vec out = vectors.create(penalty.outerDimension());
    vectors.mixedDerivative(penalty, e, vectors.of(whole(p, 3)), vectors.of(whole(p, 5)), out);
    return vectors.toArray(out);
  }

  private static void requireSame(double[] expected, double[] actual) {
    if (!Arrays.equals(expected, actual)) {
      int k = Arrays.mismatch(expected, actual);
      throw new AssertionError("element %d is %s, not %s".formatted(k, actual[k], expected[k]));
    }
  }
}
