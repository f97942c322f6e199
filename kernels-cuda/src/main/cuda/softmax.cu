// Loss, residual, curvature and tables of rows of many classes, from their margins: a group of
// threads a row.

#include "pointwise.cuh"
#include "softmax.cuh"

/**
 * Groups of `width` threads, a power of two up to a warp, whose threads have every width-th class.
 * Margins are used up: exponentials take their places.
 */
extern "C" __global__ void __launch_bounds__(POINTWISE_THREADS) softmax(
    int outputs, int width, double* __restrict__ margins, const double* __restrict__ along,
    POINTWISE_PARAMETERS) {
  Pointwise to = POINTWISE;
  long long k = ((long long)blockIdx.x * blockDim.x + threadIdx.x) / width;
  bool there = k < to.chosen.count; // a warp stays together for its shuffles
  int place = threadIdx.x & (width - 1);
  int end = there ? outputs : 0;
  int row = there ? to.chosen.line((int)k) : 0;
  const double* u = along ? along + k * outputs : nullptr;
  Softmax of(margins + k * outputs, there ? to.classes[row] : 0, place, width, end);

  double shift = there && u ? u[of.top] : 0;
  double mean = u ? of.mean(u, shift) : 0;
  double weight = there && to.weights ? to.weights[row] : 1;
  double counted = there && to.times ? to.times[k] : 1;
  long long at = (to.byRow ? row : k) * outputs;
  long long slot = (long long)row * outputs;
  if (to.residuals) {
    NO_UNROLL
    for (int c = place; c < end; c += width) {
      putScalar(
          weight * of.residual(c), counted, at + c, slot + c, to.residuals, to.residualsOnce,
          to.residualTable);
    }
  }
  if (to.curvatures) {
    NO_UNROLL
    for (int c = place; c < end; c += width) {
      double probability = of.probability(c);
      double curvature = u ? probability * ((u[c] - shift) - mean) : probability * of.complement(c);
      putScalar(
          weight * curvature, counted, at + c, slot + c, to.curvatures, to.curvaturesOnce,
          to.curvatureTable);
    }
  }
  if (to.directional) {
    double derivative = of.along(u);
    if (there && place == 0) {
      to.directional[row] = derivative;
    }
  }
  if (to.losses) {
    double loss = of.loss();
    putLosses(there && place == 0 ? counted * weight * loss : 0, to.losses);
  }
}
