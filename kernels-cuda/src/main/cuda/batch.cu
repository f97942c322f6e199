// out = A_Bᵀ X for a small batch B of sparse rows, without atomics and in one order.
//
// A warp owns a tile of neighbouring columns and adds the batch's rows to it one after the other:
// the columns of a row differ, so its threads never meet, and the next row waits for them. Tiles
// live in shared memory and are written once.

#include "lines.cuh"

/** The first entry in [begin, end) whose column is not before the one given. */
__device__ inline long long lowerBound(
    const int* __restrict__ columns, long long begin, long long end, int column) {
  NO_UNROLL
  while (begin < end) {
    long long middle = (begin + end) >> 1;
    if (columns[middle] < column) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  return begin;
}

/** The k-th row of the batch has its coefficients at k * outputs; tiles are of `tile` columns. */
template <int VECTORS, typename Value>
__device__ inline void batchSum(
    Compressed<Value> rows, Selection chosen, int columns, int tile, int outputs, int width,
    int squares, const double* __restrict__ x1, const double* __restrict__ x2, Sum sum1,
    Sum sum2) {
  extern __shared__ double tiles[];
  int lane = threadIdx.x & 31;
  int warp = threadIdx.x >> 5;
  long long first = ((long long)blockIdx.x * (blockDim.x >> 5) + warp) * tile;
  if (first >= columns) {
    return; // with the whole warp, and warps do not wait for each other
  }
  int last = (int)min(first + tile, (long long)columns);
  int elements = (last - (int)first) * outputs;
  double* acc1 = tiles + warp * VECTORS * tile * outputs;
  double* acc2 = acc1 + tile * outputs;
  NO_UNROLL
  for (int t = lane; t < elements; t += 32) {
    acc1[t] = 0;
    if (VECTORS == 2) {
      acc2[t] = 0;
    }
  }
  __syncwarp();
  int group = lane / width;
  int groups = 32 / width;
  NO_UNROLL
  for (int base = 0; base < chosen.count; base += 32) {
    long long begin = 0;
    long long end = 0;
    if (base + lane < chosen.count) { // each thread looks for the tile in a row
      int row = chosen.line(base + lane);
      long long rowEnd = rows.end(row);
      begin = lowerBound(rows.indices, rows.begin(row), rowEnd, (int)first);
      end = lowerBound(rows.indices, begin, rowEnd, last);
    }
    int some = min(32, chosen.count - base);
    NO_UNROLL
    for (int i = 0; i < some; i++) {
      long long from = __shfl_sync(WHOLE_WARP, begin, i);
      long long to = __shfl_sync(WHOLE_WARP, end, i);
      long long k = base + i;
      NO_UNROLL
      for (long long e = from + group; e < to; e += groups) {
        double a = entryValue(rows.values[e], VECTORS == 1 && squares);
        int at = (rows.indices[e] - (int)first) * outputs;
        NO_UNROLL
        for (int c = lane & (width - 1); c < outputs; c += width) {
          acc1[at + c] += a * x1[k * outputs + c];
          if (VECTORS == 2) {
            acc2[at + c] += a * x2[k * outputs + c];
          }
        }
      }
      __syncwarp(); // the next row may have the same columns
    }
  }
  NO_UNROLL
  for (int t = lane; t < elements; t += 32) {
    sum1.put(first * outputs + t, acc1[t]);
  }
  if (VECTORS == 2) {
    NO_UNROLL
    for (int t = lane; t < elements; t += 32) {
      sum2.put(first * outputs + t, acc2[t]);
    }
  }
}

#define BATCH_SUM(NAME, VECTORS, VALUE)                                                      \
  extern "C" __global__ void NAME(                                                           \
      const long long* __restrict__ starts, const int* __restrict__ indices,                 \
      const VALUE* __restrict__ values, int count, int from, const int* __restrict__ list,   \
      int columns, int tile, int outputs, int width, int squares,                            \
      const double* __restrict__ x1, const double* __restrict__ x2, SUMS) {                  \
    batchSum<VECTORS>(                                                                       \
        Compressed<VALUE>{starts, indices, values}, Selection{count, from, list}, columns,   \
        tile, outputs, width, squares, x1, x2, SUM1, SUM2);                                  \
  }

BATCH_SUM(batchSumOfDoubles, 1, double)
BATCH_SUM(batchSumOfFloats, 1, float)
BATCH_SUM(batchSumsOfDoubles, 2, double)
BATCH_SUM(batchSumsOfFloats, 2, float)
