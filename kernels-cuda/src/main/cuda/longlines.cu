// The lines that are too long for a warp, a block each: see product.cu, which leaves them out.
// Of a range of lines only those are visited that are known to be long.

#include "lines.cuh"

#define WARPS 32

template <int VECTORS, typename Value>
__device__ inline void longLine(
    Compressed<Value> lines, Selection chosen, const int* __restrict__ known, int outputs,
    int width, int limit, int squares, const double* __restrict__ x1,
    const double* __restrict__ x2, Sum sum1, Sum sum2) {
  __shared__ double parts[VECTORS][WARPS][32];
  int line = known ? known[blockIdx.x] : chosen.line(blockIdx.x);
  long long k = known ? (long long)line - chosen.from : blockIdx.x;
  long long begin = lines.begin(line);
  long long end = lines.end(line);
  if (k < 0 || k >= chosen.count || end - begin <= limit) {
    return; // all threads of the block at once
  }
  int place = threadIdx.x & 31;
  int warp = threadIdx.x >> 5;
  int step = blockDim.x / width;
  NO_UNROLL
  for (int first = 0; first < outputs; first += width) {
    int c = first + (place & (width - 1));
    double s1 = 0;
    double s2 = 0;
    if (c < outputs) {
      addEntries<VECTORS>(
          lines, begin, end, threadIdx.x / width, step, outputs, c, squares, x1, x2, s1, s2);
    }
    NO_UNROLL
    for (int offset = 16; offset >= width; offset >>= 1) {
      s1 += __shfl_xor_sync(WHOLE_WARP, s1, offset);
      if (VECTORS == 2) {
        s2 += __shfl_xor_sync(WHOLE_WARP, s2, offset);
      }
    }
    parts[0][warp][place] = s1;
    if (VECTORS == 2) {
      parts[VECTORS - 1][warp][place] = s2;
    }
    __syncthreads();
    if (threadIdx.x < width && c < outputs) {
      s1 = 0;
      s2 = 0;
      NO_UNROLL
      for (int w = 0; w < WARPS; w++) {
        s1 += parts[0][w][place];
        if (VECTORS == 2) {
          s2 += parts[VECTORS - 1][w][place];
        }
      }
      sum1.put(k * outputs + c, s1);
      if (VECTORS == 2) {
        sum2.put(k * outputs + c, s2);
      }
    }
    __syncthreads(); // before the next outputs are put where these were read
  }
}

#define LONG_LINES(NAME, VECTORS, VALUE)                                                       \
  extern "C" __global__ void __launch_bounds__(32 * WARPS) NAME(                               \
      const long long* __restrict__ starts, const int* __restrict__ indices,                   \
      const VALUE* __restrict__ values, int count, int from, const int* __restrict__ list,     \
      const int* __restrict__ known, int outputs, int width, int limit, int squares,           \
      const double* __restrict__ x1, const double* __restrict__ x2, SUMS) {                    \
    longLine<VECTORS>(                                                                         \
        Compressed<VALUE>{starts, indices, values}, Selection{count, from, list}, known,       \
        outputs, width, limit, squares, x1, x2, SUM1, SUM2);                                   \
  }

LONG_LINES(longProductOfDoubles, 1, double)
LONG_LINES(longProductOfFloats, 1, float)
LONG_LINES(longProductsOfDoubles, 2, double)
LONG_LINES(longProductsOfFloats, 2, float)
