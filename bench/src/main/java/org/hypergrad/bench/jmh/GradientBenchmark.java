package org.hypergrad.bench.jmh;

import org.hypergrad.bench.work.Passes;
import org.openjdk.jmh.annotations.Benchmark;

/** The gradient over all rows. */
public class GradientBenchmark extends PassSettings {

  /** For JMH. */
  public GradientBenchmark() {
    super(Passes.Kind.GRADIENT);
  }

  /** One pass. */
  @Benchmark
  public double gradient() {
    return operation.run();
  }
}
