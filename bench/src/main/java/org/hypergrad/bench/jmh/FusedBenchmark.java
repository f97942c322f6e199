package org.hypergrad.bench.jmh;

import org.hypergrad.bench.work.Passes;
import org.openjdk.jmh.annotations.Benchmark;

/** Gradient and Hessian-vector product over all rows in one pass. */
public class FusedBenchmark extends PassSettings {

  /** For JMH. */
  public FusedBenchmark() {
    super(Passes.Kind.GRADIENT_AND_HESSIAN_VECTOR);
  }

  /** One pass. */
  @Benchmark
  public double gradientAndHessianVector() {
    return operation.run();
  }
}
