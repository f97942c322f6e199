package org.hypergrad.bench.jmh;

import org.hypergrad.bench.work.Passes;
import org.openjdk.jmh.annotations.Benchmark;

/** The Hessian-vector product over all rows where the margins of z are known. */
public class HessianVectorFromMarginsBenchmark extends PassSettings {

  /** For JMH. */
  public HessianVectorFromMarginsBenchmark() {
    super(Passes.Kind.HESSIAN_VECTOR_FROM_MARGINS);
  }

  /** One pass. */
  @Benchmark
  public double hessianVectorFromMargins() {
    return operation.run();
  }
}
