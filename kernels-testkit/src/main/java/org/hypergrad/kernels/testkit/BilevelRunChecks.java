package org.hypergrad.kernels.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.SagaTables;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vectors;

/**
 * The single-loop step over many iterations in one call, without tables (SOBA) and with them
 * (SABA), against a transcription of its formulas: so is a fused step held against one that is
 * composed of the primitive operations.
 */
final class BilevelRunChecks {

  /** Inner and outer rows, the penalty between them and where x starts. */
  private record Setting(
      String name, KernelProblem inner, KernelProblem outer, Penalty penalty, double... start) {

    static Setting of(String name, int classes, int columns, Penalty penalty, double... start) {
      return new Setting(
          name,
          KernelProblem.ofClasses(
              classes, "inner", 23, columns, (i, j, random) -> KernelProblem.normal(random) / 2),
          KernelProblem.ofClasses(
              classes,
              "outer",
              17,
              columns,
              (i, j, random) -> i == j ? 0 : KernelProblem.normal(random) / 2),
          penalty,
          start);
    }
  }

  private static final Setting GROUPS =
      Setting.of(
          "groups",
          2,
          5,
          Penalty.groups(new int[] {0, 1, 1, Penalty.UNPENALIZED, 2}, 3),
          -1,
          0.5,
          -0.25);

  /** Beyond two classes and learned strengths, which every rule moves in the same way. */
  private static final List<Setting> OTHERS =
      List.of(
          Setting.of(
              "a strength a class and an intercept",
              3,
              3,
              Penalty.perClass(2, 3).withIntercept(3),
              -1,
              0.5,
              -0.25),
          Setting.of("a fixed penalty", 2, 5, Penalty.fixed(5, 0.375, 2), 0.5, -0.25),
          Setting.of("a fixed penalty", 3, 2, Penalty.fixed(6, 0.375, 2), 0.5, -0.25));

  private final Subject subject;

  private BilevelRunChecks(Subject subject) {
    this.subject = subject;
  }

  static Stream<Check> of(Subject subject) {
    BilevelRunChecks checks = new BilevelRunChecks(subject);
    List<Check> all = new ArrayList<>();
    for (Course course : courses()) {
      checks.add(all, course, GROUPS);
    }
    for (Setting setting : OTHERS) {
      checks.add(all, courses().getLast(), setting);
      checks.add(all, courses().get(1), setting);
    }
    return all.stream();
  }

  private void add(List<Check> all, Course course, Setting setting) {
    if (subject.declines(Operation.BILEVEL_STEP, inner(setting))) {
      return;
    }
    for (boolean withTables : new boolean[] {false, true}) {
      String what =
          "BILEVEL_STEP %s, %d iterations of %s, %d classes, %s"
              .formatted(
                  withTables ? "with tables" : "plain",
                  course.iterations(),
                  course.name(),
                  setting.inner.classes(),
                  setting.name);
      all.add(new Check(what, () -> follow(course, setting, withTables)));
      all.add(new Check(what + ", cut into calls", () -> cut(course, setting, withTables)));
    }
  }

  private static List<Course> courses() {
    BilevelStep plain = BilevelStep.plain(StepSize.constant(0.0625), StepSize.constant(0.0625));
    BilevelStep falling = BilevelStep.plain(StepSize.power(0.125, 0.5), StepSize.power(0.125, 0.5));
    BilevelStep small = BilevelStep.plain(StepSize.constant(0x1p-7), StepSize.constant(0x1p-7));
    return List.of(
        new Course("small steps", small, 200),
        new Course("the plain rule", plain, 50),
        new Course("falling steps", falling, 50),
        new Course("a semi-implicit penalty", plain.withSemiImplicitPenalty(), 50),
        new Course("a box", plain.withBox(-1.0625, 0.5), 50),
        new Course("momentum", plain.withMomentum(0.125), 50),
        new Course("second moments", plain.withSecondMoment(0.875), 50),
        new Course("a late outer start", plain.withOuterStart(20), 50),
        new Course(
            "all of these",
            falling
                .withSemiImplicitPenalty()
                .withBox(-1.25, 0.75)
                .withMomentum(0.25)
                .withSecondMoment(0.9375)
                .withOuterStart(12),
            50));
  }

  private static Dataset inner(Setting setting) {
    return setting.inner.in(Storage.DENSE_DOUBLE);
  }

  /** Sparse, or dense for a backend that knows dense rows only. */
  private Dataset outer(Setting setting) {
    Dataset sparse = setting.outer.in(Storage.SPARSE_DOUBLE);
    return subject.declines(Operation.BILEVEL_STEP, sparse)
        ? setting.outer.in(Storage.DENSE_DOUBLE)
        : sparse;
  }

  private void follow(Course course, Setting setting, boolean withTables) {
    double[] start = setting.start;
    ExactBilevel exact =
        new ExactBilevel(
            new ExactLogistic(setting.inner),
            new ExactLogistic(setting.outer),
            setting.penalty,
            start,
            withTables ? ExactBilevel.Tables.zeros(setting.inner, setting.outer) : null);
    course.follow(exact);
    Map<String, double[]> computed = run(course, setting, withTables, course.iterations());
    Bounded.assertWithin("z", of(computed, "z"), exact.z);
    Bounded.assertWithin("v", of(computed, "v"), exact.v);
    Bounded.assertWithin("x", of(computed, "x"), exact.x);
    Stream.of(exact.z, exact.v, exact.x)
        .flatMap(Arrays::stream)
        .forEach(number ->
            Require.that(number.error() < 1e-7, "a bound that proves nothing: " + number.error()));
    boolean moves = IntStream.range(0, start.length).anyMatch(g -> exact.x[g].value() != start[g]);
    Require.that(moves != setting.penalty.isFixed(), "x moves: " + moves);
  }

  private void cut(Course course, Setting setting, boolean withTables) {
    Map<String, double[]> whole = run(course, setting, withTables, course.iterations());
    for (int most : new int[] {1, 7}) {
      Map<String, double[]> cut = run(course, setting, withTables, most);
      whole.forEach((name, values) ->
          Require.that(
              Arrays.equals(values, of(cut, name)),
              "%s is another in calls of %d iterations".formatted(name, most)));
    }
  }

  private static double[] of(Map<String, double[]> results, String name) {
    return Objects.requireNonNull(results.get(name), name);
  }

  /** What a state holds after a course in calls of so many iterations. */
  private Map<String, double[]> run(Course course, Setting setting, boolean withTables, int most) {
    try (BilevelKernels kernels =
        subject.bilevel(inner(setting), outer(setting), setting.penalty)) {
      BilevelState state = state(kernels, setting, withTables);
      course.advance(kernels, state, most);
      Map<String, double[]> results = new LinkedHashMap<>();
      state.saved().forEach((name, vec) -> results.put(name, kernels.vectors().toArray(vec)));
      return results;
    }
  }

  private static BilevelState state(BilevelKernels kernels, Setting setting, boolean withTables) {
    Vectors vectors = kernels.vectors();
    return new BilevelState(
        vectors,
        vectors.of(setting.inner.z()),
        vectors.of(setting.inner.v()),
        vectors.of(setting.start),
        withTables ? SagaTables.zeros(kernels.inner(), kernels.outer()) : null);
  }
}
