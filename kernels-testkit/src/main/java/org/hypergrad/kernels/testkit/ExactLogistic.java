package org.hypergrad.kernels.testkit;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.hypergrad.kernels.Logistic;
import org.hypergrad.kernels.LogisticKernels;
import org.jspecify.annotations.Nullable;

/**
 * The oracle: every operation of {@link LogisticKernels} from its definition, in decimal arithmetic
 * or roughly, with the bound of its computation in doubles.
 *
 * <p>The logarithms of loss, residual and curvature have derivatives of at most one in the margin,
 * so an error δ of the margin changes each by a factor of at most e^δ. A backend may take 10 units
 * for each. That is the longest stable form, e/(1+e)², with an exp to an ulp: exp 2, 1 + e 3, its
 * square 7, quotient 2 + 7 + 1; or the same as e · (1/(1+e)) · (1/(1+e)) with an exp to two: 4 for
 * e, in which the result's logarithm changes no faster, 2 for either factor and 2 for the products.
 * And it may flush to zero what is below e^−708, where a double exp leaves the normal numbers.
 *
 * <p>Zeros that are not stored have no term: whatever is added for them is exact.
 */
final class ExactLogistic {

  private static final int POINTWISE_ROUNDINGS = 10;

  /** Above e^−708. */
  private static final double FLUSHED = 0x1p-1021;

  private final KernelProblem problem;
  private final int[][] columnsOf;
  private final Bounded[][] entriesOf;
  private final int[] signs;
  private final int columns;
  private final Map<BigDecimal, BigDecimal> exponentials = new HashMap<>();
  private final Map<BigDecimal, BigDecimal> logarithms = new HashMap<>();

