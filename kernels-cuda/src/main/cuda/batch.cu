// out = A_Bᵀ X for a small batch B of sparse rows, without atomics and in one order.
//
// A block owns a tile of neighbouring columns. Its warps share the rows among them and read every
// row of theirs from one end to the other, for that is faster than to search it for the tile's
// part: loads are whole sectors that do not wait for each other. A row's columns differ, so that
// the threads of a warp never meet; warps have sums of their own, which are added in their order.

#include "lines.cuh"

/** The k-th row of the batch has its coefficients at k * outputs; tiles are of `tile` columns. */
template <int VECTORS, typename Value>
__device__ inline void batchSum(
    Compressed<Value> rows, Selection chosen, int columns, int tile, int outputs, int width,
    int squares, const double* __restrict__ x1, const double* __restrict__ x2, Sum sum1,
    Sum sum2) {
  extern __shared__ double sums[];
  int lane = threadIdx.x & 31;
  int warp = threadIdx.x >> 5;
  int warps = blockDim.x >> 5;
  long long first = (long long)blockIdx.x * tile;
  unsigned some = (unsigned)min((long long)tile, columns - first); // columns of this tile
  int elements = some * outputs;
  double* own1 = sums + warp * VECTORS * elements;
  double* own2 = own1 + elements;
  NO_UNROLL
  for (int t = lane; t < VECTORS * elements; t += 32) {
    own1[t] = 0;
  }
  __syncwarp();
  int groups = 32 / width; // of threads, with the outputs of an entry each
  NO_UNROLL
  for (long long k = warp; k < chosen.count; k += warps) {
    int row = chosen.line((int)k);
    long long begin = rows.begin(row);
    long long end = rows.end(row);
    NO_UNROLL
    for (long long start = boundaryBefore(begin); start < end; start += 32 * TURNS) {
      Value a[TURNS];
      unsigned place[TURNS]; // of its column in the tile, or beyond it
#pragma unroll
      for (int i = 0; i < TURNS; i++) {
        place[i] = some;
        if (start + 32 * i < end) {
          long long e = start + 32 * i + lane;
          bool there = e >= begin && e < end;
          e = min(max(e, begin), end - 1); // others read the nearest entry
          a[i] = rows.values[e];
          unsigned at = rows.indices[e] - (unsigned)first;
          place[i] = there ? at : some;
        }
      }
#pragma unroll
      for (int i = 0; i < TURNS; i++) {
        if (outputs == 1) {
          if (place[i] < some) {
            double value = entryValue(a[i], VECTORS == 1 && squares);
            own1[place[i]] += value * x1[k];
            if (VECTORS == 2) {
              own2[place[i]] += value * x2[k];
            }
          }
          continue;
        }
        unsigned hits = __ballot_sync(WHOLE_WARP, place[i] < some);
        NO_UNROLL
        for (int source = lane / width; hits; source += groups, hits >>= groups) {
          double value =
              entryValue(__shfl_sync(WHOLE_WARP, a[i], source), VECTORS == 1 && squares);
          unsigned at = __shfl_sync(WHOLE_WARP, place[i], source);
          NO_UNROLL
          for (int c = lane & (width - 1); at < some && c < outputs; c += width) {
            own1[at * outputs + c] += value * x1[k * outputs + c];
            if (VECTORS == 2) {
              own2[at * outputs + c] += value * x2[k * outputs + c];
            }
          }
        }
      }
    }
    __syncwarp(); // the next row may have the same columns
  }
  __syncthreads();
  NO_UNROLL
  for (int t = threadIdx.x; t < VECTORS * elements; t += blockDim.x) {
    double sum = sums[t];
    NO_UNROLL
    for (int w = 1; w < warps; w++) {
      sum += sums[w * VECTORS * elements + t];
    }
    if (t < elements) {
      sum1.put(first * outputs + t, sum);
    } else {
      sum2.put(first * outputs + t - elements, sum);
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
