package org.hypergrad.solvers;

import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;

/** The same problem with the penalty counted as part of every inner term, and none outside. */
final class PenaltyInside implements BilevelProblem {

  private final BilevelProblem problem;
  private final Vec coefficients;
  private final Vec mixed;

  PenaltyInside(BilevelProblem problem) {
    this.problem = problem;
    coefficients = vectors().create(innerDimension());
    mixed = vectors().create(outerDimension());
  }

  @Override
  public Vectors vectors() {
    return problem.vectors();
  }

  @Override
  public int innerDimension() {
    return problem.innerDimension();
  }

  @Override
  public int outerDimension() {
    return problem.outerDimension();
  }

  @Override
  public int innerRows() {
    return problem.innerRows();
  }

  @Override
  public int outerRows() {
    return problem.outerRows();
  }

  @Override
  public double lowerBound() {
    return problem.lowerBound();
  }

  @Override
  public double upperBound() {
    return problem.upperBound();
  }

  /** How often the penalty counts in scale · Σ over these rows. */
  private double share(Rows rows, double scale) {
    return scale * rows.within(innerRows()).count();
  }

  private Vec coefficientsAt(Vec x) {
    Penalty penalty = problem.penalty();
    vectors().coefficients(penalty, x, coefficients);
    return coefficients;
  }

  @Override
  public double innerLoss(Rows rows, double scale, Vec z, Vec x) {
    Vec product = vectors().create(innerDimension());
    vectors().multiplyAdd(0.5, coefficientsAt(x), z, product);
    return problem.innerLoss(rows, scale, z, x) + share(rows, scale) * vectors().dot(product, z);
  }

  @Override
  public void innerGradient(Rows rows, double scale, Vec z, Vec x, Vec out) {
    problem.innerGradient(rows, scale, z, x, out);
    vectors().multiplyAdd(share(rows, scale), coefficientsAt(x), z, out);
  }

  @Override
  public void innerHessianVector(Rows rows, double scale, Vec z, Vec x, Vec v, Vec out) {
    problem.innerHessianVector(rows, scale, z, x, v, out);
    vectors().multiplyAdd(share(rows, scale), coefficientsAt(x), v, out);
  }

  @Override
  public void innerMixedDerivative(Rows rows, double scale, Vec z, Vec x, Vec v, Vec out) {
    problem.innerMixedDerivative(rows, scale, z, x, v, out);
    vectors().mixedDerivative(problem.penalty(), coefficientsAt(x), z, v, mixed);
    vectors().axpy(share(rows, scale), mixed, out);
  }

  @Override
  public double outerLoss(Rows rows, double scale, Vec z, Vec x) {
    return problem.outerLoss(rows, scale, z, x);
  }

  @Override
  public void outerGradients(Rows rows, double scale, Vec z, Vec x, Vec inZ, Vec inX) {
    problem.outerGradients(rows, scale, z, x, inZ, inX);
  }
}
