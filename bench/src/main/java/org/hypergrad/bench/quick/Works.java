package org.hypergrad.bench.quick;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.hypergrad.bench.data.DataName;
import org.hypergrad.bench.data.Source;
import org.hypergrad.bench.peers.Peer;
import org.hypergrad.bench.work.BatchOperation;
import org.hypergrad.bench.work.FullPass;
import org.hypergrad.bench.work.KernelPasses;
import org.hypergrad.bench.work.Kernels;
import org.hypergrad.bench.work.Operation;
import org.hypergrad.bench.work.Passes;
import org.hypergrad.bench.work.PointwiseBlocks;
import org.hypergrad.bench.work.SolverIterations;
import org.hypergrad.bench.work.Triad;
import org.hypergrad.bench.work.Verification;
import org.hypergrad.kernels.Dataset;

/** What the short set times. Works are made one after the other, since data is large. */
final class Works {

  private static final String SIMD = "simd";
  private static final String TWO_THREADS = "simd/2";
  private static final List<Peer> SPARSE = List.of(Peer.PLAIN, Peer.LIBLINEAR, Peer.EJML);

  private final Source source;
  private final int triadElements;
  private final boolean nativeBlas = Peer.nativeLibrary() != null;

  Works(Source source, int triadElements) {
    this.source = source;
    this.triadElements = triadElements;
  }

  /** All of them, to be made, timed and closed in this order. */
  List<Supplier<List<Work>>> all() {
    return List.of(
        this::steps,
        () -> List.of(pointwise()),
        this::narrow,
        this::words,
        this::wordPairs,
        this::dense);
  }

  private List<Work> steps() {
    Source.Parts parts = source.parts(DataName.IJCNN1);
    return List.of(
        step(parts, SolverIterations.Method.SABA, SolverIterations.Steps.AUTHORS),
        step(parts, SolverIterations.Method.SABA, SolverIterations.Steps.DEFAULTS),
        step(parts, SolverIterations.Method.SOBA, SolverIterations.Steps.AUTHORS));
  }

  private static Work step(
      Source.Parts parts, SolverIterations.Method method, SolverIterations.Steps steps) {
    List<Variant> variants = new ArrayList<>();
    for (String backend : List.of(Kernels.REFERENCE, SIMD)) {
      Verification.check(backend, parts, method, steps);
      variants.add(variant(backend, new SolverIterations(backend, parts, method, steps)));
    }
    return new Work(
        "%s iteration, %s steps"
            .formatted(method, steps == SolverIterations.Steps.AUTHORS ? "authors'" : "default"),
        "ijcnn1, 64",
        SolverIterations.ITERATIONS,
        0,
        0,
        variants);
  }

  private static Work pointwise() {
    List<Variant> variants = new ArrayList<>();
    for (PointwiseBlocks.By by : PointwiseBlocks.By.values()) {
      PointwiseBlocks blocks = new PointwiseBlocks(by);
      blocks.check();
      variants.add(
          by == PointwiseBlocks.By.PLAIN
              ? new Variant(by.label(), blocks, Variant.Role.PEER)
              : variant(by.label(), blocks));
    }
    return new Work("loss and residual", "2^20 rows", 1, PointwiseBlocks.ROWS, 0, variants);
  }

  private List<Work> narrow() {
    Dataset a9a = source.training(DataName.A9A);
    return List.of(
        pass(DataName.A9A, a9a, Passes.Kind.GRADIENT, List.of(SIMD), SPARSE),
        pass(DataName.A9A, a9a, Passes.Kind.HESSIAN_VECTOR, List.of(SIMD), SPARSE));
  }

  private List<Work> words() {
    Dataset data = source.training(DataName.IMDB);
    List<String> backends = List.of(SIMD, TWO_THREADS);
    return List.of(
        pass(DataName.IMDB, data, Passes.Kind.GRADIENT, backends, SPARSE),
        pass(DataName.IMDB, data, Passes.Kind.HESSIAN_VECTOR, backends, SPARSE),
        pass(
            DataName.IMDB, data, Passes.Kind.GRADIENT_AND_HESSIAN_VECTOR, List.of(SIMD), List.of()),
        batches(data, BatchOperation.Kind.GRADIENT),
        batches(data, BatchOperation.Kind.SAGA));
  }

  private List<Work> wordPairs() {
    DataName name = DataName.NEWS_BIGRAM;
    Dataset data = source.training(name);
    return List.of(
        pass(name, data, Passes.Kind.GRADIENT, List.of(SIMD, TWO_THREADS), SPARSE),
        pass(name, data, Passes.Kind.HESSIAN_VECTOR, List.of(SIMD), List.of()));
  }

  private static Work batches(Dataset data, BatchOperation.Kind kind) {
    List<Variant> variants = new ArrayList<>();
    for (String backend : List.of(Kernels.REFERENCE, SIMD)) {
      Verification.check(backend, data, kind);
      variants.add(variant(backend, new BatchOperation(backend, data, kind)));
    }
    return new Work(
        kind == BatchOperation.Kind.SAGA ? "SAGA update" : "batch gradient",
        "imdb, 64",
        1,
        data.features().storedEntries() * BatchOperation.BATCH / Math.max(1, data.rows()),
        0,
        variants);
  }

  private List<Work> dense() {
    Dataset data = source.training(DataName.DENSE);
    List<Peer> peers = new ArrayList<>(List.of(Peer.PLAIN_DENSE, Peer.JAVA_BLAS));
    if (nativeBlas) {
      peers.add(Peer.NATIVE_BLAS);
    }
    Work work = pass(DataName.DENSE, data, Passes.Kind.GRADIENT, List.of(SIMD, TWO_THREADS), peers);
    work.variants().add(new Variant("Java", new Triad(triadElements), Variant.Role.TRIAD));
    return List.of(work);
  }

  private static Work pass(
      DataName name, Dataset data, Passes.Kind kind, List<String> backends, List<Peer> peers) {
    Verification.Expected expected = Verification.Expected.of(kind, data);
    List<Variant> variants = new ArrayList<>();
    variants.add(
        variant(
            Kernels.REFERENCE,
            new FullPass(KernelPasses.open(Kernels.REFERENCE, data), kind, data.columns())));
    for (String backend : backends) {
      FullPass pass = new FullPass(KernelPasses.open(backend, data), kind, data.columns());
      Verification.check(backend, pass, expected);
      variants.add(variant(backend, pass));
    }
    for (Peer peer : peers) {
      FullPass pass = new FullPass(peer.open(data), kind, data.columns());
      Verification.check(peer.label(), pass, expected);
      variants.add(new Variant(peer.label(), pass, Variant.Role.PEER));
    }
    String title =
        switch (kind) {
          case LOSS -> "loss";
          case GRADIENT -> "gradient";
          case HESSIAN_VECTOR -> "Hessian-vector";
          case GRADIENT_AND_HESSIAN_VECTOR -> "both, fused";
        };
    long entries = data.features().storedEntries();
    double bytes = name == DataName.DENSE ? 8.0 * entries : 0;
    return new Work(title, name.label(), 1, entries, bytes, variants);
  }

  private static Variant variant(String backend, Operation operation) {
    return new Variant(
        backend,
        operation,
        backend.equals(Kernels.REFERENCE) ? Variant.Role.REFERENCE : Variant.Role.BACKEND);
  }
}
