package org.hypergrad.kernels.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.hypergrad.kernels.Arithmetic;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.hypergrad.kernels.testkit.KernelCases.KernelCase;

/**
 * The table: an operation on a problem in a storage, over selected rows, with weights and without,
 * within the bound of what the oracle says. One handle serves all runs on a problem, and after
 * operations at another point each is computed again, the last one first: what a call leaves behind
 * must not reach another.
 */
final class TableChecks {

  private static final List<KernelProblem> AS_DOUBLES = KernelProblem.all();
  private static final List<KernelProblem> AS_FLOATS =
      AS_DOUBLES.stream().map(KernelProblem::roundedToFloats).toList();

  /** What the oracle said of small problems: storages and backends ask for the same again. */
  private static final Map<Question, Map<String, Bounded[]>> ANSWERS = new HashMap<>();

  private static final Map<Data, ExactLogistic> ORACLES = new HashMap<>();

  private record Data(KernelProblem problem, Arithmetic arithmetic) {}

  private record Question(KernelCase kernelCase, KernelRun run, Arithmetic arithmetic) {}

  /** So large that their exponentials are anything where products are rounded to floats. */
  private static final String LARGE_MARGINS = "twelve orders of magnitude";

  private final Subject subject;

  TableChecks(Subject subject) {
    this.subject = subject;
  }

  private List<KernelProblem> small(Storage storage) {
    List<KernelProblem> all = storage.asFloats() ? AS_FLOATS : AS_DOUBLES;
    return arithmetic() == Arithmetic.DOUBLE
        ? all
        : all.stream().filter(problem -> !problem.name().startsWith(LARGE_MARGINS)).toList();
  }

  private Arithmetic arithmetic() {
    return subject.options().arithmetic();
  }

  Stream<Check> of(KernelCase kernelCase) {
    List<Check> checks = new ArrayList<>();
    for (Storage storage : Storage.values()) {
      if (small(storage).stream().anyMatch(p -> isDone(kernelCase, p.in(storage)))) {
        checks.add(
            new Check(
                kernelCase + " on " + storage + ", exactly", () -> small(kernelCase, storage)));
      }
    }
    if (checks.isEmpty()) {
      throw new AssertionError(
          "%s declines %s on all data".formatted(subject.backend().name(), kernelCase));
    }
    boolean alone = subject.options().threads() == 1;
    (alone ? Shapes.FAMILIES : Shapes.FOR_THREADS)
        .stream()
            .filter(family -> family.operations().contains(kernelCase.operation()))
            .filter(family ->
                family.selections().stream()
                    .anyMatch(s -> kernelCase.distinguishes(s.choice(), s.weighted())))
            .map(
                family -> new Check(kernelCase + " on " + family, () -> shapes(kernelCase, family)))
            .forEach(checks::add);
    return checks.stream();
  }

  private boolean isDone(KernelCase kernelCase, Dataset data) {
    return !subject.declines(kernelCase.operation(), data);
  }

  private void small(KernelCase kernelCase, Storage storage) {
    for (KernelProblem problem : small(storage)) {
      List<KernelRun> runs = new ArrayList<>();
      for (RowChoice choice : RowChoice.values()) {
        runs.add(new KernelRun(problem, choice, false));
        runs.add(new KernelRun(problem, choice, true));
      }
      runs.removeIf(run -> !kernelCase.distinguishes(run.choice(), run.weighted()));
      run(kernelCase, storage, problem, runs, (c, run) -> answer(c, run, arithmetic()));
    }
  }

  private static synchronized Map<String, Bounded[]> answer(
      KernelCase kernelCase, KernelRun run, Arithmetic arithmetic) {
    return ANSWERS.computeIfAbsent(
        new Question(kernelCase, run, arithmetic),
        question -> {
          ExactLogistic oracle =
              ORACLES.computeIfAbsent(
                  new Data(run.problem(), arithmetic),
                  data -> new ExactLogistic(data.problem, data.arithmetic));
          return kernelCase.oracle().outputs(oracle, run);
        });
  }

  private void shapes(KernelCase kernelCase, Shapes.Family family) {
    family
        .problems()
        .get()
        .forEach(exact -> {
          for (Storage storage : family.storages()) {
            KernelProblem problem = storage.asFloats() ? exact.roundedToFloats() : exact;
            ExactLogistic oracle = new ExactLogistic(problem, arithmetic());
            List<KernelRun> runs =
                family.selections().stream()
                    .filter(s -> kernelCase.distinguishes(s.choice(), s.weighted()))
                    .map(s -> new KernelRun(problem, s.choice(), s.weighted()))
                    .toList();
            run(kernelCase, storage, problem, runs, (c, run) -> c.oracle().outputs(oracle, run));
          }
        });
  }

  @FunctionalInterface
  private interface Answers {
    Map<String, Bounded[]> to(KernelCase kernelCase, KernelRun run);
  }

  private void run(
      KernelCase kernelCase,
      Storage storage,
      KernelProblem problem,
      List<KernelRun> runs,
      Answers answers) {
    Dataset data = problem.in(storage);
    if (!isDone(kernelCase, data)) {
      return;
    }
    try (BilevelKernels kernels = kernelCase.open(subject, problem, data)) {
      List<Map<String, double[]>> computed = new ArrayList<>();
      for (KernelRun run : runs) {
        Map<String, double[]> outputs = kernelCase.computation().outputs(kernels, run);
        assertWithin(what(kernelCase, storage, run), outputs, answers.to(kernelCase, run));
        computed.add(outputs);
      }
      leaveTraces(kernelCase.handles(kernels), problem);
      for (int k = runs.size() - 1; k >= 0; k--) {
        KernelRun run = runs.get(k);
        assertSame(
            what(kernelCase, storage, run),
            computed.get(k),
            kernelCase.computation().outputs(kernels, run));
      }
    }
  }

  private static String what(KernelCase kernelCase, Storage storage, KernelRun run) {
    return "%s on %s, %s".formatted(kernelCase, storage, run);
  }

  private static void assertWithin(
      String what, Map<String, double[]> computed, Map<String, Bounded[]> expected) {
    if (!computed.keySet().equals(expected.keySet())) {
      throw new AssertionError(
          "%s: outputs %s where %s are expected"
              .formatted(what, computed.keySet(), expected.keySet()));
    }
    expected.forEach(
        (name, bounds) -> Bounded.assertWithin(what + ": " + name, output(computed, name), bounds));
  }

  /** Operations at another point. */
  private static void leaveTraces(List<LogisticKernels> handles, KernelProblem problem) {
    for (LogisticKernels handle : handles) {
      Vectors vectors = handle.vectors();
      Vec z = vectors.of(problem.v());
      Vec v = vectors.of(problem.z());
      Vec gradient = vectors.create(z.length());
      Vec product = vectors.create(z.length());
      handle.gradientAndHessianVector(Rows.all(), 1, z, v, gradient, product);
      handle.gradient(Rows.all(), 1, z, gradient);
    }
  }

  private static double[] output(Map<String, double[]> outputs, String name) {
    return Objects.requireNonNull(outputs.get(name), name);
  }

  private static void assertSame(
      String what, Map<String, double[]> first, Map<String, double[]> second) {
    first.forEach((name, values) -> {
      double[] again = output(second, name);
      int place = Arrays.mismatch(values, again);
      if (place >= 0) {
        throw new AssertionError(
            "%s: %s [%d] is %s and then, computed again, %s"
                .formatted(what, name, place, values[place], again[place]));
      }
    });
  }
}
