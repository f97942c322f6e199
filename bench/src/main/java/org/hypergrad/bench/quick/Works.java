package org.hypergrad.bench.quick;

import static org.hypergrad.bench.work.SolverIterations.Method.SABA;
import static org.hypergrad.bench.work.SolverIterations.Method.SOBA;
import static org.hypergrad.bench.work.SolverIterations.Problem.CLASSES;
import static org.hypergrad.bench.work.SolverIterations.Problem.FEATURES;
import static org.hypergrad.bench.work.SolverIterations.Problem.ROWS;
import static org.hypergrad.bench.work.SolverIterations.Steps.AUTHORS;
import static org.hypergrad.bench.work.SolverIterations.Steps.DEFAULTS;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.hypergrad.bench.data.DataName;
import org.hypergrad.bench.data.ManyClasses;
import org.hypergrad.bench.data.Source;
import org.hypergrad.bench.peers.Peer;
import org.hypergrad.bench.peers.TwoProducts;
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
  private static final String BLAS = "blas";
  private static final List<Peer> SPARSE = Peer.sparse();

  private final Source source;
  private final int triadElements;
  private final boolean nativeBlas = Peer.nativeLibrary() != null;
  private final boolean device = Kernels.isThereADevice();

  Works(Source source, int triadElements) {
    this.source = source;
    this.triadElements = triadElements;
  }

  /** All of them, to be made, timed and closed in this order. */
  List<Supplier<List<Work>>> all() {
    return List.of(
        this::steps,
        this::manyClasses,
        () -> List.of(pointwise()),
        this::narrow,
        this::words,
        this::wordPairs,
        this::dense,
        this::denseClasses);
  }

  private List<Work> steps() {
    Source.Parts parts = source.parts(DataName.IJCNN1);
    return List.of(
        step(andDevice(SIMD), parts, "ijcnn1", FEATURES, SABA, AUTHORS),
        step(andDevice(SIMD), parts, "ijcnn1", FEATURES, SABA, DEFAULTS),
        step(andDevice(SIMD), parts, "ijcnn1", FEATURES, SOBA, AUTHORS));
  }

  private List<Work> manyClasses() {
    Source.Parts forests = ManyClasses.COVTYPE.parts(source.divisor());
    Source.Parts digits = ManyClasses.MNIST.parts(source.divisor());
    List<String> backends = andBlas(SIMD);
    return List.of(
        step(backends, forests, ManyClasses.COVTYPE.label(), CLASSES, SABA, DEFAULTS),
        step(backends, digits, ManyClasses.MNIST.label(), ROWS, SABA, DEFAULTS),
        step(backends, digits, ManyClasses.MNIST.label(), ROWS, SOBA, DEFAULTS));
  }

  /** And the one with native products, where there are dense rows and many classes for them. */
  private List<String> andBlas(String... backends) {
    List<String> all = new ArrayList<>(List.of(backends));
    if (nativeBlas) {
      all.add(BLAS);
    }
    return andDevice(all.toArray(String[]::new));
  }

  /** And a device, where there is one. */
  private List<String> andDevice(String... backends) {
    List<String> all = new ArrayList<>(List.of(backends));
    if (device) {
      all.add(Kernels.DEVICE);
    }
    return all;
  }

  private static Work step(
      List<String> backends,
      Source.Parts parts,
      String data,
      SolverIterations.Problem problem,
      SolverIterations.Method method,
      SolverIterations.Steps steps) {
    List<Variant> variants = new ArrayList<>();
    variants.add(
        variant(
            Kernels.REFERENCE,
            new SolverIterations(Kernels.REFERENCE, parts, problem, method, steps)));
    for (String backend : backends) {
      Verification.check(backend, parts, problem, method, steps);
      variants.add(variant(backend, new SolverIterations(backend, parts, problem, method, steps)));
    }
    String title =
        switch (problem) {
          case FEATURES -> "%s iteration, %s steps";
          case CLASSES -> "%s iteration, one strength a class";
          case ROWS -> "%s iteration, data cleaning";
        };
    return new Work(
        title.formatted(method, steps == AUTHORS ? "authors'" : "default"),
        data + ", 64",
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
        pass(DataName.A9A, a9a, Passes.Kind.GRADIENT, andDevice(SIMD), SPARSE),
        pass(DataName.A9A, a9a, Passes.Kind.HESSIAN_VECTOR, andDevice(SIMD), SPARSE),
        pass(
            DataName.A9A,
            a9a,
            Passes.Kind.HESSIAN_VECTOR_FROM_MARGINS,
            andDevice(SIMD),
            List.of(Peer.LIBLINEAR)));
  }

  private List<Work> words() {
    Dataset data = source.training(DataName.IMDB);
    List<String> backends = andDevice(SIMD, TWO_THREADS);
    return List.of(
        pass(DataName.IMDB, data, Passes.Kind.GRADIENT, backends, SPARSE),
        pass(DataName.IMDB, data, Passes.Kind.HESSIAN_VECTOR, backends, SPARSE),
        pass(
            DataName.IMDB,
            data,
            Passes.Kind.HESSIAN_VECTOR_FROM_MARGINS,
            backends,
            List.of(Peer.LIBLINEAR)),
        pass(
            DataName.IMDB, data, Passes.Kind.GRADIENT_AND_HESSIAN_VECTOR, List.of(SIMD), List.of()),
        batches(data, BatchOperation.Kind.GRADIENT),
        batches(data, BatchOperation.Kind.SAGA));
  }

  private List<Work> wordPairs() {
    DataName name = DataName.NEWS_BIGRAM;
    Dataset data = source.training(name);
    return List.of(
        pass(name, data, Passes.Kind.GRADIENT, andDevice(SIMD, TWO_THREADS), SPARSE),
        pass(name, data, Passes.Kind.HESSIAN_VECTOR, andDevice(SIMD), List.of()));
  }

  private Work batches(Dataset data, BatchOperation.Kind kind) {
    List<Variant> variants = new ArrayList<>();
    for (String backend : andDevice(Kernels.REFERENCE, SIMD)) {
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
    List<String> backends = andDevice(SIMD, TWO_THREADS);
    Work work = pass(DataName.DENSE, data, Passes.Kind.GRADIENT, backends, peers);
    work.variants().add(new Variant("Java", new Triad(triadElements), Variant.Role.TRIAD));
    return List.of(work);
  }

  /** The gradient of many classes, beside the two products that no way to it can avoid. */
  private List<Work> denseClasses() {
    Dataset data = ManyClasses.LARGE.parts(source.divisor()).training();
    int width = data.columns() * ManyClasses.LARGE.classes();
    FullPass reference =
        new FullPass(KernelPasses.open(Kernels.REFERENCE, data), Passes.Kind.GRADIENT, width);
    reference.run();
    List<Variant> variants = new ArrayList<>(List.of(variant(Kernels.REFERENCE, reference)));
    for (String backend : andBlas(SIMD, TWO_THREADS)) {
      FullPass pass = new FullPass(KernelPasses.open(backend, data), Passes.Kind.GRADIENT, width);
      Verification.checkClasses(backend, pass, reference, data);
      variants.add(variant(backend, pass));
    }
    if (nativeBlas) {
      variants.add(new Variant("two dgemm", new TwoProducts(data), Variant.Role.PEER));
    }
    return List.of(
        new Work("gradient, 10 classes", "dense", 1, data.features().storedEntries(), 0, variants));
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
          case HESSIAN_VECTOR_FROM_MARGINS -> "Hessian-vector, margins known";
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
