package org.hypergrad.solvers;

import java.util.Arrays;
import org.hypergrad.kernels.HostVec;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.hypergrad.kernels.scalar.HostVectors;

/**
 * A user's own problem: ridge regression whose strength is learned on validation rows.
 *
 * <pre>
 *   G(z, x) = 1/n Σ ½ (a_i·z − s_i)² + ½ e^x ‖z‖²        F(z) = 1/m Σ ½ (b_j·z − t_j)²
 * </pre>
 *
 * <p>The penalty is one that the library knows, so only the two sums have to be written; neither
 * depends on x, so there is nothing to do for their derivatives in x but to return zeros.
 */
class RidgeProblem implements BilevelProblem {

  private final Vectors vectors = new HostVectors();
  private final double[][] trainingRows;
  private final double[] trainingTargets;
  private final double[][] validationRows;
  private final double[] validationTargets;

  RidgeProblem(
      double[][] trainingRows,
      double[] trainingTargets,
      double[][] validationRows,
      double[] validationTargets) {
    this.trainingRows = trainingRows;
    this.trainingTargets = trainingTargets;
    this.validationRows = validationRows;
    this.validationTargets = validationTargets;
  }

  @Override
  public Vectors vectors() {
    return vectors;
  }

  @Override
  public int innerDimension() {
    return trainingRows[0].length;
  }

  @Override
  public int outerDimension() {
    return 1;
  }

  @Override
  public int innerRows() {
    return trainingRows.length;
  }

  @Override
  public int outerRows() {
    return validationRows.length;
  }

  @Override
  public Penalty penalty() {
    return Penalty.uniform(innerDimension());
  }

  @Override
  public double lowerBound() {
    return -12;
  }

  @Override
  public double upperBound() {
    return 12;
  }

  @Override
  public double innerLoss(Rows rows, double scale, Vec z, Vec x) {
    return scale * loss(trainingRows, trainingTargets, rows, array(z));
  }

  @Override
  public void innerGradient(Rows rows, double scale, Vec z, Vec x, Vec out) {
    gradient(trainingRows, trainingTargets, rows, scale, array(z), array(out));
  }

  @Override
  public void innerHessianVector(Rows rows, double scale, Vec z, Vec x, Vec v, Vec out) {
    // the gradient for targets of zero is linear in its point: the Hessian times it
    gradient(trainingRows, new double[innerRows()], rows, scale, array(v), array(out));
  }

  @Override
  public void innerMixedDerivative(Rows rows, double scale, Vec z, Vec x, Vec v, Vec out) {
    vectors.fill(0, out);
  }

  @Override
  public double outerLoss(Rows rows, double scale, Vec z, Vec x) {
    return scale * loss(validationRows, validationTargets, rows, array(z));
  }

  @Override
  public void outerGradients(Rows rows, double scale, Vec z, Vec x, Vec inZ, Vec inX) {
    gradient(validationRows, validationTargets, rows, scale, array(z), array(inZ));
    vectors.fill(0, inX);
  }

  private static double[] array(Vec vec) {
    return ((HostVec) vec).array();
  }

  private static double loss(double[][] features, double[] targets, Rows rows, double[] z) {
    Rows selected = rows.within(features.length);
    double sum = 0;
    for (int k = 0; k < selected.count(); k++) {
      int row = selected.row(k);
      double residual = dot(features[row], z) - targets[row];
      sum += residual * residual / 2;
    }
    return sum;
  }

  private static void gradient(
      double[][] features, double[] targets, Rows rows, double scale, double[] z, double[] out) {
    Arrays.fill(out, 0);
    Rows selected = rows.within(features.length);
    for (int k = 0; k < selected.count(); k++) {
      int row = selected.row(k);
      double residual = scale * (dot(features[row], z) - targets[row]);
      for (int j = 0; j < out.length; j++) {
        out[j] += residual * features[row][j];
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }
}
