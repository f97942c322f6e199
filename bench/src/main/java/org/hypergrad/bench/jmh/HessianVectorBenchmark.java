package org.hypergrad.bench.jmh;

import org.hypergrad.bench.work.Passes;
import org.openjdk.jmh.annotations.Benchmark;

/** The Hessian-vector product over all rows. */
public class HessianVectorBenchmark extends PassSettings {

  /** For JMH. */
  public HessianVectorBenchmark() {
    super(Passes.Kind.HESSIAN_VECTOR);
  }

  /** One pass. */
  @Benchmark
  public double hessianVector() {
    return operation.run();
  }
}
