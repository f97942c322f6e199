package org.hypergrad.kernels.testkit;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.hypergrad.kernels.Arithmetic;
import org.hypergrad.kernels.LogisticKernels;
import org.jspecify.annotations.Nullable;

/**
 * The oracle: every operation of {@link LogisticKernels} from its definition, in decimal arithmetic
 * or roughly, with the bound of its computation in doubles, or with products in floats. Of what a
 * row has k of for k outputs, output c of the i-th row is at i·k + c.
 *
 * <p>Zeros that are not stored have no term: whatever is added for them is exact.
 */
final class ExactLogistic {

  /** What {@link Arithmetic#FLOAT} promises of a term of a product. */
  private static final double FLOAT_ROUNDINGS = 40 * 0x1p-24;

  private static final double FLOAT_UNDERFLOW = 0x1p-148;

  private final KernelProblem problem;
  private final Arithmetic arithmetic;
  private final ExactPointwise pointwise;
  private final int[][] columnsOf;
  private final Bounded[][] entriesOf;
  private final int[] classOf;
  private final int outputs;
  private final int parameters;

  /** With the bound of products in doubles. */
  ExactLogistic(KernelProblem problem) {
    this(problem, Arithmetic.DOUBLE);
  }

  /** With the bound of products as permitted. */
  ExactLogistic(KernelProblem problem, Arithmetic arithmetic) {
    this.problem = problem;
    this.arithmetic = arithmetic;
    double[][] matrix = problem.matrix();
    int columns = problem.columns();
    classOf = problem.classOf();
    outputs = problem.outputs();
    parameters = problem.parameters();
    pointwise = ExactPointwise.of(problem.classes());
    columnsOf = new int[matrix.length][];
    entriesOf = new Bounded[matrix.length][];
    for (int i = 0; i < matrix.length; i++) {
      int[] places = new int[columns];
      int count = 0;
      for (int j = 0; j < columns; j++) {
        if (matrix[i][j] != 0) {
          places[count++] = j;
        }
      }
      columnsOf[i] = Arrays.copyOf(places, count);
      entriesOf[i] = new Bounded[count];
      for (int k = 0; k < count; k++) {
        entriesOf[i][k] = problem.number(matrix[i][places[k]]);
      }
    }
  }

  KernelProblem problem() {
    return problem;
  }

  /** A term of a product of rows with vectors. */
  private Bounded product(Bounded entry, Bounded number) {
    Bounded product = entry.times(number);
    if (arithmetic == Arithmetic.DOUBLE) {
      return product;
    }
    double sizes = 1 + entry.size() + entry.error() + number.size() + number.error();
    return product.widened(
        FLOAT_ROUNDINGS * (product.size() + product.error()) + FLOAT_UNDERFLOW * sizes);
  }

  /** Zᵀ a_row: one number an output. */
  private Bounded[] margin(int row, Bounded... z) {
    Bounded[] margin = new Bounded[outputs];
    for (int c = 0; c < outputs; c++) {
      Bounded.Sum sum = new Bounded.Sum();
      for (int k = 0; k < columnsOf[row].length; k++) {
        sum.add(product(entriesOf[row][k], z[columnsOf[row][k] * outputs + c]));
      }
      margin[c] = sum.total();
    }
    return margin;
  }

  private Bounded[] residual(int row, Bounded... z) {
    return pointwise.residual(classOf[row], margin(row, z));
  }

  /** Numbers of the rows of a batch, side by side, each times the row's weight. */
  private static Bounded[] weighted(int[] rows, double[] weights, IntFunction<Bounded[]> ofRow) {
    return Arrays.stream(rows)
        .boxed()
        .flatMap(row -> Arrays.stream(ofRow.apply(row)).map(value -> value.times(weights[row])))
        .toArray(Bounded[]::new);
  }

  Bounded[] margins(int[] rows, Bounded... z) {
    return Arrays.stream(rows)
        .boxed()
        .flatMap(row -> Arrays.stream(margin(row, z)))
        .toArray(Bounded[]::new);
  }

  /** weight_i r_i of the k-th row of a batch. */
  Bounded[] residuals(int[] rows, double[] weights, Bounded... z) {
    return weighted(rows, weights, row -> residual(row, z));
  }

  /** weight_i c_i (a_i·v) of the k-th row of a batch. */
  Bounded[] curvaturesAlong(int[] rows, double[] weights, Bounded[] z, Bounded... v) {
    return weighted(rows, weights, row -> pointwise.curvature(margin(row, z), margin(row, v)));
  }

  Bounded loss(int[] rows, double[] weights, Bounded scale, Bounded... z) {
    Bounded.Sum sum = new Bounded.Sum();
    for (int row : rows) {
      sum.add(pointwise.loss(classOf[row], margin(row, z)).times(weights[row]));
    }
    return sum.total().times(scale);
  }

  Bounded[] gradient(int[] rows, double[] weights, Bounded scale, Bounded... z) {
    return combination(rows, scale, residuals(rows, weights, z));
  }

