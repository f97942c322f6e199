package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hypergrad.kernels.Arithmetic;
import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vectors;
import org.hypergrad.kernels.scalar.ScalarBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SABA on dense rows of many classes where floats are permitted. */
@ExtendWith(CudaCheck.class)
class FloatStepsTest {

  private static final int COLUMNS = 5;
  private static final int CLASSES = 3;
  private static final int ITERATIONS = 24;
  private static final double STEP = 0.25;

  /** Of values up to 0.5, coefficients up to one and as many terms over the batch's size. */
  private static final double BOUND_OF_DIRECTION = COLUMNS * CLASSES * 40 * 0x1p-24;

  /** Whole numbers of 2⁻⁶, which floats hold: what differs is arithmetic alone. */
  private static final Dataset DATA = CourseData.dense(400, COLUMNS, CLASSES, true);

  /** The state after some iterations on batches of so many rows. */
  private static double[] state(Backend backend, Arithmetic arithmetic, int batch) {
    OpenOptions options = new OpenOptions(1, arithmetic);
    Penalty penalty = Penalty.perClass(COLUMNS, CLASSES);
    try (BilevelKernels kernels =
        backend.bilevel(
            backend.logistic(DATA, options), backend.logistic(DATA, options), penalty)) {
      Vectors vectors = kernels.vectors();
      BilevelState state =
          kernels.state(
              vectors.create(penalty.innerDimension()),
              vectors.of(new double[penalty.outerDimension()]),
              true);
      BilevelStep step = BilevelStep.plain(StepSize.constant(STEP), StepSize.constant(STEP));
      Rows[] rows =
          IntStream.range(0, ITERATIONS)
              .map(t -> 37 * t % (DATA.rows() - batch + 1))
              .mapToObj(first -> Rows.range(first, first + batch))
              .toArray(Rows[]::new);
      kernels.advance(step, state, 1, ITERATIONS, rows, 1.0 / batch, rows, 1.0 / batch);
      return state.saved().values().stream()
          .flatMapToDouble(vec -> Arrays.stream(vectors.toArray(vec)))
          .toArray();
    }
  }

  private static double distance(double[] a, double[] b) {
    assertThat(a).hasSameSizeAs(b);
    return IntStream.range(0, a.length).mapToDouble(k -> Math.abs(a[k] - b[k])).max().orElse(0);
  }

  /** More rows than a block takes: iterations are composed of products in floats. */
  @Test
  void largeBatchesStayNearWhatDoublesGive() {
    double[] doubles = state(new ScalarBackend(), Arithmetic.DOUBLE, 350);
    double[] floats = state(new CudaBackend(), Arithmetic.FLOAT, 350);
    assertThat(distance(floats, doubles)).isBetween(1e-12, ITERATIONS * STEP * BOUND_OF_DIRECTION);
    assertThat(Arrays.stream(doubles).map(Math::abs).max().orElse(0)).isGreaterThan(1e-2);
  }

  @Test
  void stepsThatAreFusedStayInDoubles() {
    double[] doubles = state(new CudaBackend(), Arithmetic.DOUBLE, 8);
    assertThat(state(new CudaBackend(), Arithmetic.FLOAT, 8)).containsExactly(doubles);
  }
}
