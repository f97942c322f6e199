package org.hypergrad.kernels.cuda;

import java.util.Map;
import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.BackendRefusedException;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Probe;
import org.hypergrad.kernels.RowWeightKernels;
import org.hypergrad.kernels.Shape;
import org.hypergrad.kernels.Support;

/**
 * The backend on a graphics processor of NVIDIA's, through its driver alone: {@code cuda} is device
 * 0, {@code cuda:1} device 1. Refuses, with the reason, where there is no driver or device, or one
 * that is too old, and opens no dataset that does not fit the device's free memory.
 */
public final class CudaBackend implements Backend {

  private final int device;

  /** For the service loader: device 0. */
  public CudaBackend() {
    this(0);
  }

  private CudaBackend(int device) {
    this.device = device;
  }

  @Override
  public String name() {
    return device == 0 ? "cuda" : "cuda:" + device;
  }

  @Override
  public Backend on(String which) {
    if (!which.matches("[0-9]{1,4}")) {
      throw new BackendRefusedException("a device is a number, such as cuda:1");
    }
    return new CudaBackend(Integer.parseInt(which));
  }

  /** None in {@code auto}: it depends on the shape. */
  @Override
  public int rank() {
    return AutoThreshold.NONE;
  }

  /** Above all others from a threshold of work on; a device that is only emulated has none. */
  @Override
  public int rank(Shape shape) {
    return CudaLibrary.get().emulated() ? AutoThreshold.NONE : AutoThreshold.rank(shape);
  }

  @Override
  public Probe probe() {
    try {
      String auto = "from %d entries on".formatted(AutoThreshold.entries());
      CudaDevice held = CudaDevice.hold(device);
      try {
        Map<String, String> facts = held.facts();
        facts.put("auto", CudaLibrary.get().emulated() ? "never, it is emulated" : auto);
        return Probe.available(facts);
      } finally {
        held.release();
      }
    } catch (BackendRefusedException | IllegalStateException refused) {
      return Probe.refused(String.valueOf(refused.getMessage()));
    }
  }

  @Override
  public Support supports(Operation operation, Shape shape) {
    return switch (operation) {
      case BILEVEL_STEP, ROW_WEIGHT_STEP -> FusedSteps.support(shape);
      case VECTORS -> Support.own("a thread an element");
      default ->
          Support.own(
              DenseRows.suit(shape) ? "dense rows" : "rows and columns of sparse data, no atomics");
    };
  }

  @Override
  public LogisticKernels logistic(Dataset data, OpenOptions options) {
    return CudaLogisticKernels.open(data, options, device);
  }

  @Override
  public BilevelKernels bilevel(LogisticKernels inner, LogisticKernels outer, Penalty penalty) {
    return new CudaBilevelKernels(
        (CudaLogisticKernels) inner, (CudaLogisticKernels) outer, penalty);
  }

  @Override
  public RowWeightKernels rowWeights(
      LogisticKernels inner, LogisticKernels outer, Penalty penalty) {
    return new CudaRowWeightKernels(
        (CudaLogisticKernels) inner, (CudaLogisticKernels) outer, penalty);
  }
}
