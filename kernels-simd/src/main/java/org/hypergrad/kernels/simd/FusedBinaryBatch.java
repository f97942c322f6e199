package org.hypergrad.kernels.simd;

import java.util.Arrays;
import org.hypergrad.kernels.Labels;

/** A batch of two classes: one margin a row. */
final class FusedBinaryBatch extends FusedBatch {

  private double[] signs = new double[0];
  private double[] lanes = new double[0];
  private double[] otherLanes = new double[0];

  FusedBinaryBatch(DenseRows rows, ValueForm form, Labels labels, Parts parts) {
    super(rows, form, labels, 1, parts);
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
    for (int k = 0; k < count; k++) {
      signs[k] = labels.sign(selection.row(k));
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
    Arrays.fill(planes, 0);
    DenseLoops.accumulate(rows.array, rows.start, stride, count, coefficients, 0, planes);
  }

  @Override
  void sumTwo(double[] first, double[] planes, double[] second, double[] otherPlanes) {
    Arrays.fill(planes, 0);
    Arrays.fill(otherPlanes, 0);
    DenseLoops.accumulateTwo(
        rows.array, rows.start, stride, count, first, planes, second, otherPlanes);
  }
}
