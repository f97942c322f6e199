package org.hypergrad.kernels.scalar;

import java.util.LinkedHashMap;
import java.util.Map;
import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.BackendRefusedException;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.Probe;
import org.hypergrad.kernels.Shape;
import org.hypergrad.kernels.Support;

/** The backend that runs everywhere: plain Java, one thread. */
public final class ScalarBackend implements Backend {

  /** For the service loader. */
  public ScalarBackend() {}

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public int rank() {
    return 0;
  }

  @Override
  public Probe probe() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("java", property("java.vm.name") + " " + property("java.vm.version"));
    facts.put("mode", property("java.vm.info"));
    facts.put("platform", property("os.name") + " " + property("os.arch"));
    return Probe.available(facts);
  }

  private static String property(String key) {
    return System.getProperty(key, "unknown");
  }

  @Override
  public Support supports(Operation operation, Shape shape) {
    return Support.own("plain Java, one thread");
  }

  @Override
  public LogisticKernels logistic(Dataset data, OpenOptions options) {
    if (options.threads() > 1) {
      throw new BackendRefusedException("it computes on one thread, not on " + options.threads());
    }
    return data.labels().classes() > 2
        ? new ScalarMultinomialKernels(data, new HostVectors())
        : new ScalarLogisticKernels(data, new HostVectors());
  }
}
