package org.hypergrad.kernels.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Labels;

/**
 * Data with everything an operation takes beside it: the small shapes of the table of cases, for
 * which the oracle has 50 digits. Larger ones are in {@link Shapes}.
 *
 * @param name what is special about it
 * @param matrix n rows of {@code columns} values
 * @param columns the width
 * @param classes how many, k
 * @param classOf the class of every row, in [0, k)
 * @param z length p, no element zero where margins are not extreme
 * @param v length p, no element zero
 * @param weights length n
 * @param rough whether the oracle computes roughly
 */
record KernelProblem(
    String name,
    double[][] matrix,
    int columns,
    int classes,
    int[] classOf,
    double[] z,
    double[] v,
    double[] weights,
    boolean rough) {

  /** Every shape; sizes 0 and 1 and primes among them. */
  static List<KernelProblem> all() {
    return List.of(
        of("no rows", 0, 3, (i, j, random) -> 0),
        of("no columns", 4, 0, (i, j, random) -> 0),
        of("one entry", 1, 1, (i, j, random) -> -1.25),
        of(
            "an empty row and an empty column",
            7,
            5,
            (i, j, random) -> i == 2 || j == 3 || random.nextInt(3) == 0 ? 0 : normal(random)),
        of(
            "one full row among thin ones",
            11,
            13,
            (i, j, random) -> i == 5 || j == i || j == (i * 5) % 13 ? normal(random) : 0),
        of("all columns equal", 5, 4, (i, j, random) -> Math.sin(i + 1)),
        of(
            "twelve orders of magnitude",
            6,
            7,
            (i, j, random) -> normal(random) * Math.pow(10, random.nextInt(13) - 6)),
        extremeMargins(),
        ofClasses(3, "no rows", 0, 2, (i, j, random) -> 0),
        ofClasses(3, "no columns", 4, 0, (i, j, random) -> 0),
        ofClasses(3, "one entry", 1, 1, (i, j, random) -> -1.25),
        ofClasses(
            3,
            "an empty row and an empty column",
            7,
            5,
            (i, j, random) -> i == 2 || j == 3 || random.nextInt(3) == 0 ? 0 : normal(random)),
        ofClasses(
            3,
            "twelve orders of magnitude",
            6,
            4,
            (i, j, random) -> normal(random) * Math.pow(10, random.nextInt(13) - 6)),
        ofClasses(10, "one column", 11, 1, (i, j, random) -> normal(random)),
        ofClasses(
            10, "thin rows", 8, 5, (i, j, random) -> j == i % 5 || i == 3 ? normal(random) : 0),
        extremeMarginsOfThree());
  }

  static KernelProblem named(String name) {
    return all().stream().filter(p -> p.name.equals(name)).findFirst().orElseThrow();
  }

  @FunctionalInterface
  interface Entry {
    double at(int row, int column, SplittableRandom random);
  }

  /** A problem of two classes. */
  static KernelProblem of(String name, int rows, int columns, Entry entry) {
    return ofClasses(2, name, rows, columns, entry);
  }

  static KernelProblem ofClasses(int classes, String name, int rows, int columns, Entry entry) {
    SplittableRandom random = new SplittableRandom(2442);
    double[][] matrix = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix[i][j] = entry.at(i, j, random);
      }
    }
    int parameters = columns * outputs(classes);
    return new KernelProblem(
        classes == 2 ? name : "%s, %d classes".formatted(name, classes),
        matrix,
        columns,
        classes,
        IntStream.range(0, rows).map(i -> random.nextInt(classes)).toArray(),
        random.doubles(parameters, 0.1, 1.5).map(sometimesNegative(random)).toArray(),
        random.doubles(parameters, 0.1, 1.5).map(sometimesNegative(random)).toArray(),
        random.doubles(rows, 0, 2).toArray(),
        false);
  }

  /** Column 0 is the margin, where the pointwise functions change form, overflow or underflow. */
  private static KernelProblem extremeMargins() {
    double[] margins = {
      18, -18, 37, -37, 750, -750, 0, -0.0, Double.MIN_VALUE, -1e-310, 709.5, -745.2, 1e-17
    };
    KernelProblem plain =
        of(
            "extreme margins",
            2 * margins.length,
            3,
            (i, j, random) -> j == 0 ? margins[i / 2] : j == 1 ? 0 : normal(random));
    int[] classOf = IntStream.range(0, 2 * margins.length).map(i -> 1 - i % 2).toArray();
    return new KernelProblem(
        plain.name,
        plain.matrix,
        3,
        2,
        classOf,
        new double[] {1, 0.5, 1e-3},
        new double[] {0.25, 3, -0.7},
        plain.weights,
        false);
  }

  /**
   * The margins of a row are its features: one far above or below the others, two far apart, all
   * equal, two equal above the third, each with every class.
   */
  private static KernelProblem extremeMarginsOfThree() {
    double[][] margins = {
      {37, 0, -37},
      {0, -37, 0},
      {750, 0, 1},
      {-750, 0, 750},
      {0.5, 0.5, 0.5},
      {-0.0, 0, 0},
      {18, 18, -18},
      {Double.MIN_VALUE, -1e-310, 1e-17},
      {709.5, 1, -745.2}
    };
    KernelProblem plain =
        ofClasses(3, "extreme margins", 3 * margins.length, 3, (i, j, random) -> margins[i / 3][j]);
    return new KernelProblem(
        plain.name,
        plain.matrix,
        3,
        3,
        IntStream.range(0, 3 * margins.length).map(i -> i % 3).toArray(),
        new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1},
        new double[] {0.25, 3, -0.7, 1.5, -0.125, 0.3, 0.9, -2, 0.6},
        plain.weights,
        false);
  }

  static double normal(SplittableRandom random) {
    return random.nextGaussian();
  }

  private static DoubleUnaryOperator sometimesNegative(SplittableRandom random) {
    return value -> random.nextBoolean() ? value : -value;
  }

  int rows() {
    return matrix.length;
  }

  private static int outputs(int classes) {
    return classes == 2 ? 1 : classes;
  }

  /** Margins a row. */
  int outputs() {
    return outputs(classes);
  }

  /** Length of z, p. */
  int parameters() {
    return columns * outputs();
  }

  /**
   * Margins of some point, by row, length n · k: where products are to start from margins, it need
   * not be z. Large ones among them.
   */
  double[] knownMargins() {
    double[] margins = new double[rows() * outputs()];
    Arrays.setAll(margins, k -> (k % 7 == 0 ? 40 : 3) * Math.sin(k + 1));
    return margins;
  }

  /** The same problem with features that a float holds exactly. */
  KernelProblem roundedToFloats() {
    double[][] rounded = new double[rows()][columns];
    for (int i = 0; i < rows(); i++) {
      for (int j = 0; j < columns; j++) {
        rounded[i][j] = (float) matrix[i][j];
      }
    }
    return new KernelProblem(name, rounded, columns, classes, classOf, z, v, weights, rough);
  }

  /** The same problem for an oracle that computes roughly. */
  KernelProblem roughly() {
    return new KernelProblem(name, matrix, columns, classes, classOf, z, v, weights, true);
  }

  /** A number of the problem as its oracle takes it. */
  Bounded number(double value) {
    return rough ? Bounded.rough(value) : Bounded.exact(value);
  }

  Bounded[] numbers(double... values) {
    return Arrays.stream(values).mapToObj(this::number).toArray(Bounded[]::new);
  }

  Dataset in(Storage storage) {
    double[] map = IntStream.range(0, classes).mapToDouble(c -> 2 * c - 1).toArray(); // −1, 1, …
    double[] labels = IntStream.of(classOf).mapToDouble(c -> map[c]).toArray();
    return new Dataset(storage.store(matrix, columns), Labels.of(labels, map));
  }

  @Override
  public String toString() {
    return name;
  }
}
