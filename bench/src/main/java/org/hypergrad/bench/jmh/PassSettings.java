package org.hypergrad.bench.jmh;

import org.hypergrad.bench.data.DataName;
import org.hypergrad.bench.data.Source;
import org.hypergrad.bench.work.FullPass;
import org.hypergrad.bench.work.KernelPasses;
import org.hypergrad.bench.work.Operation;
import org.hypergrad.bench.work.Passes;
import org.hypergrad.bench.work.Verification;
import org.hypergrad.kernels.Dataset;
import org.openjdk.jmh.annotations.Param;

/** A full pass of a backend over a data set. */
public abstract class PassSettings extends Settings {

  /** Data set. */
  @Param({"ijcnn1", "a9a", "imdb", "20news-bigram", "dense", "rcv1-small"})
  public String data;

  /** Backend, with two threads where a slash says so. */
  @Param({"scalar", "simd", "simd/2"})
  public String backend;

  private final Passes.Kind kind;

  PassSettings(Passes.Kind kind) {
    this.kind = kind;
  }

  @Override
  Operation verified() {
    Dataset rows = Source.ofEnvironment().training(DataName.of(data));
    FullPass pass = new FullPass(KernelPasses.open(backend, rows), kind, rows.columns());
    Verification.check(backend, pass, Verification.Expected.of(kind, rows));
    return pass;
  }
}
