package org.hypergrad.kernels.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.HostVec;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTables;
import org.hypergrad.kernels.Vec;
import org.jspecify.annotations.Nullable;

/**
 * The step of z and v of a single-loop bilevel method on dense rows, in one go: for a stretch of
 * iterations z, v, the penalty's coefficients and the averages of the tables are held as the rows
 * are, padded and output by output, so that an iteration goes over each of them once instead of
 * copying, summing and moving in turn. Not thread-safe.
 *
 * <p>The formulas are those of {@link org.hypergrad.kernels.BilevelStep} and {@link
 * org.hypergrad.kernels.LogisticKernels#sagaGradient}.
 */
final class FusedStep {

  private static final VectorSpecies<Double> D = Lanes.DOUBLES;
  private static final int L = Lanes.COUNT;

  private final FusedBatch inner;
  private final FusedBatch outer;
  final Planes planes;

  /** The variables and the penalty's coefficients, as {@link Planes}. */
  private final double[] z;

  private final double[] v;
  private final double[] coefficients;
  private final double[] gradient;
  private final double[] product;
  private final double[] outerGradient;
  private final FusedTable residuals;
  private final FusedTable curvatures;
  private final FusedTable outerResiduals;
  private boolean withTables;

  private FusedStep(FusedBatch inner, FusedBatch outer, int columns) {
    this.inner = inner;
    this.outer = outer;
    planes = new Planes(columns, inner.outputs, inner.stride);
    z = planes.zeros();
    v = planes.zeros();
    coefficients = planes.zeros();
    gradient = planes.zeros();
    product = planes.zeros();
    outerGradient = planes.zeros();
    residuals = new FusedTable(planes);
    curvatures = new FusedTable(planes);
    outerResiduals = new FusedTable(planes);
  }

  /** For the rows of two handles; null if they are not both dense, or do not go together. */
  static @Nullable FusedStep of(LogisticKernels inner, LogisticKernels outer) {
    if (inner.parameters() != outer.parameters()
        || !(inner instanceof Fusable innerRows)
        || !(outer instanceof Fusable outerRows)) {
      return null;
    }
    FusedBatch first = innerRows.fusedBatch();
    FusedBatch second = outerRows.fusedBatch();
    return first == null || second == null || first.outputs != second.outputs
        ? null
        : new FusedStep(first, second, inner.dataset().columns());
  }

  /** Whether an iteration on these rows is one for this class. */
  boolean fits(Rows innerRows, Rows outerRows) {
    return inner.fits(innerRows) && outer.fits(outerRows);
  }

  /** One past the last of the iterations from {@code k} on that are all for this class, or none. */
  int endOfStretch(int k, int count, Rows[] innerRows, Rows[] outerRows) {
    boolean fits = fits(innerRows[k], outerRows[k]);
    int end = k + 1;
    while (end < count && fits(innerRows[end], outerRows[end]) == fits) {
      end++;
    }
    return end;
  }

  /** Takes a state's variables and averages over, until {@link #store}. */
  void load(BilevelState state) {
    planes.pack(array(state.z()), 1, z, 0);
    planes.pack(array(state.v()), 1, v, 0);
    planes.pack(array(state.coefficients()), 1, coefficients, 0);
    SagaTables tables = state.tables();
    withTables = tables != null;
    if (tables != null) {
      residuals.load(tables.residuals());
      curvatures.load(tables.curvatures());
      outerResiduals.load(tables.outerResiduals());
    }
  }

  /** Hands them back. */
  void store(BilevelState state) {
    planes.unpack(z, 0, 1, array(state.z()));
    planes.unpack(v, 0, 1, array(state.v()));
    if (withTables) {
      residuals.store();
      curvatures.store();
      outerResiduals.store();
    }
  }

  private static double[] array(Vec vec) {
    return ((HostVec) vec).array();
  }

  /** A view on z as it is held. */
  Vec z() {
    return HostVec.of(z);
  }

  /** A view on v as it is held. */
  Vec v() {
    return HostVec.of(v);
  }

  /** A view on the coefficients as they are held. */
  Vec coefficients() {
    return HostVec.of(coefficients);
  }

