package org.hypergrad.kernels.simd;

import java.util.Arrays;

/** A batch of two classes: one margin a row. */
final class FusedBinaryBatch extends FusedBatch {

  /** So narrow a batch of rows is in the first-level cache. */
  private static final int NARROW = 64;

  private final double[] signOf;
  private double[] signs = new double[0];
  private double[] lanes = new double[0];
  private double[] otherLanes = new double[0];

  /**
   * For rows held in a form.
   *
   * @param signOf −1 or 1 for every row, shared
   */
  FusedBinaryBatch(DenseRows rows, ValueForm form, double[] signOf, Parts parts) {
    super(rows, form, 1, parts);
    this.signOf = signOf;
  }

  @Override
  void resize() {
    signs = new double[length];
    margins = new double[length];
    along = new double[length];
    residuals = new double[length];
    curvatures = new double[length];
    lanes = new double[length * Lanes.COUNT];
    otherLanes = new double[length * Lanes.COUNT];
  }

  @Override
  void label() {
    if (!selection.isList()) {
      System.arraycopy(signOf, selection.from(), signs, 0, count);
      return;
    }
    for (int k = 0; k < count; k++) {
      signs[k] = signOf[selection.row(k)];
    }
  }

  @Override
  void multiply(double[] z) {
    DenseLoops.margins(rows.array, rows.start, stride, count, z, lanes, 0);
    Lanes.sum(lanes, count, margins);
    scale(margins);
  }

  @Override
  void multiplyTwo(double[] z, double[] v) {
    DenseLoops.marginsTwo(rows.array, rows.start, stride, count, z, v, lanes, otherLanes);
    Lanes.sum(lanes, count, margins);
    Lanes.sum(otherLanes, count, along);
    scale(margins);
    scale(along);
  }

  @Override
  void residuals() {
    PointwiseLogistic.residualAndCurvature(count, signs, margins, residuals, curvatures);
  }

  @Override
  void residualsAndCurvatures() {
    residuals();
    for (int k = 0; k < count; k++) {
      curvatures[k] *= along[k];
    }
  }

  @Override
  void sum(double[] coefficients, double[] planes) {
    if (stride <= NARROW) {
      DenseLoops.sumNarrow(rows.array, rows.start, stride, count, coefficients, planes);
      return;
    }
    Arrays.fill(planes, 0);
    DenseLoops.accumulate(rows.array, rows.start, stride, count, coefficients, 0, planes);
  }

  @Override
  void sumTwo(double[] first, double[] planes, double[] second, double[] otherPlanes) {
    if (stride <= NARROW) {
      DenseLoops.sumTwoNarrow(
          rows.array, rows.start, stride, count, first, planes, second, otherPlanes);
      return;
    }
    Arrays.fill(planes, 0);
    Arrays.fill(otherPlanes, 0);
    DenseLoops.accumulateTwo(
        rows.array, rows.start, stride, count, first, planes, second, otherPlanes);
  }
}
