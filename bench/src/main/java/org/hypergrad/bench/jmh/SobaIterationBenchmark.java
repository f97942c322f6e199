package org.hypergrad.bench.jmh;

import org.hypergrad.bench.work.SolverIterations;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** An iteration of SOBA, sampling included. */
public class SobaIterationBenchmark extends SolverSettings {

  /** For JMH. */
  public SobaIterationBenchmark() {
    super(SolverIterations.Method.SOBA);
  }

  /** 256 iterations; the time is that of one. */
  @Benchmark
  @OperationsPerInvocation(SolverIterations.ITERATIONS)
  public double sobaIteration() {
    return operation.run();
  }
}
