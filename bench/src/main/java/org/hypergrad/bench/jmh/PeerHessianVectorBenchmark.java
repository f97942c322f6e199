package org.hypergrad.bench.jmh;

import org.hypergrad.bench.work.Operation;
import org.hypergrad.bench.work.Passes;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** The Hessian-vector product over all sparse rows, by others. */
public class PeerHessianVectorBenchmark extends PeerSettings {

  /** Data set. */
  @Param({"a9a", "imdb"})
  public String data;

  /** Whose. */
  @Param({"plain Java", "liblinear", "EJML"})
  public String peer;

  /** For JMH. */
  public PeerHessianVectorBenchmark() {}

  @Override
  Operation verified() {
    return pass(data, peer, Passes.Kind.HESSIAN_VECTOR);
  }

  /** One pass. */
  @Benchmark
  public double hessianVector() {
    return operation.run();
  }
}
