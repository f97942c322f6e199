package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.hypergrad.kernels.scalar.HostVectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the scalar reference: the same bits element by element, sums within their bound. */
@ExtendWith(CudaCheck.class)
class CudaVectorsTest {

  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    Double.MIN_VALUE,
    -1e-310,
    1e308,
    -1e308,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    709.9,
    -745.2,
    1.5
  };

  private final Random random = new Random(3);
  private final Vectors host = new HostVectors();
  private CudaSession session;
  private Vectors device;

  @BeforeEach
  void open() {
    session = CudaSession.open(0, new CudaPlan(), "a test");
    device = session.vectors();
  }

  @AfterEach
  void close() {
    session.close();
  }

  static IntStream lengths() {
    return IntStream.of(0, 1, 2, 31, 32, 33, 127, 255, 256, 257, 1009, 4099);
  }

  private double[] normal(int length) {
    double[] values = new double[length];
    Arrays.setAll(values, k -> random.nextGaussian());
    return values;
  }

  /** Every pair of special values, and many that are not. */
  private double[][] operands(int length) {
    double[][] operands = {normal(length), normal(length), normal(length)};
    for (int k = 0; k < Math.min(length, SPECIAL.length * SPECIAL.length); k++) {
      operands[0][k] = SPECIAL[k % SPECIAL.length];
      operands[1][k] = SPECIAL[k / SPECIAL.length];
    }
    return operands;
  }

  @FunctionalInterface
  private interface Operation {
    void run(Vectors vectors, Vec x, Vec y, Vec out);
  }

  private void assertSameBits(int length, Operation operation) {
    double[][] operands = operands(length);
    double[] expected = run(host, operands, operation);
    double[] actual = run(device, operands, operation);
    // a NaN has many bit patterns, of which Java and devices choose as they like
    assertThat(actual).usingComparator((a, b) -> Arrays.equals(a, b) ? 0 : 1).isEqualTo(expected);
  }

  private static double[] run(Vectors vectors, double[][] operands, Operation operation) {
    Vec x = vectors.of(operands[0]);
    Vec y = vectors.of(operands[1]);
    Vec out = vectors.of(operands[2]);
    operation.run(vectors, x, y, out);
    assertThat(vectors.toArray(x)).isEqualTo(operands[0]);
    assertThat(vectors.toArray(y)).isEqualTo(operands[1]);
    return vectors.toArray(out);
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void elementByElement(int length) {
    assertSameBits(length, (k, x, y, out) -> k.fill(-1.25, out));
    assertSameBits(length, (k, x, y, out) -> k.copy(x, out));
    assertSameBits(length, (k, x, y, out) -> k.axpy(0.3, x, out));
    assertSameBits(length, (k, x, y, out) -> k.multiplyAdd(0.3, x, y, out));
    assertSameBits(length, (k, x, y, out) -> k.multiplyAdd(-1.7, x, x, out));
    assertSameBits(length, (k, x, y, out) -> k.average(0.9, x, out));
    assertSameBits(length, (k, x, y, out) -> k.averageSquares(0.9, x, out));
    assertSameBits(length, (k, x, y, out) -> k.normalizedStep(0.3, x, y, 0.19, out));
    assertSameBits(length, (k, x, y, out) -> k.shrink(0.3, y, out));
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void elementByElementInPlace(int length) {
    assertSameBits(
        length,
        (k, x, y, out) -> {
          k.copy(x, out);
          k.scale(0.3, out);
        });
    assertSameBits(
        length,
        (k, x, y, out) -> {
          k.copy(x, out);
          k.clip(-0.5, 0.7, out);
        });
  }

  /** A sum of n products, each rounded once, added in any order: n units of Σ|xᵢyᵢ|. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 33, 255, 256, 257, 2048, 2049, 12_007})
  void dotAndNorm(int length) {
    double[] x = normal(length);
    double[] y = normal(length);
    double sum = 0;
    double sizes = 0;
    for (int k = 0; k < length; k++) {
      sum += x[k] * y[k];
      sizes += Math.abs(x[k] * y[k]);
    }
    Vec xs = device.of(x);
    Vec ys = device.of(y);
    double dot = device.dot(xs, ys);
    assertThat(Math.abs(dot - sum)).isLessThanOrEqualTo(2 * length * Math.ulp(sizes));
    for (long seed = 2; seed < 6; seed++) { // another order of threads and blocks, the same bits
      FakeCuda.seed(seed);
      assertThat(device.dot(xs, ys)).isEqualTo(dot);
    }
    assertThat(device.norm(xs)).isEqualTo(Math.sqrt(device.dot(xs, xs)));
  }

  @Test
  void aNumberThatIsNoneIsSeenInASum() {
    double[] x = normal(1000);
    x[777] = Double.NaN;
    assertThat(device.dot(device.of(x), device.of(normal(1000)))).isNaN();
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void rowsAreGatheredAndScattered(int length) {
    if (length == 0) {
      return;
    }
    int[] list = IntStream.range(0, 3 * length / 2 + 1).map(k -> random.nextInt(length)).toArray();
    for (Rows rows :
        new Rows[] {
          Rows.list(list),
          Rows.list(list, list.length / 3, list.length / 2),
          Rows.all(),
          Rows.range(length / 3, length / 2)
        }) {
      double[] x = normal(length);
      int count = rows.within(length).count();
      double[] expected = normal(count + 2);
      double[] actual = expected.clone();
      host.read(rows, host.of(x), expected);
      device.read(rows, device.of(x), actual);
      assertThat(actual).isEqualTo(expected);
      Vec onHost = host.of(x);
      Vec onDevice = device.of(x);
      double[] from = normal(count + 1);
      host.write(rows, from, onHost);
      device.write(rows, from, onDevice);
      assertThat(device.toArray(onDevice)).isEqualTo(host.toArray(onHost));
    }
  }

  /** More rows than go at a time: the last of equal ones must still win. */
  @Test
  void rowsInSeveralChunks() {
    int length = 70_001;
    int[] list = IntStream.range(0, length).map(k -> k * 7919 % 40_009).toArray();
    double[] x = normal(length);
    double[] expected = new double[length];
    double[] actual = new double[length];
    host.read(Rows.list(list), host.of(x), expected);
    device.read(Rows.list(list), device.of(x), actual);
    assertThat(actual).isEqualTo(expected);
    Vec onHost = host.create(length);
    Vec onDevice = device.create(length);
    host.write(Rows.list(list), x, onHost);
    device.write(Rows.list(list), x, onDevice);
    assertThat(device.toArray(onDevice)).isEqualTo(host.toArray(onHost));
  }

  /** More than fits the way between host and device at a time, and an array changed right after. */
  @Test
  void aLongVectorGoesAndComes() {
    double[] x = LongStream.range(0, 400_003).mapToDouble(k -> k + 0.5).toArray();
    double[] sent = x.clone();
    Vec vec = device.of(sent);
    Arrays.fill(sent, Double.NaN);
    assertThat(device.toArray(vec)).isEqualTo(x);
  }

  private static void assertNear(double[] actual, double[] expected, double[] bound) {
    for (int k = 0; k < expected.length; k++) {
      assertThat(Math.abs(actual[k] - expected[k])).isLessThanOrEqualTo(bound[k]);
    }
  }

  /**
   * e^x within two units where Java and CUDA promise one each; groups up to 64 coordinates are the
   * same bits, larger ones within the bound of a sum in any order.
   */
  private void assertPenalty(Penalty penalty) {
    int p = penalty.innerDimension();
    double[] x = normal(penalty.outerDimension());
    double[] e = new double[p];
    BiConsumer<Vectors, double[]> coefficients =
        (vectors, to) -> {
          Vec out = vectors.of(to);
          vectors.coefficients(penalty, vectors.of(x), out);
          vectors.read(out, to);
        };
    coefficients.accept(host, e);
    double[] onDevice = normal(p);
    coefficients.accept(device, onDevice);
    assertNear(onDevice, e, Arrays.stream(e).map(value -> 2 * Math.ulp(value)).toArray());

    double[] z = normal(p);
    double[] v = normal(p);
    double[] sizes = new double[penalty.outerDimension()];
    int[] members = new int[penalty.outerDimension()];
    for (int k = 0; k < p; k++) {
      if (penalty.groupOf(k) >= 0) {
        sizes[penalty.groupOf(k)] += Math.abs(e[k] * z[k] * v[k]);
        members[penalty.groupOf(k)]++;
      }
    }
    double[] bound = new double[sizes.length];
    boolean large = Arrays.stream(members).anyMatch(count -> count > 64);
    Arrays.setAll(bound, g -> large ? 2 * (members[g] + 2) * Math.ulp(sizes[g]) : 0);
    assertNear(mixed(device, penalty, e, z, v), mixed(host, penalty, e, z, v), bound);
  }

  private static double[] mixed(
      Vectors vectors, Penalty penalty, double[] e, double[] z, double[] v) {
    Vec out = vectors.create(penalty.outerDimension());
    vectors.fill(Double.NaN, out);
    vectors.mixedDerivative(penalty, vectors.of(e), vectors.of(z), vectors.of(v), out);
    return vectors.toArray(out);
  }

  @Test
  void penalties() {
    assertPenalty(Penalty.perFeature(300));
    assertPenalty(Penalty.perFeature(40, 3).withIntercept(3));
    assertPenalty(Penalty.perClass(50, 3));
    assertPenalty(Penalty.perClass(100, 3));
    assertPenalty(Penalty.uniform(64));
    assertPenalty(Penalty.uniform(9000));
    assertPenalty(Penalty.none(5, 3));
    assertPenalty(Penalty.fixed(70, 0.4, 33));
    assertPenalty(Penalty.uniform(0));
    assertPenalty(Penalty.none(4, 0));
    assertPenalty(Penalty.groups(new int[] {2, -1, 0, 2, 2, -1}, 4));
  }
}
