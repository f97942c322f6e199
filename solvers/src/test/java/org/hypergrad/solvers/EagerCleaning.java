package org.hypergrad.solvers;

import java.util.Arrays;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Rows;

/**
 * SOBA and SABA on data cleaning as the formulas say, on arrays: every row's x moves in every
 * iteration, and averages are kept as n- and p-vectors. Shares no code with the library.
 */
final class EagerCleaning {

  private final double[][] training;
  private final double[][] validation;
  private final Dataset trainingData;
  private final Dataset validationData;
  private final double strength;
  private final boolean withTables;
  private final int classes;
  private final int outputs;

  final double[] z;
  final double[] v;
  final double[] x;
  private double secondMoment;

  // tables: a row's scalars, and the averages of what they stand for
  private final double[][] residuals;
  private final double[][] curvatures;
  private final double[][] outerResiduals;
  private final double[] derivatives;
  private final double[] gradientAverage;
  private final double[] productAverage;
  private final double[] outerAverage;
  private final double[] mixedAverage;

  EagerCleaning(
      Dataset trainingData,
      Dataset validationData,
      double strength,
      boolean withTables,
      double[] z,
      double[] x) {
    this.trainingData = trainingData;
    this.validationData = validationData;
    this.strength = strength;
    this.withTables = withTables;
    this.z = z.clone();
    this.x = x.clone();
    training = Problems.matrix(trainingData);
    validation = Problems.matrix(validationData);
    classes = trainingData.labels().classes();
    outputs = classes == 2 ? 1 : classes;
    v = new double[z.length];
    residuals = new double[training.length][outputs];
    curvatures = new double[training.length][outputs];
    outerResiduals = new double[validation.length][outputs];
    derivatives = new double[training.length];
    gradientAverage = new double[z.length];
    productAverage = new double[z.length];
    outerAverage = new double[z.length];
    mixedAverage = new double[training.length];
  }

  /** Iteration t of the rule, the penalty semi-implicit, from tables of zeros. */
  void step(
      BilevelStep rule, long t, Rows inner, double innerScale, Rows outer, double outerScale) {
    double[] dz = gradientAverage.clone();
    double[] dv = productAverage.clone();
    double[] dx = mixedAverage.clone();
    boolean[] seen = new boolean[training.length];
    double[][] freshResiduals = copy(residuals);
    double[][] freshCurvatures = copy(curvatures);
    double[] freshDerivatives = derivatives.clone();
    for (int k = 0; k < inner.count(); k++) {
      int i = inner.row(k);
      double weight = 1 / (1 + Math.exp(-x[i]));
      double[] probabilities = probabilities(training[i], z);
      double[] along = margins(training[i], v);
      double[] r = residual(probabilities, trainingData.labels().classOf(i));
      double[] w = curvature(probabilities, along);
      double g = weight * (1 - weight) * dot(r, along);
      for (int c = 0; c < outputs; c++) {
        r[c] *= weight;
        w[c] *= weight;
      }
      add(innerScale, minus(r, residuals[i]), training[i], dz);
      add(innerScale, minus(w, curvatures[i]), training[i], dv);
      dx[i] += innerScale * (g - derivatives[i]);
      if (withTables && !seen[i]) {
        add(1.0 / training.length, minus(r, residuals[i]), training[i], gradientAverage);
        add(1.0 / training.length, minus(w, curvatures[i]), training[i], productAverage);
        mixedAverage[i] += (g - derivatives[i]) / training.length;
        freshResiduals[i] = r;
        freshCurvatures[i] = w;
        freshDerivatives[i] = g;
      }
      seen[i] = true;
    }
    addOuter(outer, outerScale, dv);
    System.arraycopy(freshDerivatives, 0, derivatives, 0, derivatives.length);
    System.arraycopy(freshResiduals, 0, residuals, 0, residuals.length);
    System.arraycopy(freshCurvatures, 0, curvatures, 0, curvatures.length);
    double rho = rule.innerStep().at(t);
    for (int k = 0; k < z.length; k++) {
      z[k] = (z[k] - rho * dz[k]) / (1 + rho * 2 * strength);
      v[k] = (v[k] - rho * dv[k]) / (1 + rho * 2 * strength);
    }
    moveOuter(rule, t, dx, seen);
  }

