package org.hypergrad.bench.jmh;

import org.hypergrad.bench.data.DataName;
import org.hypergrad.bench.data.Source;
import org.hypergrad.bench.work.BatchOperation;
import org.hypergrad.bench.work.Operation;
import org.hypergrad.bench.work.Verification;
import org.hypergrad.kernels.Dataset;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** The gradient of a block of 64 rows. */
public class BatchGradientBenchmark extends Settings {

  /** Data set. */
  @Param({"ijcnn1", "a9a", "imdb", "rcv1-small"})
  public String data;

  /** Backend. */
  @Param({"scalar", "simd"})
  public String backend;

  /** For JMH. */
  public BatchGradientBenchmark() {}

  @Override
  Operation verified() {
    Dataset rows = Source.ofEnvironment().training(DataName.of(data));
    Verification.check(backend, rows, BatchOperation.Kind.GRADIENT);
    return new BatchOperation(backend, rows, BatchOperation.Kind.GRADIENT);
  }

  /** One batch. */
  @Benchmark
  public double batchGradient() {
    return operation.run();
  }
}
