package org.hypergrad.bench.jmh;

import org.hypergrad.bench.work.Operation;
import org.hypergrad.bench.work.Triad;
import org.openjdk.jmh.annotations.Benchmark;

/** What this machine's memory gives to one thread. */
public class TriadBenchmark extends Settings {

  /** For JMH. */
  public TriadBenchmark() {}

  @Override
  Operation verified() {
    return new Triad(Triad.ELEMENTS);
  }

  /** One pass. */
  @Benchmark
  public double triad() {
    return operation.run();
  }
}
