package org.hypergrad.solvers;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Penalty;

/**
 * h and ∇h of regularisation selection in 50 digits: damped Newton with Gaussian elimination on
 * BigDecimal, written from the formulas and sharing no code with the library. For a few dozen rows.
 */
final class ExactValueFunction {

  private static final MathContext DIGITS = new MathContext(50);
  private static final BigDecimal ONE = BigDecimal.ONE;
  private static final BigDecimal TWO = BigDecimal.TWO;
  private static final double SOLVED = 1e-40;

  private final BigDecimal[][] training;
  private final BigDecimal[][] validation;
  private final Dataset trainingData;
  private final Dataset validationData;
  private final Penalty penalty;
  private final BigDecimal[] strength;

  /** What was found, rounded to doubles. */
  record Value(double h, double[] hypergradient, double[] innerSolution) {}

  private ExactValueFunction(
      Dataset trainingData, Dataset validationData, Penalty penalty, double[] x) {
    this.trainingData = trainingData;
    this.validationData = validationData;
    this.penalty = penalty;
    training = exact(Problems.matrix(trainingData));
    validation = exact(Problems.matrix(validationData));
    strength = new BigDecimal[penalty.innerDimension()];
    for (int k = 0; k < strength.length; k++) {
      int group = penalty.groupOf(k);
      strength[k] =
          group == Penalty.UNPENALIZED ? BigDecimal.ZERO : exponential(new BigDecimal(x[group]));
    }
  }

  static Value at(Dataset training, Dataset validation, Penalty penalty, double[] x) {
    return new ExactValueFunction(training, validation, penalty, x).value();
  }

  private static BigDecimal[][] exact(double[][] matrix) {
    return Arrays.stream(matrix)
        .map(row -> Arrays.stream(row).mapToObj(BigDecimal::new).toArray(BigDecimal[]::new))
        .toArray(BigDecimal[][]::new);
  }

  private Value value() {
    int p = strength.length;
    BigDecimal[] z = zeros(p);
    BigDecimal[] gradient = innerGradient(z);
    BigDecimal value = innerValue(z);
    while (largest(gradient) > SOLVED) {
      BigDecimal[] newton = solve(hessian(z), gradient);
      BigDecimal length = ONE;
      BigDecimal[] next = plus(z, length.negate(), newton);
      // near the solution values agree in all digits and full steps are right
      while (largest(newton) > 1e-10 && innerValue(next).compareTo(value) >= 0) {
        length = length.divide(TWO);
        next = plus(z, length.negate(), newton);
      }
      z = next;
      value = innerValue(z);
      gradient = innerGradient(z);
    }
    BigDecimal[] outerGradient = lossGradient(validation, validationData, z);
    BigDecimal[] v = plus(zeros(p), ONE.negate(), solve(hessian(z), outerGradient));
    BigDecimal[] hypergradient = zeros(penalty.outerDimension());
    for (int k = 0; k < p; k++) {
      int group = penalty.groupOf(k);
      if (group != Penalty.UNPENALIZED) {
        BigDecimal product = strength[k].multiply(z[k], DIGITS).multiply(v[k], DIGITS);
        hypergradient[group] = hypergradient[group].add(product, DIGITS);
      }
    }
    double h = meanLoss(validation, validationData, z).doubleValue();
    return new Value(h, doubles(hypergradient), doubles(z));
  }

  private BigDecimal innerValue(BigDecimal[] z) {
    BigDecimal sum = meanLoss(training, trainingData, z);
    for (int k = 0; k < z.length; k++) {
      BigDecimal square = z[k].multiply(z[k], DIGITS).divide(TWO, DIGITS);
      sum = sum.add(strength[k].multiply(square, DIGITS), DIGITS);
    }
    return sum;
  }

  private BigDecimal[] innerGradient(BigDecimal[] z) {
    BigDecimal[] gradient = lossGradient(training, trainingData, z);
    for (int k = 0; k < z.length; k++) {
      gradient[k] = gradient[k].add(strength[k].multiply(z[k], DIGITS), DIGITS);
    }
    return gradient;
  }

  private BigDecimal[][] hessian(BigDecimal[] z) {
    int p = z.length;
    BigDecimal[][] hessian = new BigDecimal[p][];
    for (int r = 0; r < p; r++) {
      hessian[r] = zeros(p);
      hessian[r][r] = strength[r];
    }
    BigDecimal n = new BigDecimal(training.length);
    for (BigDecimal[] row : training) {
      BigDecimal e = exponential(dot(row, z));
      BigDecimal curvature = e.divide(ONE.add(e).pow(2), DIGITS).divide(n, DIGITS);
      for (int r = 0; r < p; r++) {
        BigDecimal factor = curvature.multiply(row[r], DIGITS);
        for (int c = 0; c < p; c++) {
          hessian[r][c] = hessian[r][c].add(factor.multiply(row[c], DIGITS), DIGITS);
        }
      }
    }
    return hessian;
  }

