package org.hypergrad.bench.jmh;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hypergrad.bench.work.Kernels;

/**
 * The benchmarks of a backend once more, for a graphics processor, where there is a real one:
 * {@code -Pjmh} runs this after the others, with JMH's own arguments. Peers have been timed then.
 */
public final class DeviceSet {

  private DeviceSet() {}

  /** Runs them, or says that there is nothing to run. */
  public static void main(String[] arguments) throws IOException {
    if (!Kernels.isThereADevice()) {
      System.out.println("no graphics processor: nothing more to time");
      return;
    }
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("-p", "backend=" + Kernels.DEVICE));
    all.addAll(List.of("-e", "Peer|Triad|Pointwise|VectorBenchmark"));
    org.openjdk.jmh.Main.main(all.toArray(String[]::new));
  }
}
