package org.hypergrad.kernels;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The oracle: every operation of {@link LogisticKernels} from its definition, in decimal
 * arithmetic, with the bound of its computation in doubles.
 *
 * <p>The logarithms of loss, residual and curvature have derivatives of at most one in the margin,
 * so an error δ of the margin changes each by a factor of at most e^δ. The longest of their stable
 * forms, e/(1+e)², costs 10 units: exp 2, 1 + e 3, its square 7, quotient 2 + 7 + 1.
 */
final class ExactLogistic {

  private static final int POINTWISE_ROUNDINGS = 10;

  private final Bounded[][] matrix;
  private final int[] signs;
  private final int columns;
  private final Map<BigDecimal, BigDecimal> exponentials = new HashMap<>();
  private final Map<BigDecimal, BigDecimal> logarithms = new HashMap<>();

  /**
   * @param matrix the features as stored
   * @param signs y, −1 or +1 a row
   */
  ExactLogistic(double[][] matrix, int columns, int... signs) {
    this.matrix = new Bounded[matrix.length][];
    for (int i = 0; i < matrix.length; i++) {
      this.matrix[i] = Bounded.exact(matrix[i]);
    }
    this.columns = columns;
    this.signs = signs;
  }

  private BigDecimal exp(BigDecimal x) {
    return exponentials.computeIfAbsent(x, Series::exp);
  }

  private static Bounded pointwise(BigDecimal value, Bounded margin) {
    double carried = Math.abs(value.doubleValue()) * Math.expm1(margin.error());
    return new Bounded(value, carried).rounded(POINTWISE_ROUNDINGS);
  }

  /** log(1 + e^{−ym}). */
  Bounded loss(int sign, Bounded margin) {
    BigDecimal power = exp(margin.value().multiply(BigDecimal.valueOf(-sign)));
    return pointwise(logarithms.computeIfAbsent(power, Series::log1p), margin);
  }

  /** −y / (1 + e^{ym}). */
  Bounded residual(int sign, Bounded margin) {
    BigDecimal power = exp(margin.value().multiply(BigDecimal.valueOf(sign)));
    BigDecimal below = power.add(BigDecimal.ONE, Series.DIGITS);
    return pointwise(BigDecimal.valueOf(-sign).divide(below, Series.DIGITS), margin);
  }

  /** e^m / (1 + e^m)². */
  Bounded curvature(Bounded margin) {
    BigDecimal power = exp(margin.value());
    BigDecimal below = power.add(BigDecimal.ONE, Series.DIGITS).pow(2, Series.DIGITS);
    return pointwise(power.divide(below, Series.DIGITS), margin);
  }

  /** a_row · z. */
  Bounded margin(int row, Bounded... z) {
    List<Bounded> terms = new ArrayList<>();
    for (int j = 0; j < columns; j++) {
      terms.add(matrix[row][j].times(z[j]));
    }
    return Bounded.sum(terms);
  }

  Bounded[] margins(int[] rows, Bounded... z) {
    Bounded[] margins = new Bounded[rows.length];
    for (int k = 0; k < rows.length; k++) {
      margins[k] = margin(rows[k], z);
    }
    return margins;
  }

  /** weight_i r_i of the k-th row of a batch. */
  Bounded[] residuals(int[] rows, double[] weights, Bounded... z) {
    Bounded[] residuals = new Bounded[rows.length];
    for (int k = 0; k < rows.length; k++) {
      residuals[k] = residual(signs[rows[k]], margin(rows[k], z)).times(weights[rows[k]]);
    }
    return residuals;
  }

  /** weight_i c_i (a_i·v) of the k-th row of a batch. */
  Bounded[] curvaturesAlong(int[] rows, double[] weights, Bounded[] z, Bounded... v) {
    Bounded[] products = new Bounded[rows.length];
    for (int k = 0; k < rows.length; k++) {
      Bounded curvature = curvature(margin(rows[k], z));
      products[k] = curvature.times(margin(rows[k], v)).times(weights[rows[k]]);
    }
    return products;
  }

