package org.hypergrad.kernels.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Function;
import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Probe;
import org.hypergrad.kernels.RowWeightKernels;
import org.hypergrad.kernels.RowWeightState;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Shape;
import org.hypergrad.kernels.Support;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.scalar.ScalarBackend;
import org.junit.jupiter.api.Test;

/** Backends with one mistake each in the step on weights of rows: the proof must find it. */
class WrongRowWeightsTest {

  /** The handles and the penalty of kernels. */
  private record Parts(LogisticKernels inner, LogisticKernels outer, Penalty penalty) {}

  /** The scalar reference, whose calls go iteration by iteration. */
  private abstract static class Kernels extends RowWeightKernels {
    Kernels(Parts parts) {
      super(parts.inner, parts.outer, parts.penalty);
    }

    /** One iteration as it should be. */
    final void right(BilevelStep step, RowWeightState state, Iteration on) {
      Rows[] inner = {on.innerRows};
      Rows[] outer = {on.outerRows};
      super.advanceK(step, state, on.t, 1, inner, on.innerScale, outer, on.outerScale);
    }

    abstract void wrong(BilevelStep step, RowWeightState state, Iteration on);

    @Override
    protected final void advanceK(
        BilevelStep step,
        BilevelState state,
        long firstIteration,
        int count,
        Rows[] innerRows,
        double innerScale,
        Rows[] outerRows,
        double outerScale) {
      for (int k = 0; k < count; k++) {
        long t = firstIteration + k;
        wrong(
            step,
            (RowWeightState) state,
            new Iteration(t, innerRows[k], innerScale, outerRows[k], outerScale));
      }
    }

    final double[] array(Vec vec) {
      return vectors().toArray(vec);
    }

    final int[] numbers(Rows rows) {
      Rows selected = rows.within(inner().rows());
      int[] numbers = new int[selected.count()];
      for (int k = 0; k < numbers.length; k++) {
        numbers[k] = selected.row(k);
      }
      return numbers;
    }

    /** Moves what is pending for the rows given. */
    final void catchUp(BilevelStep step, RowWeightState state, int... rows) {
      if (state.tables() == null) {
        return;
      }
      double[] current = array(outerVariable(step, state));
      double[] x = array(state.x());
      double[] last = array(state.stepsAtLastMove());
      for (int row : rows) {
        x[row] = current[row];
        last[row] = array(state.steps())[0];
      }
      vectors().write(x, state.x());
      vectors().write(last, state.stepsAtLastMove());
    }
  }

  private record Iteration(
      long t, Rows innerRows, double innerScale, Rows outerRows, double outerScale) {}

  private record Wrong(Function<Parts, RowWeightKernels> kernels) implements Backend {
    @Override
    public String name() {
      return "wrong";
    }

    @Override
    public int rank() {
      return 1;
    }

    @Override
    public Probe probe() {
      return Probe.refused("it is wrong");
    }

    @Override
    public Support supports(Operation operation, Shape shape) {
      return Support.own("");
    }

    @Override
    public LogisticKernels logistic(Dataset data, OpenOptions options) {
      return new ScalarBackend().logistic(data, options);
    }

    @Override
    public RowWeightKernels rowWeights(
        LogisticKernels inner, LogisticKernels outer, Penalty penalty) {
      return kernels.apply(new Parts(inner, outer, penalty));
    }
  }

  private static void assertFound(
      Function<Parts, RowWeightKernels> kernels, String... messageParts) {
    BackendProof proof = BackendProof.of(new Wrong(kernels)).operation(Operation.ROW_WEIGHT_STEP);
    assertThatThrownBy(proof::verify)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("wrong fails ")
        .hasMessageContainingAll(messageParts);
  }

  /** Rows outside the batch move at once, and are made up for all the same. */
  @Test
  void anAveragePartThatIsAppliedTwice() {
    assertFound(
        parts ->
            new Kernels(parts) {
              @Override
              void wrong(BilevelStep step, RowWeightState state, Iteration on) {
                double before = array(state.steps())[0];
                double[] stored = array(state.rowDerivatives());
                right(step, state, on);
                double moved = array(state.steps())[0] - before;
                double[] x = array(state.x());
                for (int row = 0; row < stored.length; row++) {
                  x[row] -= moved * stored[row] / x.length;
                }
                vectors().write(x, state.x());
              }
            },
        "ROW_WEIGHT_STEP on SPARSE_FLOAT, exactly",
        "rich x [",
        "ROW_WEIGHT_STEP with tables, 40 iterations of the plain rule");
  }

  @Test
  void aPendingPartThatIsForgotten() {
    assertFound(
        parts ->
            new Kernels(parts) {
              @Override
              void wrong(BilevelStep step, RowWeightState state, Iteration on) {
                if (state.tables() != null) {
                  double[] last = array(state.stepsAtLastMove());
                  for (int row : numbers(on.innerRows)) {
                    last[row] = array(state.steps())[0];
                  }
                  vectors().write(last, state.stepsAtLastMove());
                }
                right(step, state, on);
              }
            },
        "ROW_WEIGHT_STEP on DENSE_DOUBLE, exactly",
        "rich x [",
        "ROW_WEIGHT_STEP with tables, 40 iterations of the plain rule");
  }

  /** Rows outside the batch would have to be scaled by another number than those in it. */
  @Test
  void aRowThatIsNormalisedOnItsOwn() {
    assertFound(
        parts ->
            new Kernels(parts) {
              @Override
              void wrong(BilevelStep step, RowWeightState state, Iteration on) {
                int[] rows = numbers(on.innerRows);
                catchUp(step, state, rows);
                double[] x = array(state.x());
                right(step, state, on);
                if (step.secondMomentDecay() == 0 || on.t < step.outerStart()) {
                  return;
                }
                double[] next = array(state.x());
                double length = step.outerStep().at(on.t - step.outerStart() + 1);
                for (int row : rows) {
                  double moved = x[row] + length * Math.signum(next[row] - x[row]);
                  next[row] = Math.clamp(moved, step.lower(), step.upper());
                }
                vectors().write(next, state.x());
              }
            },
        "ROW_WEIGHT_STEP on DENSE_DOUBLE, exactly",
        "rich x [",
        "ROW_WEIGHT_STEP plain, 40 iterations of second moments");
  }
}