  ExactLogistic(KernelProblem problem) {
    this.problem = problem;
    double[][] matrix = problem.matrix();
    columns = problem.columns();
    signs = problem.signs();
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

  private BigDecimal exp(BigDecimal x) {
    return exponentials.computeIfAbsent(x, Series::exp);
  }

  private static Bounded pointwise(Bounded value, Bounded margin) {
    return value
        .widened(value.size() * Math.expm1(margin.error()) + FLUSHED)
        .rounded(POINTWISE_ROUNDINGS);
  }

  /** log(1 + e^{−ym}). */
  Bounded loss(int sign, Bounded margin) {
    if (margin.isRough()) {
      return pointwise(Bounded.rough(Logistic.loss(sign, margin.value())), margin);
    }
    BigDecimal power = exp(margin.decimal().multiply(BigDecimal.valueOf(-sign)));
    BigDecimal loss = logarithms.computeIfAbsent(power, Series::log1p);
    return pointwise(Bounded.of(loss, 0), margin);
  }

  /** −y / (1 + e^{ym}). */
  Bounded residual(int sign, Bounded margin) {
    if (margin.isRough()) {
      return pointwise(Bounded.rough(Logistic.residual(sign, margin.value())), margin);
    }
    BigDecimal power = exp(margin.decimal().multiply(BigDecimal.valueOf(sign)));
    BigDecimal below = power.add(BigDecimal.ONE, Series.DIGITS);
    BigDecimal residual = BigDecimal.valueOf(-sign).divide(below, Series.DIGITS);
    return pointwise(Bounded.of(residual, 0), margin);
  }

  /** e^m / (1 + e^m)². */
  Bounded curvature(Bounded margin) {
    if (margin.isRough()) {
      return pointwise(Bounded.rough(Logistic.curvature(margin.value())), margin);
    }
    BigDecimal power = exp(margin.decimal());
    BigDecimal below = power.add(BigDecimal.ONE, Series.DIGITS).pow(2, Series.DIGITS);
    return pointwise(Bounded.of(power.divide(below, Series.DIGITS), 0), margin);
  }

  /** a_row · z. */
  Bounded margin(int row, Bounded... z) {
    Bounded.Sum sum = new Bounded.Sum();
    for (int k = 0; k < columnsOf[row].length; k++) {
      sum.add(entriesOf[row][k].times(z[columnsOf[row][k]]));
    }
    return sum.total();
  }

  Bounded[] margins(int[] rows, Bounded... z) {
    return Arrays.stream(rows).mapToObj(row -> margin(row, z)).toArray(Bounded[]::new);
  }

  /** weight_i r_i of the k-th row of a batch. */
  Bounded[] residuals(int[] rows, double[] weights, Bounded... z) {
    return Arrays.stream(rows)
        .mapToObj(row -> residual(signs[row], margin(row, z)).times(weights[row]))
        .toArray(Bounded[]::new);
  }

  /** weight_i c_i (a_i·v) of the k-th row of a batch. */
  Bounded[] curvaturesAlong(int[] rows, double[] weights, Bounded[] z, Bounded... v) {
    return Arrays.stream(rows)
        .mapToObj(row -> curvature(margin(row, z)).times(margin(row, v)).times(weights[row]))
        .toArray(Bounded[]::new);
  }

  Bounded loss(int[] rows, double[] weights, Bounded scale, Bounded... z) {
    Bounded.Sum sum = new Bounded.Sum();
    for (int row : rows) {
      sum.add(loss(signs[row], margin(row, z)).times(weights[row]));
    }
    return sum.total().times(scale);
  }

  Bounded[] gradient(int[] rows, double[] weights, Bounded scale, Bounded... z) {
    return combination(rows, scale, residuals(rows, weights, z));
  }

  Bounded[] hessianVector(int[] rows, double[] weights, Bounded scale, Bounded[] z, Bounded... v) {
    return combination(rows, scale, curvaturesAlong(rows, weights, z, v));
  }

  Bounded[] hessianDiagonal(int[] rows, double[] weights, Bounded scale, Bounded... z) {
    ColumnSums sums = new ColumnSums();
    for (int row : rows) {
      Bounded curvature = curvature(margin(row, z)).times(weights[row]).times(scale);
      for (int k = 0; k < columnsOf[row].length; k++) {
        Bounded entry = entriesOf[row][k];
        sums.at(columnsOf[row][k]).add(curvature.times(entry).times(entry));
      }
    }
    return sums.totals();
  }

  /** scale · Σ coefficients_k a_{rows_k}. */
  Bounded[] combination(int[] rows, Bounded scale, Bounded... coefficients) {
    ColumnSums sums = new ColumnSums();
    sums.add(rows, scale, coefficients);
    return sums.totals();
  }

  /** Sums under way, one a column; a column without terms is zero. */
  private final class ColumnSums {
    private final Bounded.@Nullable Sum[] sums = new Bounded.Sum[columns];

    Bounded.Sum at(int column) {
      Bounded.Sum sum = sums[column];
      if (sum == null) {
        sum = new Bounded.Sum();
        sums[column] = sum;
      }
      return sum;
    }

    void add(int[] rows, Bounded scale, Bounded... coefficients) {
      for (int k = 0; k < rows.length; k++) {
        Bounded scaled = scale.times(coefficients[k]);
        Bounded[] entries = entriesOf[rows[k]];
        for (int e = 0; e < entries.length; e++) {
          at(columnsOf[rows[k]][e]).add(scaled.times(entries[e]));
        }
      }
    }

    void add(Bounded... vector) {
      for (int j = 0; j < columns; j++) {
        at(j).add(vector[j]);
      }
    }

    Bounded[] totals() {
      Bounded[] totals = new Bounded[columns];
      for (int j = 0; j < columns; j++) {
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
    Bounded[] changes = new Bounded[rows.length];
    Bounded[] repeats = new Bounded[rows.length];
    boolean[] seen = new boolean[signs.length];
    for (int k = 0; k < rows.length; k++) {
      changes[k] = fresh[k].minus(table.scalars[rows[k]]);
      repeats[k] = seen[rows[k]] ? changes[k].negate() : Bounded.ZERO;
      seen[rows[k]] = true;
    }
    ColumnSums estimate = new ColumnSums();
    estimate.add(rows, scale, changes);
    estimate.add(table.average);
    ColumnSums average = new ColumnSums();
    average.add(rows, table.rowScale, changes);
    average.add(rows, table.rowScale, repeats);
    average.add(table.average);
    System.arraycopy(average.totals(), 0, table.average, 0, columns);
    for (int k = 0; k < rows.length; k++) {
      table.scalars[rows[k]] = fresh[k];
    }
    return estimate.totals();
  }
}
