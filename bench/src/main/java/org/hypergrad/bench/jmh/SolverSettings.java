package org.hypergrad.bench.jmh;

import org.hypergrad.bench.data.DataName;
import org.hypergrad.bench.data.Source;
import org.hypergrad.bench.work.Operation;
import org.hypergrad.bench.work.SolverIterations;
import org.hypergrad.bench.work.Verification;
import org.openjdk.jmh.annotations.Param;

/** A solver's iterations in a backend. */
public abstract class SolverSettings extends Settings {

  /** Data set. */
  @Param({"ijcnn1", "a9a", "imdb", "rcv1-small"})
  public String data;

  /** Backend. */
  @Param({"scalar", "simd"})
  public String backend;

  private final SolverIterations.Method method;

  SolverSettings(SolverIterations.Method method) {
    this.method = method;
  }

  /** The authors' steps are for ijcnn1; elsewhere they are too long. */
  private SolverIterations.Steps steps() {
    return data.equals("ijcnn1") ? SolverIterations.Steps.AUTHORS : SolverIterations.Steps.DEFAULTS;
  }

  @Override
  Operation verified() {
    Source.Parts parts = Source.ofEnvironment().parts(DataName.of(data));
    SolverIterations.Problem problem = SolverIterations.Problem.FEATURES;
    Verification.check(backend, parts, problem, method, steps());
    return new SolverIterations(backend, parts, problem, method, steps());
  }
}
