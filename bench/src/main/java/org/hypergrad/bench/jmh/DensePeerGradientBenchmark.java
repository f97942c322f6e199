package org.hypergrad.bench.jmh;

import org.hypergrad.bench.work.Operation;
import org.hypergrad.bench.work.Passes;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** The gradient over all dense rows, by others. */
public class DensePeerGradientBenchmark extends PeerSettings {

  /** Data set. */
  @Param({"ijcnn1", "dense"})
  public String data;

  /** Whose. */
  @Param({"plain Java, dense", "BLAS in Java", "OpenBLAS"})
  public String peer;

  /** For JMH. */
  public DensePeerGradientBenchmark() {}

  @Override
  Operation verified() {
    return pass(data, peer, Passes.Kind.GRADIENT);
  }

  /** One pass. */
  @Benchmark
  public double gradient() {
    return operation.run();
  }
}
