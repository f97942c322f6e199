package org.hypergrad.kernels;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.hypergrad.kernels.scalar.ScalarBackend;

/**
 * Run in child JVMs: gradients, SAGA and bilevel steps on one small case, as a hash of every bit,
 * over and over until the compilers have had their turns.
 */
final class FixedCaseMain {

  private static final int ITERATIONS = 20;

  private FixedCaseMain() {}

  public static void main(String[] arguments) throws NoSuchAlgorithmException {
    int repetitions = Integer.getInteger("repetitions");
    String first = hash();
    for (int k = 1; k < repetitions; k++) {
      String next = hash();
      if (!next.equals(first)) {
        System.out.println("repetition " + k + " has " + next + " after " + first);
        return;
      }
    }
    System.out.println(first);
  }

  private static String hash() throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    Backend backend = new ScalarBackend();
    KernelProblem problem =
        KernelProblem.of("fixed", 61, 9, (i, j, random) -> KernelProblem.normal(random));
    for (Storage storage : Storage.values()) {
      try (BilevelKernels kernels =
          backend.bilevel(
              backend.logistic(problem.in(storage), OpenOptions.defaults()),
              backend.logistic(problem.in(storage), OpenOptions.defaults()),
              Penalty.perFeature(9))) {
        digestKernels(kernels, problem, digest);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void digestKernels(
      BilevelKernels kernels, KernelProblem problem, MessageDigest digest) {
    LogisticKernels inner = kernels.inner();
    Vectors vectors = kernels.vectors();
    Vec z = vectors.of(problem.z());
    Vec out = vectors.create(9);
    Rows weighted = Rows.all().weightedBy(vectors.of(problem.weights()));
    digest(digest, inner.lossAndGradient(weighted, 0.3, z, out));
    digest(digest, vectors.toArray(out));
    SagaTables tables = SagaTables.zeros(vectors, 61, 61, 9);
    BilevelState state =
        new BilevelState(vectors, z, vectors.of(problem.v()), vectors.create(9), tables);
    Rows[] rows = new Rows[ITERATIONS];
    for (int t = 0; t < ITERATIONS; t++) {
      int first = 16 * (t % 4);
      rows[t] = Rows.range(first, Math.min(first + 16, 61));
    }
    rows[5] = Rows.list(new int[] {3, 60, 3});
    BilevelStep step =
        BilevelStep.plain(StepSize.power(0.25, 0.5), StepSize.power(0.25, 0.3))
            .withSemiImplicitPenalty()
            .withMomentum(0.5)
            .withSecondMoment(0.9)
            .withBox(-3, 3);
    kernels.advance(step, state, 1, ITERATIONS, rows, 4 / 61.0, rows, 4 / 61.0);
    Stream.of(
            state.z(),
            state.v(),
            state.x(),
            tables.residuals().scalars(),
            tables.residuals().average(),
            tables.curvatures().scalars(),
            tables.curvatures().average(),
            tables.outerResiduals().average())
        .map(vectors::toArray)
        .forEach(values -> digest(digest, values));
  }

  private static void digest(MessageDigest digest, double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length);
    for (double value : values) {
      bytes.putLong(Double.doubleToRawLongBits(value));
    }
    digest.update(bytes.array());
  }
}
