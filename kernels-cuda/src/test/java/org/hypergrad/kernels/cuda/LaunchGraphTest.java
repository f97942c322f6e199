package org.hypergrad.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Composed steps as graphs, which change no bit, and only where the driver has them. */
@ExtendWith(CudaCheck.class)
class LaunchGraphTest {

  @Test
  void composedStepsAreGraphsWithTheBitsOfPlainLaunches() {
    assumeTrue(FakeCuda.isHere(), "only the driver of tests pretends to be an older one");
    String graphs = ComposedSteps.report();
    String launches = ChildReport.run(ComposedSteps.class, Map.of("FAKECUDA_DRIVER", "11080"));
    assertThat(graphs).matches("[1-9][0-9]* graphs, result -?[0-9]+");
    assertThat(launches.lines()).contains(graphs.replaceFirst("[0-9]+", "0"));
  }

  @Test
  void everyStepIsAGraph() {
    assertThat(ComposedSteps.graphs(false)).isEqualTo(ComposedSteps.COUNT);
    assertThat(ComposedSteps.graphs(true))
        .as("lists of rows, whose upload cuts a step in two")
        .isEqualTo(2 * ComposedSteps.COUNT);
  }
}