  /** Mean of log(1 + e^{−ym}). */
  private static BigDecimal meanLoss(BigDecimal[][] rows, Dataset data, BigDecimal[] z) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < rows.length; i++) {
      BigDecimal y = BigDecimal.valueOf(data.labels().sign(i));
      sum = sum.add(logarithm(ONE.add(exponential(y.negate().multiply(dot(rows[i], z))))), DIGITS);
    }
    return sum.divide(new BigDecimal(rows.length), DIGITS);
  }

  /** Mean of −y/(1 + e^{ym}) a. */
  private static BigDecimal[] lossGradient(BigDecimal[][] rows, Dataset data, BigDecimal[] z) {
    BigDecimal[] gradient = zeros(z.length);
    BigDecimal n = new BigDecimal(rows.length);
    for (int i = 0; i < rows.length; i++) {
      BigDecimal y = BigDecimal.valueOf(data.labels().sign(i));
      BigDecimal e = exponential(y.multiply(dot(rows[i], z)));
      gradient = plus(gradient, y.negate().divide(ONE.add(e).multiply(n), DIGITS), rows[i]);
    }
    return gradient;
  }

  /** Gaussian elimination; pivots of a positive definite matrix need no search. */
  private static BigDecimal[] solve(BigDecimal[][] matrix, BigDecimal[] right) {
    int p = right.length;
    BigDecimal[] b = right.clone();
    for (int k = 0; k < p; k++) {
      for (int r = k + 1; r < p; r++) {
        BigDecimal factor = matrix[r][k].divide(matrix[k][k], DIGITS);
        matrix[r] = plus(matrix[r], factor.negate(), matrix[k]);
        b[r] = b[r].subtract(factor.multiply(b[k], DIGITS), DIGITS);
      }
    }
    for (int k = p - 1; k >= 0; k--) {
      for (int c = k + 1; c < p; c++) {
        b[k] = b[k].subtract(matrix[k][c].multiply(b[c], DIGITS), DIGITS);
      }
      b[k] = b[k].divide(matrix[k][k], DIGITS);
    }
    return b;
  }

  /** Taylor's series of a 1024th of the argument, squared ten times and more. */
  static BigDecimal exponential(BigDecimal argument) {
    int halvings = 10 + Math.max(0, Math.getExponent(argument.doubleValue()));
    MathContext more = new MathContext(DIGITS.getPrecision() + 10);
    BigDecimal small = argument.divide(TWO.pow(halvings), more);
    BigDecimal term = ONE;
    BigDecimal sum = ONE;
    for (int k = 1; k < 25; k++) {
      term = term.multiply(small, more).divide(new BigDecimal(k), more);
      sum = sum.add(term, more);
    }
    for (int k = 0; k < halvings; k++) {
      sum = sum.multiply(sum, more);
    }
    return sum.round(DIGITS);
  }

  /** Halley's iteration on e^y = u, each step tripling the digits of a double. */
  static BigDecimal logarithm(BigDecimal u) {
    BigDecimal y = new BigDecimal(Math.log(u.doubleValue()));
    for (int k = 0; k < 3; k++) {
      BigDecimal e = exponential(y);
      BigDecimal change = TWO.multiply(u.subtract(e)).divide(u.add(e), DIGITS);
      y = y.add(change, DIGITS);
    }
    return y;
  }

  private static BigDecimal[] zeros(int length) {
    BigDecimal[] zeros = new BigDecimal[length];
    Arrays.fill(zeros, BigDecimal.ZERO);
    return zeros;
  }

  private static BigDecimal dot(BigDecimal[] a, BigDecimal[] b) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int k = 0; k < a.length; k++) {
      sum = sum.add(a[k].multiply(b[k], DIGITS), DIGITS);
    }
    return sum;
  }

  private static BigDecimal[] plus(BigDecimal[] a, BigDecimal factor, BigDecimal[] b) {
    BigDecimal[] sum = new BigDecimal[a.length];
    for (int k = 0; k < a.length; k++) {
      sum[k] = a[k].add(factor.multiply(b[k], DIGITS), DIGITS);
    }
    return sum;
  }

  private static double largest(BigDecimal[] a) {
    return Arrays.stream(a).mapToDouble(value -> Math.abs(value.doubleValue())).max().orElse(0);
  }

  private static double[] doubles(BigDecimal[] a) {
    return Arrays.stream(a).mapToDouble(BigDecimal::doubleValue).toArray();
  }
}