  Bounded[] hessianVector(int[] rows, double[] weights, Bounded scale, Bounded[] z, Bounded... v) {
    return combination(rows, scale, curvaturesAlong(rows, weights, z, v));
  }

  /**
   * The same from margins of z, by row.
   *
   * @param known length n · k
   */
  Bounded[] hessianVectorFromMargins(
      int[] rows, double[] weights, Bounded scale, Bounded[] known, Bounded... v) {
    return combination(
        rows,
        scale,
        weighted(
            rows,
            weights,
            row ->
                pointwise.curvature(
                    Arrays.copyOfRange(known, row * outputs, (row + 1) * outputs),
                    margin(row, v))));
  }

  Bounded[] hessianDiagonal(int[] rows, double[] weights, Bounded scale, Bounded... z) {
    ColumnSums sums = new ColumnSums();
    for (int row : rows) {
      Bounded[] curvature = pointwise.curvatureDiagonal(margin(row, z));
      for (int c = 0; c < outputs; c++) {
        Bounded scaled = curvature[c].times(weights[row]).times(scale);
        for (int k = 0; k < columnsOf[row].length; k++) {
          Bounded entry = entriesOf[row][k];
          sums.at(columnsOf[row][k] * outputs + c).add(product(entry, scaled.times(entry)));
        }
      }
    }
    return sums.totals();
  }

  /** r_i·(Vᵀ a_i) at the places of the rows given, the rest as before. */
  Bounded[] directionalDerivatives(int[] rows, Bounded[] z, Bounded[] v, Bounded... before) {
    Bounded[] result = before.clone();
    for (int row : rows) {
      Bounded[] residual = residual(row, z);
      Bounded[] along = margin(row, v);
      Bounded.Sum sum = new Bounded.Sum();
      for (int c = 0; c < outputs; c++) {
        sum.add(residual[c].times(along[c]));
      }
      result[row] = sum.total();
    }
    return result;
  }

  /** scale · Σ coefficients_k a_{rows_k}. */
  Bounded[] combination(int[] rows, Bounded scale, Bounded... coefficients) {
    ColumnSums sums = new ColumnSums();
    sums.add(rows, scale, coefficients);
    return sums.totals();
  }

  /** Sums under way, one a parameter; a parameter without terms is zero. */
  private final class ColumnSums {
    private final Bounded.@Nullable Sum[] sums = new Bounded.Sum[parameters];

    Bounded.Sum at(int parameter) {
      Bounded.Sum sum = sums[parameter];
      if (sum == null) {
        sum = new Bounded.Sum();
        sums[parameter] = sum;
      }
      return sum;
    }

    void add(int[] rows, Bounded scale, Bounded... coefficients) {
      for (int k = 0; k < rows.length; k++) {
        Bounded[] entries = entriesOf[rows[k]];
        for (int c = 0; c < outputs; c++) {
          Bounded scaled = scale.times(coefficients[k * outputs + c]);
          for (int e = 0; e < entries.length; e++) {
            at(columnsOf[rows[k]][e] * outputs + c).add(product(entries[e], scaled));
          }
        }
      }
    }

    void add(Bounded... vector) {
      for (int j = 0; j < parameters; j++) {
        at(j).add(vector[j]);
      }
    }

    Bounded[] totals() {
      Bounded[] totals = new Bounded[parameters];
      for (int j = 0; j < parameters; j++) {
        Bounded.Sum sum = sums[j];
        totals[j] = sum == null ? Bounded.ZERO : sum.total();
      }
      return totals;
    }
  }

  /** A table of SAGA, changed in place by {@link ExactLogistic#saga}. */
  record Table(Bounded[] scalars, Bounded[] average, Bounded rowScale) {}

  /**
   * scale · Σ (fresh_k − R_{rows_k}) a_{rows_k} + average, then the update of the table, in which a
   * repeated row counts once. Its implementation may add a repeat and take it away again: both are
   * in the bound.
   */
  Bounded[] saga(int[] rows, Bounded scale, Bounded[] fresh, Table table) {
    Bounded[] changes = new Bounded[fresh.length];
    Bounded[] repeats = new Bounded[fresh.length];
    boolean[] seen = new boolean[classOf.length];
    for (int k = 0; k < rows.length; k++) {
      for (int c = 0; c < outputs; c++) {
        int at = k * outputs + c;
        changes[at] = fresh[at].minus(table.scalars[rows[k] * outputs + c]);
        repeats[at] = seen[rows[k]] ? changes[at].negate() : Bounded.ZERO;
      }
      seen[rows[k]] = true;
    }
    ColumnSums estimate = new ColumnSums();
    estimate.add(rows, scale, changes);
    estimate.add(table.average);
    ColumnSums average = new ColumnSums();
    average.add(rows, table.rowScale, changes);
    average.add(rows, table.rowScale, repeats);
    average.add(table.average);
    System.arraycopy(average.totals(), 0, table.average, 0, parameters);
    for (int k = 0; k < rows.length; k++) {
      System.arraycopy(fresh, k * outputs, table.scalars, rows[k] * outputs, outputs);
    }
    return estimate.totals();
  }
}
