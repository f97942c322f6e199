package org.hypergrad.bench.jmh;

import org.hypergrad.bench.work.SolverIterations;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** An iteration of SABA, sampling included. */
public class SabaIterationBenchmark extends SolverSettings {

  /** For JMH. */
  public SabaIterationBenchmark() {
    super(SolverIterations.Method.SABA);
  }

  /** 256 iterations; the time is that of one. */
  @Benchmark
  @OperationsPerInvocation(SolverIterations.ITERATIONS)
  public double sabaIteration() {
    return operation.run();
  }
}
