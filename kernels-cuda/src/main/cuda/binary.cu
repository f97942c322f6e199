// Loss, residual, curvature and tables of rows of two classes, from their margins: a thread a row.

#include "logistic.cuh"
#include "pointwise.cuh"

extern "C" __global__ void __launch_bounds__(POINTWISE_THREADS) binary(
    const double* __restrict__ margins, const double* __restrict__ along, POINTWISE_PARAMETERS) {
  Pointwise to = POINTWISE;
  int k = blockIdx.x * blockDim.x + threadIdx.x;
  double loss = 0;
  if (k < to.chosen.count) {
    int row = to.chosen.line(k);
    double y = to.classes[row] == 1 ? 1 : -1;
    double weight = to.weights ? to.weights[row] : 1;
    double counted = to.times ? to.times[k] : 1;
    long long at = to.byRow ? row : k;
    Logistic of(margins[k]);
    double residual = of.residual(y);
    if (to.residuals) {
      putScalar(
          weight * residual, counted, at, row, to.residuals, to.residualsOnce, to.residualTable);
    }
    if (to.curvatures) {
      double curvature = weight * of.curvature();
      putScalar(
          along ? curvature * along[k] : curvature, counted, at, row, to.curvatures,
          to.curvaturesOnce, to.curvatureTable);
    }
    if (to.directional) {
      to.directional[row] = residual * along[k];
    }
    if (to.losses) {
      loss = counted * weight * of.loss(y);
    }
  }
  if (to.losses) {
    putLosses(loss, to.losses);
  }
}
