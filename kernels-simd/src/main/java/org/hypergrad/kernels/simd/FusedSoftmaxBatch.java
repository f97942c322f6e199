package org.hypergrad.kernels.simd;

import org.hypergrad.kernels.Labels;

/** A batch of three classes or more: as many margins a row. */
final class FusedSoftmaxBatch extends FusedBatch {

  private final Labels labels;
  private final PlaneProducts products = new PlaneProducts();
  private PointwiseSoftmax softmax;

  FusedSoftmaxBatch(DenseRows rows, ValueForm form, Labels labels, Parts parts) {
    super(rows, form, labels.classes(), parts);
    this.labels = labels;
    softmax = new PointwiseSoftmax(outputs, 0);
  }

  @Override
  void resize() {
    softmax = new PointwiseSoftmax(outputs, length);
    margins = softmax.margins;
    along = softmax.along;
    residuals = softmax.residuals;
    curvatures = softmax.curvatures;
  }

  @Override
  void label() {
    for (int k = 0; k < count; k++) {
      softmax.setClass(k, labels.classOf(selection.row(k)));
    }
  }

  @Override
  void multiply(double[] z) {
    products.planeMargins(rows.array, rows.start, stride, count, z, outputs, margins, length);
    scale(margins);
  }

  @Override
  void multiplyTwo(double[] z, double[] v) {
    products.planeMarginsTwo(
        rows.array, rows.start, stride, count, z, v, outputs, margins, along, length);
    scale(margins);
    scale(along);
  }

  @Override
  void residuals() {
    softmax.evaluate(count);
    softmax.residual(count);
  }

  @Override
  void residualsAndCurvatures() {
    residuals();
    softmax.curvature(count);
  }

  @Override
  void sum(double[] coefficients, double[] planes) {
    PlaneProducts.planeSums(
        rows.array, rows.start, stride, count, coefficients, length, outputs, planes);
  }

  @Override
  void sumTwo(double[] first, double[] planes, double[] second, double[] otherPlanes) {
    PlaneProducts.planeSumsTwo(
        rows.array, rows.start, stride, count, first, second, length, outputs, planes, otherPlanes);
  }
}
