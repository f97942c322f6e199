package org.hypergrad.bench.jmh;

import org.hypergrad.bench.work.Operation;
import org.hypergrad.bench.work.Passes;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** The gradient over all sparse rows, by others. */
public class PeerGradientBenchmark extends PeerSettings {

  /** Data set. */
  @Param({"ijcnn1", "a9a", "imdb", "20news-bigram", "rcv1-small"})
  public String data;

  /** Whose. */
  @Param({"plain Java", "liblinear", "EJML"})
  public String peer;

  /** For JMH. */
  public PeerGradientBenchmark() {}

  @Override
  Operation verified() {
    return pass(data, peer, Passes.Kind.GRADIENT);
  }

  /** One pass. */
  @Benchmark
  public double gradient() {
    return operation.run();
  }
}
