// out = A_Bᵀ x for dense rows and one output, or two such vectors at once: blocks share columns and
// rows among them, sums over rows are made in two stages and in one order, without atomics. More
// outputs are for classes.cu, the second stage of which is here too.

#include "lines.cuh"

#define LANES 32
#define MOST_GROUPS 8
#define MOST_VECTORS 2

/**
 * A block takes a tile of 32 columns and a part of the rows (gridDim.y of them), which its groups
 * of 32 threads take in turn. Where there is one part, sums are final, else they go to `parts`, part
 * by part, for denseSumOfParts.
 */
template <typename Value>
__device__ inline void denseSum(
    Dense<Value> rows, Selection chosen, int rowsOfPart, int vectors, int squares,
    const double* __restrict__ x1, const double* __restrict__ x2, double* __restrict__ parts,
    Sum sum1, Sum sum2) {
  __shared__ double sums[MOST_VECTORS][MOST_GROUPS][LANES];
  int lane = threadIdx.x % LANES;
  int group = threadIdx.x / LANES;
  int groups = blockDim.x / LANES;
  int j = blockIdx.x * LANES + lane;
  const double* second = vectors == 2 ? x2 : x1; // one that is not there is added up like the first
  double acc[MOST_VECTORS] = {};
  long long firstRow = (long long)blockIdx.y * rowsOfPart;
  int lastRow = (int)min(firstRow + rowsOfPart, (long long)chosen.count);
  if (j < rows.columns) {
    for (int k = (int)firstRow + group; k < lastRow; k += groups) {
      double a = entryValue(rows.values[rows.begin(chosen.line(k)) + j], squares);
      acc[0] += a * x1[k];
      acc[1] += a * second[k];
    }
  }
#pragma unroll
  for (int i = 0; i < MOST_VECTORS; i++) {
    sums[i][group][lane] = acc[i];
  }
  __syncthreads();
  if (j >= rows.columns) {
    return;
  }
  NO_UNROLL
  for (int i = group; i < vectors; i += groups) { // from here on a group has a vector
    double total = sums[i][0][lane];
    NO_UNROLL
    for (int g = 1; g < groups; g++) {
      total += sums[i][g][lane];
    }
    if (gridDim.y > 1) {
      parts[((long long)blockIdx.y * vectors + i) * rows.columns + j] = total;
    } else if (i == 0) {
      sum1.put(j, total);
    } else {
      sum2.put(j, total);
    }
  }
}

#define DENSE_SUM(NAME, VALUE)                                                                     \
  extern "C" __global__ void __launch_bounds__(LANES * MOST_GROUPS) NAME(                          \
      const VALUE* __restrict__ values, int columns, int pitch, int count, int from,               \
      const int* __restrict__ list, int rowsOfPart, int vectors, int squares,                      \
      const double* __restrict__ x1, const double* __restrict__ x2, double* __restrict__ parts,    \
      SUMS) {                                                                                      \
    denseSum(                                                                                      \
        Dense<VALUE>{values, columns, pitch}, Selection{count, from, list}, rowsOfPart, vectors,   \
        squares, x1, x2, parts, SUM1, SUM2);                                                       \
  }

DENSE_SUM(denseSumOfDoubles, double)
DENSE_SUM(denseSumOfFloats, float)

/** The sum of the parts of an element, in their order. */
__device__ inline double sumOfParts(
    const double* __restrict__ parts, int partCount, long long stride, long long at) {
  double total = parts[at];
  NO_UNROLL
  for (int part = 1; part < partCount; part++) {
    total += parts[part * stride + at];
  }
  return total;
}

/** The second stage: a thread an element. */
extern "C" __global__ void __launch_bounds__(256) denseSumOfParts(
    int partCount, long long length, int vectors, const double* __restrict__ parts, SUMS) {
  long long at = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (at >= length) {
    return;
  }
  SUM1.put(at, sumOfParts(parts, partCount, vectors * length, at));
  if (vectors == 2) {
    SUM2.put(at, sumOfParts(parts, partCount, vectors * length, length + at));
  }
}
