package org.hypergrad.cli;

import java.util.Map;
import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.DeviceFailedException;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Probe;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Shape;
import org.hypergrad.kernels.Support;
import org.hypergrad.kernels.scalar.ScalarBackend;

/** The scalar backend on a device that fails in its fifth stretch of iterations; never in auto. */
public final class FrailBackend implements Backend {

  static final String FAILURE = "cuStreamSynchronize: CUDA_ERROR_ECC_UNCORRECTABLE (214)";

  private static final int GOOD_STRETCHES = 4;

  private final Backend scalar = new ScalarBackend();

  /** For the service loader. */
  public FrailBackend() {}

  @Override
  public String name() {
    return "frail";
  }

  @Override
  public int rank() {
    return -1;
  }

  @Override
  public Probe probe() {
    return Probe.available(Map.of());
  }

  @Override
  public Support supports(Operation operation, Shape shape) {
    return scalar.supports(operation, shape);
  }

  @Override
  public LogisticKernels logistic(Dataset data, OpenOptions options) {
    return scalar.logistic(data, options);
  }

  @Override
  public BilevelKernels bilevel(LogisticKernels inner, LogisticKernels outer, Penalty penalty) {
    return new BilevelKernels(inner, outer, penalty) {
      private int stretches;

      @Override
      protected void advanceK(
          BilevelStep step,
          BilevelState state,
          long firstIteration,
          int count,
          Rows[] innerRows,
          double innerScale,
          Rows[] outerRows,
          double outerScale) {
        if (stretches++ == GOOD_STRETCHES) {
          throw new DeviceFailedException(FAILURE);
        }
        super.advanceK(
            step, state, firstIteration, count, innerRows, innerScale, outerRows, outerScale);
      }
    };
  }
}
