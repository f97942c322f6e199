package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.hypergrad.kernels.Arithmetic;
import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.BackendRefusedException;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.scalar.ScalarBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows shared among devices, which are one device several times where there is no other. */
@ExtendWith(CudaCheck.class)
class ShardedLogisticTest {

  private static final Backend TWO = new CudaBackend().on("0+0");
  private static final Backend THREE = new CudaBackend().on("0+0+0");
  private static final OpenOptions DOUBLES = OpenOptions.defaults();
  private static final OpenOptions FLOATS = new OpenOptions(1, Arithmetic.FLOAT);

  @Test
  void everyOperationIsThatOfTheCpu() {
    LogisticCourse.everything(CourseData.dense(41, 35, 2, false), TWO, DOUBLES);
    LogisticCourse.everything(CourseData.dense(20, 5, 3, true), THREE, DOUBLES);
    LogisticCourse.everything(CourseData.dense(20, 5, 3, true), TWO, FLOATS);
    LogisticCourse.everything(
        CourseData.rowsOf(60, 3, false, 3, 0, 9, 12, 7, 8, 2, 5, 4), TWO, DOUBLES);
  }

  /** Some devices have no rows then. */
  @Test
  void rowsMayBeFewerThanDevices() {
    Dataset one = CourseData.dense(1, 4, 2, false);
    try (LogisticKernels host = new ScalarBackend().logistic(one, OpenOptions.defaults());
        LogisticKernels devices = THREE.logistic(one, OpenOptions.defaults())) {
      double[] z = {0.5, -1, 2, 0.25};
      double[] expected = new double[4];
      double[] actual = new double[4];
      assertThat(devices.lossAndGradient(z, actual)).isEqualTo(host.lossAndGradient(z, expected));
      assertThat(actual).containsExactly(expected);
    }
  }

  private static double[] gradient(long seed) {
    FakeCuda.seed(seed);
    Dataset data = CourseData.dense(200, 9, 2, false);
    double[] z = new double[9];
    Arrays.setAll(z, k -> k - 4.0);
    double[] out = new double[9];
    try (LogisticKernels kernels = THREE.logistic(data, OpenOptions.defaults())) {
      kernels.gradient(z, out);
    }
    return out;
  }

  /** Whichever device is done first. */
  @Test
  void noBitDependsOnTheSchedule() {
    assertThat(gradient(2)).containsExactly(gradient(1));
  }

  /** Handles that are opened one by one, a thread of the host for each. */
  @Test
  void handlesLiveSideBySide() {
    List<LogisticKernels> handles = new ArrayList<>();
    for (int k = 0; k < 2; k++) {
      Dataset data = CourseData.dense(50 + k, 9, 2, false);
      handles.add(new CudaBackend().logistic(data, OpenOptions.defaults()));
    }
    double[][] together = new double[2][9];
    double[][] alone = new double[2][9];
    try (DeviceThreads threads = new DeviceThreads(2)) {
      threads.run(k -> {
        for (int call = 0; call < 20; call++) {
          handles.get(k).gradient(new double[9], together[k]);
        }
      });
      for (int k = 0; k < 2; k++) {
        handles.get(k).gradient(new double[9], alone[k]);
      }
    } finally {
      handles.forEach(LogisticKernels::close);
    }
    assertThat(together).isDeepEqualTo(alone);
    assertThat(together[0]).isNotEqualTo(together[1]);
  }

  private static double[][] steps(Backend backend, Penalty penalty) {
    Dataset inner = CourseData.dense(30, 6, 2, false);
    Dataset outer = CourseData.dense(20, 6, 2, true);
    BilevelStep step = BilevelStep.plain(StepSize.constant(0.25), StepSize.constant(0.1));
    Rows[] batches = new Rows[20];
    Arrays.setAll(
        batches, t -> t % 2 == 0 ? Rows.range(t / 2, t / 2 + 8) : Rows.list(new int[] {t, 3, 17}));
    try (BilevelKernels kernels = CourseData.kernels(backend, inner, outer, penalty)) {
      BilevelState state =
          kernels.state(
              kernels.vectors().create(6),
              kernels.vectors().create(penalty.outerDimension()),
              true);
      kernels.advance(step, state, 1, batches.length, batches, 0.1, batches, 0.1);
      return state.saved().values().stream()
          .map(kernels.vectors()::toArray)
          .toArray(double[][]::new);
    }
  }

  @Test
  void stepsOfSabaAreThoseOfTheCpu() {
    for (Penalty penalty : List.of(Penalty.perFeature(6), Penalty.fixed(6, 0.1, 30))) {
      double[][] expected = steps(new ScalarBackend(), penalty);
      double[][] actual = steps(TWO, penalty);
      for (int k = 0; k < expected.length; k++) {
        for (int i = 0; i < expected[k].length; i++) {
          assertThat(Math.abs(actual[k][i] - expected[k][i])).isLessThan(1e-12);
        }
      }
    }
  }

  @Test
  void aRefusalNamesTheDeviceAndItsRows() {
    Dataset data = CourseData.dense(30, 6, 2, false);
    assertThatThrownBy(() -> new CudaBackend().on("0+999").logistic(data, OpenOptions.defaults()))
        .isInstanceOf(BackendRefusedException.class)
        .hasMessageContaining("there is no device 999");
    assertThat(TWO.name()).isEqualTo("cuda:0+0");
    assertThat(TWO.probe().available()).isTrue();
  }

  /** 8 MiB hold the first half of the rows, with what comes with it. */
  @Test
  void aRefusalForMemoryNamesDeviceRowsNumbersAndCure() {
    assumeTrue(FakeCuda.isHere(), "only the driver of tests has so little memory");
    String output =
        ChildReport.run(
            ShareLittleMemory.class, Map.of("FAKECUDA_MEM_MB", "8", "FAKECUDA_REUSE", "1"));
    assertThat(output)
        .containsPattern(
            "refused: no backend for 'cuda:0\\+0' \\(asked for\\): cuda:0\\+0: rows \\[6000, 12000\\) of a"
                + " dataset of 12000 × 100, 2 classes needs \\d\\.\\d MiB \\(\\d{7} bytes\\) on cuda:0,"
                + " where \\d\\.\\d MiB are free \\(\\d{7} bytes\\): free some there, or choose another"
                + " device")
        .contains("left behind: 0");
  }
}