  Bounded loss(int[] rows, double[] weights, Bounded scale, Bounded... z) {
    List<Bounded> terms = new ArrayList<>();
    for (int row : rows) {
      terms.add(loss(signs[row], margin(row, z)).times(weights[row]));
    }
    return Bounded.sum(terms).times(scale);
  }

  Bounded[] gradient(int[] rows, double[] weights, Bounded scale, Bounded... z) {
    return combination(rows, scale, residuals(rows, weights, z));
  }

  Bounded[] hessianVector(int[] rows, double[] weights, Bounded scale, Bounded[] z, Bounded... v) {
    return combination(rows, scale, curvaturesAlong(rows, weights, z, v));
  }

  Bounded[] hessianDiagonal(int[] rows, double[] weights, Bounded scale, Bounded... z) {
    Bounded[] curvatures = new Bounded[rows.length];
    for (int k = 0; k < rows.length; k++) {
      curvatures[k] = curvature(margin(rows[k], z)).times(weights[rows[k]]).times(scale);
    }
    return columns(j -> {
      List<Bounded> terms = new ArrayList<>();
      for (int k = 0; k < rows.length; k++) {
        Bounded entry = matrix[rows[k]][j];
        terms.add(curvatures[k].times(entry).times(entry));
      }
      return Bounded.sum(terms);
    });
  }

  /** scale · Σ coefficients_k a_{rows_k}. */
  Bounded[] combination(int[] rows, Bounded scale, Bounded... coefficients) {
    return columns(j -> Bounded.sum(terms(j, rows, scale, coefficients)));
  }

  private List<Bounded> terms(int column, int[] rows, Bounded scale, Bounded... coefficients) {
    List<Bounded> terms = new ArrayList<>();
    for (int k = 0; k < rows.length; k++) {
      terms.add(scale.times(coefficients[k]).times(matrix[rows[k]][column]));
    }
    return terms;
  }

  private Bounded[] columns(IntFunction<Bounded> entry) {
    Bounded[] result = new Bounded[columns];
    for (int j = 0; j < columns; j++) {
      result[j] = entry.apply(j);
    }
    return result;
  }

  /** A table of SAGA, changed in place by {@link ExactLogistic#saga}. */
  record Table(Bounded[] scalars, Bounded[] average, Bounded rowScale) {
    static Table of(double[] scalars, double[] average, double rowScale) {
      return new Table(Bounded.exact(scalars), Bounded.exact(average), Bounded.exact(rowScale));
    }
  }

  /**
   * scale · Σ (fresh_k − R_{rows_k}) a_{rows_k} + average, then the update of the table, in which a
   * repeated row counts once. Its implementation may add a repeat and take it away again: both are
   * in the bound.
   */
  Bounded[] saga(int[] rows, Bounded scale, Bounded[] fresh, Table table) {
    Bounded[] changes = new Bounded[rows.length];
    Bounded[] repeats = new Bounded[rows.length];
    for (int k = 0; k < rows.length; k++) {
      changes[k] = fresh[k].minus(table.scalars[rows[k]]);
      repeats[k] = seenBefore(rows, k) ? changes[k].negate() : Bounded.exact(0);
    }
    Bounded[] estimate = new Bounded[columns];
    for (int j = 0; j < columns; j++) {
      List<Bounded> terms = terms(j, rows, scale, changes);
      terms.add(table.average[j]);
      estimate[j] = Bounded.sum(terms);
      List<Bounded> moves = terms(j, rows, table.rowScale, changes);
      moves.addAll(terms(j, rows, table.rowScale, repeats));
      moves.add(table.average[j]);
      table.average[j] = Bounded.sum(moves);
    }
    for (int k = 0; k < rows.length; k++) {
      table.scalars[rows[k]] = fresh[k];
    }
    return estimate;
  }

  private static boolean seenBefore(int[] rows, int position) {
    for (int k = 0; k < position; k++) {
      if (rows[k] == rows[position]) {
        return true;
      }
    }
    return false;
  }
}
