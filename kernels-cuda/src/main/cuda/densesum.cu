// out = A_Bᵀ X for dense rows: blocks share columns and rows among them, sums over rows are made
// in two stages and in one order, without atomics.

#include "lines.cuh"

#define LANES 32
#define MOST_GROUPS 8

/**
 * A block takes a tile of 32 columns and up to CHANNELS outputs, those of the second matrix
 * following those of the first (gridDim.x counts the tiles for each CHANNELS of them), and a part
 * of the rows (gridDim.y of them), which its groups of 32 threads take in turn. Where there is one part, sums
 * are final, else they go to `parts`, part by part, for sumOfParts.
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
#pragma unroll
  for (int i = 0; i < CHANNELS; i++) {
    acc[i] = 0;
  }
  long long firstRow = (long long)blockIdx.y * rowsOfPart;
  int lastRow = (int)min(firstRow + rowsOfPart, (long long)chosen.count);
  if (j < rows.columns) {
    for (int k = (int)firstRow + group; k < lastRow; k += groups) {
      double a = entryValue(rows.values[rows.begin(chosen.line(k)) + j], squares);
#pragma unroll
      for (int i = 0; i < CHANNELS; i++) {
        if (i < channels) {
          int channel = firstChannel + i;
          acc[i] += a * (channel < outputs
              ? x1[(long long)k * outputs + channel]
              : x2[(long long)k * outputs + channel - outputs]);
        }
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
    double total = 0;
    NO_UNROLL
    for (int g = 0; g < groups; g++) {
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

/** The second stage: a thread an element, parts in their order. */
extern "C" __global__ void __launch_bounds__(256) sumOfParts(
    int partCount, long long length, int vectors, const double* __restrict__ parts, SUMS) {
  long long at = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (at >= length) {
    return;
  }
  NO_UNROLL
  for (int vector = 0; vector < vectors; vector++) {
    double total = 0;
    NO_UNROLL
    for (int part = 0; part < partCount; part++) {
      total += parts[((long long)part * vectors + vector) * length + at];
    }
    if (vector == 0) {
      SUM1.put(at, total);
    } else {
      SUM2.put(at, total);
    }
  }
}