  /**
   * Moves z and v by one step.
   *
   * @param step ρ
   * @param directional out[row] ← the derivative of the inner row's loss along v; or null
   */
  void move(
      Rows innerRows,
      double innerScale,
      Rows outerRows,
      double outerScale,
      double step,
      boolean semiImplicit,
      double @Nullable [] directional) {
    inner.open(innerRows);
    inner.multiplyTwo(z, v);
    inner.residualsAndCurvatures();
    if (directional != null) {
      inner.slopes(directional);
    }
    inner.weigh(true);
    outer.open(outerRows);
    outer.multiply(z);
    outer.residuals();
    outer.weigh(false);
    if (!withTables) {
      inner.sumTwo(inner.residuals, gradient, inner.curvatures, product);
      outer.sum(outer.residuals, outerGradient);
      move(innerScale * inner.unit, outerScale * outer.unit, step, semiImplicit);
      return;
    }
    residuals.change(inner, inner.residuals);
    curvatures.change(inner, inner.curvatures);
    outerResiduals.change(outer, outer.residuals);
    inner.sumTwo(residuals.changes, gradient, curvatures.changes, product);
    outer.sum(outerResiduals.changes, outerGradient);
    estimate(innerScale * inner.unit, outerScale * outer.unit);
    move(1, 1, step, semiImplicit);
    residuals.renew(inner, inner.residuals);
    curvatures.renew(inner, inner.curvatures);
    outerResiduals.renew(outer, outer.residuals);
  }

  /** From sums of changes to estimates: scale · sum + average, and the averages move. */
  private void estimate(double innerScale, double outerScale) {
    SagaUpdate.estimate(innerScale, residuals.rowScale * inner.unit, gradient, residuals.average);
    SagaUpdate.estimate(innerScale, curvatures.rowScale * inner.unit, product, curvatures.average);
    SagaUpdate.estimate(
        outerScale, outerResiduals.rowScale * outer.unit, outerGradient, outerResiduals.average);
  }

  private void move(double innerScale, double outerScale, double step, boolean semiImplicit) {
    if (semiImplicit) {
      moveSemiImplicitly(innerScale, outerScale, step);
    } else {
      moveExplicitly(innerScale, outerScale, step);
    }
  }

  // Each rule in a method of its own: a second one, used after the first was compiled, would have
  // all of it interpreted again.

  private void moveSemiImplicitly(double innerScale, double outerScale, double step) {
    for (int j = 0; j < z.length; j += L) {
      DoubleVector e = DoubleVector.fromArray(D, coefficients, j);
      DoubleVector shrinkage = DoubleVector.broadcast(D, 1).div(e.mul(step).add(1));
      DoubleVector dz = DoubleVector.fromArray(D, gradient, j).mul(innerScale);
      DoubleVector dv =
          DoubleVector.fromArray(D, product, j)
              .mul(innerScale)
              .add(DoubleVector.fromArray(D, outerGradient, j).mul(outerScale));
      DoubleVector.fromArray(D, z, j).sub(dz.mul(step)).mul(shrinkage).intoArray(z, j);
      DoubleVector.fromArray(D, v, j).sub(dv.mul(step)).mul(shrinkage).intoArray(v, j);
    }
  }

  private void moveExplicitly(double innerScale, double outerScale, double step) {
    for (int j = 0; j < z.length; j += L) {
      DoubleVector e = DoubleVector.fromArray(D, coefficients, j);
      DoubleVector zj = DoubleVector.fromArray(D, z, j);
      DoubleVector vj = DoubleVector.fromArray(D, v, j);
      DoubleVector dz = DoubleVector.fromArray(D, gradient, j).mul(innerScale).add(e.mul(zj));
      DoubleVector dv =
          DoubleVector.fromArray(D, product, j)
              .mul(innerScale)
              .add(DoubleVector.fromArray(D, outerGradient, j).mul(outerScale))
              .add(e.mul(vj));
      zj.sub(dz.mul(step)).intoArray(z, j);
      vj.sub(dv.mul(step)).intoArray(v, j);
    }
  }
}
