package org.hypergrad.kernels.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hypergrad.kernels.Operation;

/**
 * Shapes at which fast code changes its way: sizes around every number of lanes from 1 to 64, rows
 * around the sizes of groups, sparse rows with and without columns that most rows have, values that
 * are held in fewer bytes, widths that 16 bits do not hold. Their oracle is rough.
 */
final class Shapes {

  private static final int[] AROUND_LANES = {
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 31, 32, 33, 63, 64, 65
  };

  private Shapes() {}

  /** A selection of rows, with weights or without. */
  record Selected(RowChoice choice, boolean weighted) {}

  private static final List<Selected> EVERY_WAY =
      List.of(
          new Selected(RowChoice.ALL, false),
          new Selected(RowChoice.RANGE, true),
          new Selected(RowChoice.LIST, false),
          new Selected(RowChoice.LIST_WITH_REPEATS, false),
          new Selected(RowChoice.LONG_LIST, true));

  private static final List<Selected> TWO_WAYS =
      List.of(new Selected(RowChoice.ALL, false), new Selected(RowChoice.LONG_LIST, true));

  private static final List<Storage> SPARSE = List.of(Storage.SPARSE_DOUBLE, Storage.SPARSE_FLOAT);

  /**
   * Problems of one kind, made when they are needed.
   *
   * @param operations for which they are worth their time
   */
  record Family(
      String name,
      Supplier<Stream<KernelProblem>> problems,
      List<Storage> storages,
      List<Selected> selections,
      Set<Operation> operations) {

    @Override
    public String toString() {
      return name;
    }
  }

  private static final Set<Operation> EVERY_OPERATION = EnumSet.allOf(Operation.class);

  static final List<Family> FAMILIES =
      List.of(
          new Family(
              "dense widths",
              Shapes::denseWidths,
              List.of(Storage.DENSE_DOUBLE),
              TWO_WAYS,
              EVERY_OPERATION),
          new Family(
              "dense row counts",
              Shapes::denseRowCounts,
              List.of(Storage.DENSE_FLOAT),
              EVERY_WAY,
              EVERY_OPERATION),
          new Family("sparse rows", Shapes::sparse, SPARSE, EVERY_WAY, EVERY_OPERATION),
          new Family(
              "sparse rows with frequent columns",
              Shapes::frequentColumns,
              SPARSE,
              EVERY_WAY,
              EVERY_OPERATION),
          new Family(
              "sparse rows of one value each",
              Shapes::rowsOfOneValue,
              SPARSE,
              TWO_WAYS,
              EVERY_OPERATION),
          new Family(
              "categories", () -> Stream.of(categories()), SPARSE, TWO_WAYS, EVERY_OPERATION),
          new Family(
              "dense decimals",
              () ->
                  Stream.of(
                      decimals(2, 9, 130, 0, 1),
                      decimals(2, 129, 130, 0, 1),
                      decimals(3, 17, 130, 0, 1)),
              List.of(Storage.DENSE_DOUBLE),
              TWO_WAYS,
              EVERY_OPERATION),
          new Family(
              "sparse decimals",
              () ->
                  Stream.of(
                      decimals(2, 65, 130, 0, 0.05),
                      decimals(2, 33, 260, 0, 0.15),
                      decimals(2, 257, 130, 16, 0.05),
                      decimals(3, 65, 130, 16, 0.05)),
              List.of(Storage.SPARSE_DOUBLE),
              TWO_WAYS,
              EVERY_OPERATION),
          new Family(
              "class counts",
              Shapes::classCounts,
              List.of(Storage.DENSE_DOUBLE, Storage.SPARSE_DOUBLE),
              TWO_WAYS,
              EVERY_OPERATION),
          new Family(
              "three classes",
              () -> ofClasses(3),
              List.of(Storage.DENSE_DOUBLE, Storage.SPARSE_FLOAT),
              EVERY_WAY,
              EVERY_OPERATION),
          new Family(
              "ten classes",
              () -> ofClasses(10),
              List.of(Storage.DENSE_FLOAT, Storage.SPARSE_DOUBLE),
              TWO_WAYS,
              EVERY_OPERATION),
          new Family(
              "wide rows",
              () ->
                  Stream.of(
                      wide("wide", 8_750, true),
                      wide("wide, one value a row", 8_750, false),
                      wide("wide, many entries", 1_750, true),
                      wide("wide, many entries, one value a row", 1_750, false)),
              SPARSE,
              TWO_WAYS,
              EnumSet.complementOf(EnumSet.of(Operation.VECTORS))),
          new Family(
              "wide and full rows",
              () -> Stream.of(wideAndFull()),
              SPARSE,
              List.of(new Selected(RowChoice.ALL, false)),
              EnumSet.of(Operation.GRADIENT_AND_HESSIAN_VECTOR)));

