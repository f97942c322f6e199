package org.hypergrad.cli;

import java.util.Map;
import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.Probe;
import org.hypergrad.kernels.Shape;
import org.hypergrad.kernels.Support;
import org.hypergrad.kernels.scalar.ScalarBackend;

/** The scalar backend, which says that it needs to be warmed up; never in auto. */
public final class ColdBackend implements Backend {

  private final Backend scalar = new ScalarBackend();

  /** For the service loader. */
  public ColdBackend() {}

  @Override
  public String name() {
    return "cold";
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
  public boolean needsWarmUp() {
    return true;
  }

  @Override
  public Support supports(Operation operation, Shape shape) {
    return scalar.supports(operation, shape);
  }

  @Override
  public LogisticKernels logistic(Dataset data, OpenOptions options) {
    return scalar.logistic(data, options);
  }
}
