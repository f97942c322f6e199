package org.hypergrad.kernels.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.RowWeightKernels;
import org.hypergrad.kernels.RowWeightState;
import org.hypergrad.kernels.StepSize;
import org.hypergrad.kernels.Vectors;

/**
 * The step on weights of rows over many iterations, without tables and with them, against a
 * transcription of its formulas that moves every row in every iteration; and the same bits however
 * iterations are cut into calls.
 */
final class RowWeightRunChecks {

  private static final int ROWS = 23;
  private static final double END = 0.5625;

  private static final List<Course> COURSES = courses();

  private final Subject subject;
  private final KernelProblem innerProblem;
  private final KernelProblem outerProblem;
  private final boolean withTables;

  private RowWeightRunChecks(Subject subject, int classes, boolean withTables) {
    this.subject = subject;
    this.withTables = withTables;
    int columns = classes == 2 ? 5 : 3;
    innerProblem =
        KernelProblem.ofClasses(
            classes, "inner", ROWS, columns, (i, j, random) -> KernelProblem.normal(random));
    outerProblem =
        KernelProblem.ofClasses(
            classes,
            "outer",
            17,
            columns,
            (i, j, random) -> i == j ? 0 : KernelProblem.normal(random));
  }

  static Stream<Check> of(Subject subject) {
    List<Check> all = new ArrayList<>();
    for (int classes : new int[] {2, 3}) {
      for (boolean withTables : new boolean[] {false, true}) {
        RowWeightRunChecks checks = new RowWeightRunChecks(subject, classes, withTables);
        if (!subject.declines(Operation.ROW_WEIGHT_STEP, checks.inner())) {
          COURSES.forEach(course -> checks.add(all, course));
        }
      }
    }
    return all.stream();
  }

  private static List<Course> courses() {
    BilevelStep plain = BilevelStep.plain(StepSize.constant(0.0625), StepSize.constant(0.5));
    BilevelStep falling = BilevelStep.plain(StepSize.power(0.125, 0.5), StepSize.power(0.125, 0.5));
    return List.of(
        new Course("the plain rule", plain, 40),
        new Course("a semi-implicit penalty", plain.withSemiImplicitPenalty(), 40),
        new Course("a box", plain.withBox(-END, END), 40),
        new Course(
            "second moments",
            BilevelStep.plain(StepSize.constant(0.0625), StepSize.constant(0.0625))
                .withSecondMoment(0.875),
            40),
        new Course("a late outer start", plain.withOuterStart(20), 40),
        new Course(
            "all of these",
            falling
                .withSemiImplicitPenalty()
                .withBox(-END, END)
                .withSecondMoment(0.9375)
                .withOuterStart(12),
            40));
  }

  private void add(List<Check> all, Course course) {
    String what =
        "ROW_WEIGHT_STEP %s, %d iterations of %s, %d classes"
            .formatted(
                withTables ? "with tables" : "plain",
                course.iterations(),
                course.name(),
                innerProblem.classes());
    all.add(new Check(what, () -> follow(course)));
    all.add(new Check(what + ", cut into calls", () -> cut(course)));
  }

  private Dataset inner() {
    return innerProblem.in(Storage.DENSE_DOUBLE);
  }

  /** Sparse, or dense for a backend that knows dense rows only. */
  private Dataset outer() {
    Dataset sparse = outerProblem.in(Storage.SPARSE_DOUBLE);
    return subject.declines(Operation.ROW_WEIGHT_STEP, sparse)
        ? outerProblem.in(Storage.DENSE_DOUBLE)
        : sparse;
  }

  private Penalty penalty() {
    return Penalty.fixed(innerProblem.parameters(), 0.375, ROWS);
  }

  /** Over all of the box. */
  private static double[] start() {
    return IntStream.range(0, ROWS).mapToDouble(row -> (row - 11) / 11.0 * END).toArray();
  }

  private void follow(Course course) {
    double[] start = start();
    ExactRowWeights exact =
        new ExactRowWeights(
            new ExactLogistic(innerProblem),
            new ExactLogistic(outerProblem),
            penalty(),
            start,
            withTables ? ExactBilevel.Tables.zeros(innerProblem, outerProblem) : null);
    course.follow(exact);
    Map<String, double[]> computed = run(course, course.iterations());
    Bounded.assertWithin("z", of(computed, "z"), exact.z);
    Bounded.assertWithin("v", of(computed, "v"), exact.v);
    Bounded.assertWithin("x", of(computed, CURRENT), exact.x);
    Stream.of(exact.z, exact.v, exact.x)
        .flatMap(Arrays::stream)
        .forEach(number ->
            Require.that(number.error() < 1e-7, "a bound that proves nothing: " + number.error()));
    boolean box = course.rule().upper() < Double.POSITIVE_INFINITY;
    Require.that(
        !box || Arrays.stream(exact.x).anyMatch(number -> number.size() == END),
        "no row meets the box");
    long moved = IntStream.range(0, ROWS).filter(k -> exact.x[k].value() != start[k]).count();
    Require.that(moved > ROWS / 2, moved + " rows move");
  }

  /** However often x is looked at, too. */
  private void cut(Course course) {
    Map<String, double[]> whole = run(course, course.iterations());
    for (int most : new int[] {1, 7}) {
      Map<String, double[]> cut = run(course, most);
      whole.forEach((name, values) ->
          Require.that(
              Arrays.equals(values, of(cut, name)),
              "%s is another in calls of %d iterations".formatted(name, most)));
    }
  }

  private static final String CURRENT = "x with nothing pending";

  private static double[] of(Map<String, double[]> results, String name) {
    return Objects.requireNonNull(results.get(name), name);
  }

  /** What a state holds after a course in calls of so many iterations. */
  private Map<String, double[]> run(Course course, int most) {
    try (RowWeightKernels kernels = subject.rowWeights(inner(), outer(), penalty())) {
      Vectors vectors = kernels.vectors();
      RowWeightState state =
          kernels.state(vectors.of(innerProblem.z()), vectors.of(start()), withTables);
      vectors.write(innerProblem.v(), state.v());
      course.advance(kernels, state, most);
      Map<String, double[]> results = new LinkedHashMap<>();
      state.saved().forEach((name, vec) -> results.put(name, vectors.toArray(vec)));
      results.put(CURRENT, vectors.toArray(kernels.outerVariable(course.rule(), state)));
      return results;
    }
  }
}
