// Loss, residual, curvature and tables of rows of many classes, from their margins: the functions
// of org.hypergrad.kernels.Softmax, a group of threads a row.

#include "pointwise.cuh"

/** The sum over a group of `width` threads, the same in all of them. */
__device__ inline double groupSum(double value, int width) {
  NO_UNROLL
  for (int offset = width >> 1; offset > 0; offset >>= 1) {
    value += __shfl_xor_sync(WHOLE_WARP, value, offset);
  }
  return value;
}

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
  int y = there ? to.classes[row] : 0;
  double* m = margins + k * outputs;
  const double* u = along ? along + k * outputs : nullptr;

  // the largest margin, the class of which is kept apart: 1 - probability is exact there
  double largest = -INFINITY;
  int top = outputs;
  NO_UNROLL
  for (int c = place; c < end; c += width) {
    if (top == outputs || m[c] > largest) {
      largest = m[c];
      top = c;
    }
  }
  NO_UNROLL
  for (int offset = width >> 1; offset > 0; offset >>= 1) {
    double other = __shfl_xor_sync(WHOLE_WARP, largest, offset);
    int otherTop = __shfl_xor_sync(WHOLE_WARP, top, offset);
    if (top == outputs || other > largest || (other == largest && otherTop < top)) {
      largest = other;
      top = otherTop;
    }
  }
  // NaNs leave threads of different minds: the first one's top is that of all, and `others` a NaN
  largest = __shfl_sync(WHOLE_WARP, largest, 0, width);
  top = __shfl_sync(WHOLE_WARP, top, 0, width);

  double others = 0;
  double below = 0; // how far the row's own class is below the top
  NO_UNROLL
  for (int c = place; c < end; c += width) {
    if (c == y && c != top) {
      below = largest - m[c];
    }
    double e = c == top ? 1 : exp(m[c] - largest);
    others += c == top ? 0 : e;
    m[c] = e;
  }
  others = groupSum(others, width);
  double norm = 1 + others;

  double shift = 0;
  double mean = 0; // of u - shift
  if (u) {
    shift = there ? u[top] : 0;
    NO_UNROLL
    for (int c = place; c < end; c += width) {
      mean += m[c] / norm * (u[c] - shift);
    }
    mean = groupSum(mean, width);
  }

  double weight = there && to.weights ? to.weights[row] : 1;
  double counted = there && to.times ? to.times[k] : 1;
  long long at = (to.byRow ? row : k) * outputs;
  long long slot = (long long)row * outputs;
  auto residual = [&](int c) {
    double probability = m[c] / norm;
    double complement = c == top ? others / norm : 1 - probability;
    return c == y ? -complement : probability;
  };
  if (to.residuals) {
    NO_UNROLL
    for (int c = place; c < end; c += width) {
      putScalar(
          weight * residual(c), counted, at + c, slot + c, to.residuals, to.residualsOnce,
          to.residualTable);
    }
  }
  if (to.curvatures) {
    NO_UNROLL
    for (int c = place; c < end; c += width) {
      double probability = m[c] / norm;
      double complement = c == top ? others / norm : 1 - probability;
      double curvature =
          u ? probability * ((u[c] - shift) - mean) : probability * complement;
      putScalar(
          weight * curvature, counted, at + c, slot + c, to.curvatures, to.curvaturesOnce,
          to.curvatureTable);
    }
  }
  if (to.directional) {
    double derivative = 0;
    NO_UNROLL
    for (int c = place; c < end; c += width) {
      derivative += residual(c) * u[c];
    }
    derivative = groupSum(derivative, width);
    if (there && place == 0) {
      to.directional[row] = derivative;
    }
  }
  if (to.losses) {
    below = groupSum(below, width);
    putLosses(there && place == 0 ? counted * weight * (below + log1p(others)) : 0, to.losses);
  }
}
