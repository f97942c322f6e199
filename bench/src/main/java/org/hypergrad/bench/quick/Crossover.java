package org.hypergrad.bench.quick;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.hypergrad.bench.data.ManyClasses;
import org.hypergrad.bench.data.Source;
import org.hypergrad.bench.work.FullPass;
import org.hypergrad.bench.work.KernelPasses;
import org.hypergrad.bench.work.Kernels;
import org.hypergrad.bench.work.Operation;
import org.hypergrad.bench.work.Passes;
import org.hypergrad.bench.work.SolverIterations;
import org.hypergrad.bench.work.Verification;
import org.hypergrad.kernels.Dataset;

/**
 * From how many classes on a native BLAS is faster than the SIMD backend's own products: by number
 * of classes and width, for a solver's iterations on blocks of 64 rows and for passes over all
 * rows.
 */
public final class Crossover {

  private static final String SIMD = "simd";
  private static final String BLAS = "blas";
  private static final List<Integer> CLASSES = List.of(3, 10, 30, 100);
  private static final List<Integer> COLUMNS = List.of(54, 784);

  /** Of a training matrix: more than the caches of a core. */
  private static final int VALUES = 4_000_000;

  private final Rounds rounds;
  private final int values;

  /** As the launcher runs it. */
  public Crossover() {
    this(new Rounds(150_000_000, 40_000_000, 9), VALUES);
  }

  Crossover(Rounds rounds, int values) {
    this.rounds = rounds;
    this.values = values;
  }

  /**
   * Measures, and gives a table in Markdown.
   *
   * @param progress is told what comes next
   */
  public String run(Consumer<String> progress) {
    StringBuilder table =
        new StringBuilder(
            "| classes | columns | SABA iteration, simd | blas | simd/blas |"
                + " gradient of all rows, simd | blas | simd/blas |\n"
                + "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for (int columns : COLUMNS) {
      for (int classes : CLASSES) {
        progress.accept("%d classes, %d columns".formatted(classes, columns));
        table.append(row(classes, columns));
      }
    }
    return table.toString();
  }

  private String row(int classes, int columns) {
    int rows = values / columns;
    Source.Parts parts =
        new Source.Parts(
            ManyClasses.data(rows, columns, classes, 1),
            ManyClasses.data(rows / 4, columns, classes, 2));
    return String.format(
        Locale.ROOT,
        "| %d | %d | %s | %s |%n",
        classes,
        columns,
        cells(iterations(parts), SolverIterations.ITERATIONS),
        cells(gradients(parts.training()), 1));
  }

  private static List<Variant> iterations(Source.Parts parts) {
    List<Variant> variants = new ArrayList<>();
    for (String backend : List.of(SIMD, BLAS)) {
      Verification.check(
          backend,
          parts,
          SolverIterations.Problem.CLASSES,
          SolverIterations.Method.SABA,
          SolverIterations.Steps.DEFAULTS);
      variants.add(
          variant(
              backend,
              new SolverIterations(
                  backend,
                  parts,
                  SolverIterations.Problem.CLASSES,
                  SolverIterations.Method.SABA,
                  SolverIterations.Steps.DEFAULTS)));
    }
    return variants;
  }

  private static List<Variant> gradients(Dataset data) {
    int width = data.columns() * data.labels().classes();
    List<Variant> variants = new ArrayList<>();
    try (FullPass reference =
        new FullPass(KernelPasses.open(Kernels.REFERENCE, data), Passes.Kind.GRADIENT, width)) {
      reference.run();
      for (String backend : List.of(SIMD, BLAS)) {
        FullPass pass = new FullPass(KernelPasses.open(backend, data), Passes.Kind.GRADIENT, width);
        Verification.checkClasses(backend, pass, reference, data);
        variants.add(variant(backend, pass));
      }
    }
    return variants;
  }

  private static Variant variant(String backend, Operation operation) {
    return new Variant(backend, operation, Variant.Role.BACKEND);
  }

  /** Microseconds of both, and how many times longer simd took. */
  private String cells(List<Variant> variants, int perRun) {
    try {
      List<double[]> times = rounds.time(variants);
      double simd = Rounds.median(times.getFirst()) / perRun / 1000;
      double blas = Rounds.median(times.getLast()) / perRun / 1000;
      return String.format(
          Locale.ROOT,
          "%,.0f | %,.0f | %.2f",
          simd,
          blas,
          Rounds.ratio(times.getFirst(), times.getLast()));
    } finally {
      variants.forEach(variant -> variant.operation().close());
    }
  }
}
