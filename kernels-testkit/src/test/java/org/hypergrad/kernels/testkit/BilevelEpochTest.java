package org.hypergrad.kernels.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vectors;
import org.hypergrad.kernels.scalar.ScalarBackend;
import org.junit.jupiter.api.Test;

/** What weight a row must have in a direction. */
class BilevelEpochTest {

  private static final int BLOCK = 4;
  private static final KernelProblem INNER =
      KernelProblem.of("inner", 23, 5, (i, j, random) -> KernelProblem.normal(random) / 2);

  private final Backend backend = new ScalarBackend();

  private LogisticKernels open() {
    return backend.logistic(INNER.in(Storage.DENSE_DOUBLE), OpenOptions.defaults());
  }

  /** With weight 1/|B| instead the six rows of a short last block would count too much. */
  @Test
  void anEpochOfBlocksWithAShortLastOneAddsUpToTheExactGradient() {
    int n = INNER.rows();
    int blocks = Math.ceilDiv(n, BLOCK);
    assertThat(n % BLOCK).as("rows of the last block").isEqualTo(3);
    BilevelStep standing =
        BilevelStep.plain(StepSize.constant(0), StepSize.constant(0)).withSemiImplicitPenalty();
    try (BilevelKernels kernels = backend.bilevel(open(), open(), Penalty.uniform(5))) {
      Vectors vectors = kernels.vectors();
      BilevelState state =
          new BilevelState(
              vectors, vectors.of(INNER.z()), vectors.of(INNER.v()), vectors.create(1), null);
      double[] sum = new double[5];
      double sizes = 0;
      for (int b = 0; b < blocks; b++) {
        Rows[] inner = {Rows.range(b * BLOCK, Math.min((b + 1) * BLOCK, n))};
        Rows[] outer = {Rows.range(0, 0)};
        kernels.advance(standing, state, b + 1, 1, inner, blocks / (double) n, outer, 1);
        double[] estimate = vectors.toArray(state.innerDirection());
        for (int j = 0; j < sum.length; j++) {
          sum[j] += estimate[j];
          sizes += Math.abs(estimate[j]);
        }
      }
      double[] weights = new double[n];
      Arrays.fill(weights, 1);
      Bounded[] exact =
          new ExactLogistic(INNER)
              .gradient(
                  IntStream.range(0, n).toArray(),
                  weights,
                  Bounded.exact(blocks / (double) n),
                  Bounded.exact(INNER.z()));
      for (int j = 0; j < sum.length; j++) {
        Bounded total = exact[j].widened(blocks * Bounded.UNIT * sizes);
        Bounded.assertWithin("number of blocks × gradient", sum[j], total);
      }
      assertThat(vectors.toArray(state.z())).isEqualTo(INNER.z());
      assertThat(vectors.toArray(state.x())).containsExactly(0);
    }
  }
}
