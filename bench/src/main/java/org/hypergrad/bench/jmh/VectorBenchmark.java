package org.hypergrad.bench.jmh;

import org.hypergrad.bench.work.Operation;
import org.hypergrad.bench.work.VectorOperation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** The long-vector operations that solvers use. */
public class VectorBenchmark extends Settings {

  /** Which operation. */
  @Param({"DOT", "AXPY"})
  public VectorOperation.Kind kind;

  /** Elements. */
  @Param({"22", "44764", "1593015"})
  public int length;

  /** Backend. */
  @Param({"scalar", "simd"})
  public String backend;

  /** For JMH. */
  public VectorBenchmark() {}

  @Override
  Operation verified() {
    VectorOperation vectors = new VectorOperation(backend, kind, length);
    vectors.check(backend);
    return vectors;
  }

  /** One operation. */
  @Benchmark
  public double vectorOperation() {
    return operation.run();
  }
}