  private void addOuter(Rows outer, double outerScale, double[] dv) {
    double[] change = new double[dv.length];
    add(dv, 1, outerAverage);
    boolean[] seen = new boolean[validation.length];
    double[][] fresh = copy(outerResiduals);
    for (int k = 0; k < outer.count(); k++) {
      int j = outer.row(k);
      double[] r = residual(probabilities(validation[j], z), validationData.labels().classOf(j));
      add(outerScale, minus(r, outerResiduals[j]), validation[j], dv);
      if (withTables && !seen[j]) {
        add(1.0 / validation.length, minus(r, outerResiduals[j]), validation[j], change);
        fresh[j] = r;
      }
      seen[j] = true;
    }
    add(outerAverage, 1, change);
    System.arraycopy(fresh, 0, outerResiduals, 0, fresh.length);
  }

  private void moveOuter(BilevelStep rule, long t, double[] dx, boolean... inBatch) {
    double squares = 0;
    int count = 0;
    for (int i = 0; i < dx.length; i++) {
      if (inBatch[i]) {
        squares += dx[i] * dx[i];
        count++;
      }
    }
    double decay = rule.secondMomentDecay();
    secondMoment = decay * secondMoment + (1 - decay) * squares / count;
    if (t < rule.outerStart() || (decay > 0 && secondMoment == 0)) {
      return;
    }
    double step = rule.outerStep().at(t - rule.outerStart() + 1);
    if (decay > 0) {
      step /= Math.sqrt(secondMoment / (1 - Math.pow(decay, (double) t)));
    }
    for (int i = 0; i < dx.length; i++) {
      x[i] = Math.min(Math.max(x[i] - step * dx[i], rule.lower()), rule.upper());
    }
  }

  private double[] margins(double[] row, double... weights) {
    double[] margins = new double[outputs];
    for (int j = 0; j < row.length; j++) {
      for (int c = 0; c < outputs; c++) {
        margins[c] += row[j] * weights[j * outputs + c];
      }
    }
    return margins;
  }

  private double[] probabilities(double[] row, double... weights) {
    double[] margins = margins(row, weights);
    if (classes == 2) {
      return new double[] {1 / (1 + Math.exp(-margins[0]))};
    }
    double[] exponentials = Arrays.stream(margins).map(Math::exp).toArray();
    double sum = Arrays.stream(exponentials).sum();
    return Arrays.stream(exponentials).map(e -> e / sum).toArray();
  }

  private double[] residual(double[] probabilities, int label) {
    double[] residual = probabilities.clone();
    if (classes == 2) {
      residual[0] -= label;
    } else {
      residual[label] -= 1;
    }
    return residual;
  }

  private double[] curvature(double[] probabilities, double... along) {
    double[] curvature = new double[outputs];
    double mean = dot(probabilities, along);
    for (int c = 0; c < outputs; c++) {
      curvature[c] =
          classes == 2
              ? probabilities[0] * (1 - probabilities[0]) * along[0]
              : probabilities[c] * (along[c] - mean);
    }
    return curvature;
  }

  private void add(double scale, double[] scalars, double[] row, double... sum) {
    for (int j = 0; j < row.length; j++) {
      for (int c = 0; c < outputs; c++) {
        sum[j * outputs + c] += scale * scalars[c] * row[j];
      }
    }
  }

  private static void add(double[] sum, double scale, double... terms) {
    for (int k = 0; k < sum.length; k++) {
      sum[k] += scale * terms[k];
    }
  }

  private static double[] minus(double[] a, double... b) {
    double[] difference = a.clone();
    add(difference, -1, b);
    return difference;
  }

  private static double dot(double[] a, double... b) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      sum += a[c] * b[c];
    }
    return sum;
  }

  private static double[][] copy(double[]... rows) {
    return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
  }
}
