package org.hypergrad.bench.jmh;

import org.hypergrad.bench.work.Operation;
import org.hypergrad.bench.work.PointwiseBlocks;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Loss and residual of a million rows, with next to nothing around them. */
public class PointwiseBenchmark extends Settings {

  /** Backend, or a loop over {@code Math.exp}. */
  @Param({"Math.exp", "scalar", "simd"})
  public String backend;

  /** For JMH. */
  public PointwiseBenchmark() {}

  @Override
  Operation verified() {
    PointwiseBlocks blocks = new PointwiseBlocks(PointwiseBlocks.By.of(backend));
    blocks.check();
    return blocks;
  }

  /** All rows. */
  @Benchmark
  public double lossAndResidual() {
    return operation.run();
  }
}