  /** Enough entries that three threads have something to share; the shapes above do not. */
  static final List<Family> FOR_THREADS =
      List.of(
          new Family(
              "many dense rows",
              () -> Stream.of(dense(3_001, 104)),
              List.of(Storage.DENSE_DOUBLE),
              List.of(new Selected(RowChoice.ALL, true)),
              EVERY_OPERATION),
          new Family(
              "many dense rows of three classes",
              () -> Stream.of(thin(3, 6_001, 59, 1)),
              List.of(Storage.DENSE_DOUBLE),
              List.of(new Selected(RowChoice.LONG_LIST, true)),
              EVERY_OPERATION),
          new Family(
              "many sparse rows",
              () -> Stream.of(sparseLarge("sparse", 7_003, 500, 12, 0.08)),
              List.of(Storage.SPARSE_DOUBLE),
              List.of(new Selected(RowChoice.LONG_LIST, false)),
              EVERY_OPERATION));

  private static KernelProblem shape(
      String name, int rows, int columns, KernelProblem.Entry entry) {
    String named = "%s, %d × %d".formatted(name, rows, columns);
    return KernelProblem.of(named, rows, columns, entry).roughly();
  }

  /** Every entry there, of the size that keeps margins near one. */
  private static KernelProblem dense(int rows, int columns) {
    double size = 1 / Math.sqrt(columns);
    return shape("dense", rows, columns, (i, j, random) -> size * KernelProblem.normal(random));
  }

  private static Stream<KernelProblem> denseWidths() {
    int[] wider = {66, 95, 96, 97, 127, 128, 129, 257};
    return IntStream.concat(Arrays.stream(AROUND_LANES), Arrays.stream(wider))
        .mapToObj(columns -> dense(9, columns));
  }

  private static Stream<KernelProblem> denseRowCounts() {
    int[] groups = {127, 128, 129, 255, 256, 257, 511, 512, 513};
    IntStream narrow = IntStream.concat(Arrays.stream(AROUND_LANES), Arrays.stream(groups));
    return Stream.concat(
        narrow.mapToObj(rows -> dense(rows, 9)), Stream.of(dense(130, 257), dense(67, 129)));
  }

  /** Class counts around the lanes, with few rows and columns. */
  private static Stream<KernelProblem> classCounts() {
    return IntStream.of(3, 4, 5, 7, 8, 9, 15, 16, 17, 33)
        .mapToObj(classes -> thin(classes, 7, 5, 0.6));
  }

  /** Widths and row counts around lanes and groups, a fifth of the entries there or all of them. */
  private static Stream<KernelProblem> ofClasses(int classes) {
    return Stream.of(
        thin(classes, 9, 1, 1),
        thin(classes, 9, 3, 1),
        thin(classes, 7, 8, 1),
        thin(classes, 8, 9, 1),
        thin(classes, 15, 16, 1),
        thin(classes, 17, 17, 0.2),
        thin(classes, 65, 33, 0.2),
        thin(classes, 129, 7, 0.3),
        thin(classes, 257, 65, 0.02));
  }

  private static KernelProblem thin(int classes, int rows, int columns, double density) {
    double size = 1 / Math.sqrt(density * columns);
    return KernelProblem.ofClasses(
            classes,
            "%d × %d".formatted(rows, columns),
            rows,
            columns,
            (i, j, random) ->
                random.nextDouble() < density ? size * KernelProblem.normal(random) : 0)
        .roughly();
  }

  private static KernelProblem sparse(String name, int rows, int columns, double density) {
    return shape(
        name,
        rows,
        columns,
        (i, j, random) -> random.nextDouble() < density ? KernelProblem.normal(random) : 0);
  }

  private static Stream<KernelProblem> sparse() {
    List<KernelProblem> problems = new ArrayList<>();
    for (int columns : new int[] {5, 8, 9, 16, 17, 31, 32, 33, 64, 65}) {
      problems.add(sparse("a fifth", 19, columns, 0.2));
    }
    problems.add(sparse("thin", 257, 300, 0.01));
    problems.add(sparse("many entries a column", 513, 40, 0.1));
    problems.add(sparse("many entries a row", 65, 300, 0.15));
    problems.add(shape("all ones", 255, 50, (i, j, random) -> random.nextDouble() < 0.12 ? 1 : 0));
    problems.add(
        shape(
            "one full row, every second empty",
            65,
            200,
            (i, j, random) ->
                i == 31 || (i % 2 == 0 && j % 40 == i % 40) ? KernelProblem.normal(random) : 0));
    return problems.stream();
  }

