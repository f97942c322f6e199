package org.hypergrad.bench.jmh;

import org.hypergrad.bench.work.Operation;
import org.hypergrad.bench.work.Passes;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** The Hessian-vector product over all sparse rows at the point of the last, by others. */
public class PeerHessianVectorFromMarginsBenchmark extends PeerSettings {

  /** Data set. */
  @Param({"a9a", "imdb"})
  public String data;

  /** Whose. */
  @Param("liblinear")
  public String peer;

  /** For JMH. */
  public PeerHessianVectorFromMarginsBenchmark() {}

  @Override
  Operation verified() {
    return pass(data, peer, Passes.Kind.HESSIAN_VECTOR_FROM_MARGINS);
  }

  /** One pass. */
  @Benchmark
  public double hessianVectorFromMargins() {
    return operation.run();
  }
}
