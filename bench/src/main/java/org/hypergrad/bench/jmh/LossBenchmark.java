package org.hypergrad.bench.jmh;

import org.hypergrad.bench.work.Passes;
import org.openjdk.jmh.annotations.Benchmark;

/** The loss over all rows. */
public class LossBenchmark extends PassSettings {

  /** For JMH. */
  public LossBenchmark() {
    super(Passes.Kind.LOSS);
  }

  /** One pass. */
  @Benchmark
  public double loss() {
    return operation.run();
  }
}