  /** The first {@code frequent} columns are in half of the rows, the others in few. */
  private static KernelProblem frequent(int rows, int columns, int frequent, double rest) {
    return shape(
        frequent + " frequent columns",
        rows,
        columns,
        (i, j, random) ->
            random.nextDouble() < (j * 7 % columns < frequent ? 0.5 : rest)
                ? KernelProblem.normal(random) / 2
                : 0);
  }

  private static Stream<KernelProblem> frequentColumns() {
    return Stream.of(
        frequent(33, 40, 1, 0.05),
        frequent(256, 60, 9, 0.08),
        frequent(257, 60, 15, 0),
        frequent(64, 400, 16, 0.02),
        frequent(257, 500, 64, 0.01),
        frequent(255, 700, 71, 0.01));
  }

  /** A row need not hold its entries where they are equal; an empty row has no value. */
  private static Stream<KernelProblem> rowsOfOneValue() {
    return Stream.of(
        rowsOfOneValue(19, 33, 0.2),
        rowsOfOneValue(65, 40, 0.1),
        rowsOfOneValue(129, 600, 0.02),
        rowsOfOneValue(513, 64, 0.12),
        rowsOfOneValue(33, 300, 0.15));
  }

  private static KernelProblem rowsOfOneValue(int rows, int columns, double density) {
    double[] values = new SplittableRandom(7).doubles(rows, -1.5, 1.5).toArray();
    return shape(
        "one value a row",
        rows,
        columns,
        (i, j, random) -> i % 16 != 5 && random.nextDouble() < density ? values[i] : 0);
  }

  /** A level of five for each of fifteen categories, and columns that few rows have. */
  private static KernelProblem categories() {
    int levels = 5;
    int columns = 15 * levels;
    SplittableRandom random = new SplittableRandom(8);
    int[][] levelOf = new int[1_300][15];
    for (int[] row : levelOf) {
      Arrays.setAll(row, k -> random.nextInt(levels));
    }
    return shape(
        "categories",
        levelOf.length,
        columns + 4,
        (i, j, _) ->
            j < columns
                ? i % 16 != 5 && levelOf[i][j / levels] == j % levels ? 1 : 0
                : (i + j) % 100 == 0 ? 1 : 0);
  }

  /**
   * Thousandths, in rows wide enough that dense ones hold them as whole numbers; the first columns
   * are in half of the rows.
   */
  private static KernelProblem decimals(
      int classes, int rows, int columns, int frequent, double rest) {
    double size = 1000 / Math.sqrt(0.5 * frequent + rest * columns);
    return KernelProblem.ofClasses(
            classes,
            "decimals, %d × %d, %d frequent columns".formatted(rows, columns, frequent),
            rows,
            columns,
            (i, j, random) ->
                random.nextDouble() < (j < frequent ? 0.5 : rest)
                    ? Math.rint(size * KernelProblem.normal(random)) / 1000
                    : 0)
        .roughly();
  }

  /** Columns of each row's own, and of all rows at the ends and where 16 bits number no more. */
  private static KernelProblem wide(String name, int distance, boolean different) {
    return shape(
        name,
        9,
        70_001,
        (i, j, random) ->
            (j + 191 * i) % distance == 0
                    || j == 0
                    || j == 65_535
                    || (j == 65_536 && i % 2 == 0)
                    || j == 70_000
                ? different ? KernelProblem.normal(random) : 0.3 * (i - 4.5)
                : 0);
  }

  /** Many entries a column in rows whose column numbers need more than 16 bits, yet not dense. */
  private static KernelProblem wideAndFull() {
    return sparseLarge("wide and full", 41, 65_600, 0, 0.215);
  }

  /** As {@link #frequent}, made in the time that its entries take. */
  private static KernelProblem sparseLarge(
      String name, int rows, int columns, int frequent, double rest) {
    double size = 1 / Math.sqrt(0.5 * frequent + rest * columns);
    SplittableRandom random = new SplittableRandom(5);
    double[][] matrix = new double[rows][columns];
    for (double[] row : matrix) {
      for (int k = 0; k < frequent; k++) {
        if (random.nextBoolean()) {
          row[k * 7 % columns] = size * (random.nextDouble() - 0.5);
        }
      }
      for (int left = (int) (rest * columns); left > 0; ) {
        int j = random.nextInt(columns);
        if (row[j] == 0) {
          row[j] = size * (random.nextDouble() - 0.5);
          left--;
        }
      }
    }
    return shape(name, rows, columns, (i, j, _) -> matrix[i][j]);
  }
}
