package org.hypergrad.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.hypergrad.bench.work.Operation;
import org.hypergrad.bench.work.Verification;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How every benchmark is run: microseconds an operation, five JVMs. What an operation is made of is
 * opened and verified by the class that extends this one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 5,
    jvmArgsAppend = {
      "-XX:+UseParallelGC",
      "-XX:+IgnoreUnrecognizedVMOptions", // the next one is Linux's alone
      "-XX:+UseTransparentHugePages",
      "--add-modules",
      "jdk.incubator.vector",
      "--enable-native-access=ALL-UNNAMED"
    })
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public abstract class Settings {

  /** What is timed. */
  Operation operation;

  /** For JMH. */
  protected Settings() {}

  /** Opens what is to be timed, and verifies it. */
  abstract Operation verified();

  /** Before the first iteration. */
  @Setup
  public void open() {
    operation = verified();
  }

  /** Runs that went off to infinity are no measurement. */
  @TearDown
  public void close() {
    Verification.checkFinite(getClass().getSimpleName(), operation);
    operation.close();
  }
}
