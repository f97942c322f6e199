package org.hypergrad.kernels.cuda;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
 * 0, {@code cuda:1} device 1, and with {@code cuda:0+1} rows are shared among both. Refuses, with
 * the reason, where there is no driver or device, or one that is too old, and opens no dataset that
 * does not fit the device's free memory.
 */
public final class CudaBackend implements Backend {

  private static final List<Integer> FIRST = List.of(0);

  private final List<Integer> devices;

  /** For the service loader: device 0. */
  public CudaBackend() {
    this(FIRST);
  }

  private CudaBackend(List<Integer> devices) {
    this.devices = devices;
  }

  @Override
  public String name() {
    return devices.equals(FIRST)
        ? "cuda"
        : devices.stream().map(String::valueOf).collect(Collectors.joining("+", "cuda:", ""));
  }

  @Override
  public Backend on(String which) {
    if (!which.matches("[0-9]{1,4}([+][0-9]{1,4})*")) {
      throw new BackendRefusedException(
          "a device is a number, such as cuda:1, and several are cuda:0+1");
    }
    return new CudaBackend(Arrays.stream(which.split("[+]", 0)).map(Integer::valueOf).toList());
  }

  private boolean isShared() {
    return devices.size() > 1;
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
      Map<String, String> facts = new LinkedHashMap<>();
      for (int device : devices) {
        CudaDevice held = CudaDevice.hold(device);
        try {
          held.facts().forEach((name, fact) -> facts.merge(name, fact, CudaBackend::both));
        } finally {
          held.release();
        }
      }
      facts.put("auto", CudaLibrary.get().emulated() ? "never, it is emulated" : auto);
      return Probe.available(facts);
    } catch (BackendRefusedException | IllegalStateException refused) {
      return Probe.refused(String.valueOf(refused.getMessage()));
    }
  }

  /** A fact of several devices. */
  private static String both(String one, String other) {
    return one.equals(other) ? one : one + "; " + other;
  }

  @Override
  public Support supports(Operation operation, Shape shape) {
    if (isShared()) {
      return switch (operation) {
        case BILEVEL_STEP, ROW_WEIGHT_STEP ->
            Support.inherited("composed of the others: rows are on several devices");
        case VECTORS -> Support.own("a thread an element, on the first device");
        default -> Support.own("rows on several devices, their sums added up in order");
      };
    }
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
    return isShared()
        ? ShardedLogisticKernels.open(data, options.arithmetic(), devices)
        : CudaLogisticKernels.open(data, options, devices.getFirst());
  }

  @Override
  public BilevelKernels bilevel(LogisticKernels inner, LogisticKernels outer, Penalty penalty) {
    return isShared()
        ? new BilevelKernels(inner, outer, penalty)
        : new CudaBilevelKernels((CudaLogisticKernels) inner, (CudaLogisticKernels) outer, penalty);
  }

  @Override
  public RowWeightKernels rowWeights(
      LogisticKernels inner, LogisticKernels outer, Penalty penalty) {
    return isShared()
        ? new RowWeightKernels(inner, outer, penalty)
        : new CudaRowWeightKernels(
            (CudaLogisticKernels) inner, (CudaLogisticKernels) outer, penalty);
  }
}
