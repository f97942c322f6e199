// out = A_Bᵀ X for dense rows: blocks share columns and rows among them, sums over rows are made
// in two stages and in one order, without atomics.

#include "lines.cuh"

#define LANES 32
#define MOST_GROUPS 8

/**
 * A block takes a tile of 32 columns and up to CHANNELS outputs, those of the second matrix
 * following those of the first (gridDim.x counts the tiles for each CHANNELS of them), and a part
 * of the rows (gridDim.y of them), which its groups of 32 threads take in turn. Where there is one part, sums
 * are final, else they go to `parts`, part by part, for denseSumOfParts.
 */
template <int CHANNELS, typename Value>
__device__ inline void denseSum(
    Dense<Value> rows, Selection chosen, int rowsOfPart, int outputs, int vectors, int squares,
    const double* __restrict__ x1, const double* __restrict__ x2, double* __restrict__ parts,
    Sum sum1, Sum sum2) {
  __shared__ double sums[CHANNELS][MOST_GROUPS][LANES];
  int lane = threadIdx.x % LANES;
  int group = threadIdx.x / LANES;
  int groups = blockDim.x / LANES;
  int tiles = (rows.columns + LANES - 1) / LANES;
  int j = blockIdx.x % tiles * LANES + lane;
  int firstChannel = blockIdx.x / tiles * CHANNELS;
  int channels = min(CHANNELS, outputs * vectors - firstChannel);
  double acc[CHANNELS];
  const double* x[CHANNELS]; // a channel that is not there is added up like the first
#pragma unroll
  for (int i = 0; i < CHANNELS; i++) {
    int channel = firstChannel + (i < channels ? i : 0);
    x[i] = channel < outputs ? x1 + channel : x2 + (channel - outputs);
    acc[i] = 0;
  }
  long long firstRow = (long long)blockIdx.y * rowsOfPart;
  int lastRow = (int)min(firstRow + rowsOfPart, (long long)chosen.count);
  if (j < rows.columns) {
    for (int k = (int)firstRow + group; k < lastRow; k += groups) {
      double a = entryValue(rows.values[rows.begin(chosen.line(k)) + j], squares);
      long long at = (long long)k * outputs;
#pragma unroll
      for (int i = 0; i < CHANNELS; i++) {
        acc[i] += a * x[i][at];
      }
    }
  }
#pragma unroll
  for (int i = 0; i < CHANNELS; i++) {
    sums[i][group][lane] = acc[i];
  }
  __syncthreads();
  if (j >= rows.columns) {
    return;
  }
  NO_UNROLL
  for (int i = group; i < channels; i += groups) { // from here on a group has a channel
    double total = sums[i][0][lane];
    NO_UNROLL
    for (int g = 1; g < groups; g++) {
      total += sums[i][g][lane];
    }
    int channel = firstChannel + i;
    int vector = channel / outputs;
    long long at = (long long)j * outputs + channel % outputs;
    if (gridDim.y > 1) {
      long long length = (long long)rows.columns * outputs;
      parts[((long long)blockIdx.y * vectors + vector) * length + at] = total;
    } else if (vector == 0) {
      sum1.put(at, total);
    } else {
      sum2.put(at, total);
    }
  }
}

#define DENSE_SUM(NAME, CHANNELS, VALUE)                                                       \
  extern "C" __global__ void __launch_bounds__(LANES * MOST_GROUPS) NAME(                           \
      const VALUE* __restrict__ values, int columns, int pitch, int count, int from,           \
      const int* __restrict__ list, int rowsOfPart, int outputs, int vectors, int squares,     \
      const double* __restrict__ x1, const double* __restrict__ x2,                            \
      double* __restrict__ parts, SUMS) {                                                      \
    denseSum<CHANNELS>(                                                                        \
        Dense<VALUE>{values, columns, pitch}, Selection{count, from, list}, rowsOfPart,        \
        outputs, vectors, squares, x1, x2, parts, SUM1, SUM2);                                 \
  }

DENSE_SUM(denseSumOfDoubles, 2, double)
DENSE_SUM(denseSumOfFloats, 2, float)
DENSE_SUM(denseSumsOfDoubles, 8, double)
DENSE_SUM(denseSumsOfFloats, 8, float)

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
