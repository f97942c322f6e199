// out = A X for lines of A and a matrix X of one column an output, or for two such matrices at
// once; for dense lines and one output, more being for classes.cu.
//
// The same kernel computes the margins of rows and, on the column-compressed copy, the transposed
// product of a full pass: a column gathers from its rows, so that no sum needs an atomic and every
// sum has one order.

#include "lines.cuh"

/**
 * A team of threads, a power of two up to a warp, takes a line; within it a group of `width`
 * threads, a power of two, takes an entry and its threads the outputs, which lie side by side.
 * Teams of one thread suit short lines, warps those of more than some twenty entries. Lines longer
 * than `limit` are left to the kernel for long ones.
 */
template <int VECTORS, typename Lines>
__device__ inline void product(
    Lines lines, Selection chosen, int outputs, int width, int team, int limit, int squares,
    const double* __restrict__ x1, const double* __restrict__ x2, Sum sum1, Sum sum2) {
  long long k = (long long)blockIdx.x * (blockDim.x / team) + threadIdx.x / team;
  int place = threadIdx.x & (team - 1);
  long long begin = 0;
  long long end = 0;
  bool taken = false;
  if (k < chosen.count) {
    int line = chosen.line((int)k);
    begin = lines.begin(line);
    end = lines.end(line);
    taken = end - begin <= limit;
  }
  if (!taken) {
    end = begin;
  }
  int step = team / width;
  NO_UNROLL
  for (int first = 0; first < outputs; first += width) {
    int c = first + (place & (width - 1));
    double s1 = 0;
    double s2 = 0;
    if (c < outputs) {
      addEntries<VECTORS>(
          lines, begin, end, place / width, step, outputs, c, squares, x1, x2, s1, s2);
    }
    // every thread of the warp is here, however long its line is
    NO_UNROLL
    for (int offset = team >> 1; offset >= width; offset >>= 1) {
      s1 += __shfl_xor_sync(WHOLE_WARP, s1, offset);
      if (VECTORS == 2) {
        s2 += __shfl_xor_sync(WHOLE_WARP, s2, offset);
      }
    }
    if (taken && place < width && c < outputs) {
      sum1.put(k * outputs + c, s1);
      if (VECTORS == 2) {
        sum2.put(k * outputs + c, s2);
      }
    }
  }
}

#define SPARSE_PRODUCT(NAME, VECTORS, VALUE)                                                      \
  extern "C" __global__ void __launch_bounds__(256) NAME(                                         \
      const long long* __restrict__ starts, const int* __restrict__ indices,                      \
      const VALUE* __restrict__ values, int count, int from, const int* __restrict__ list,        \
      int outputs, int width, int team, int limit, int squares, const double* __restrict__ x1,    \
      const double* __restrict__ x2, SUMS) {                                                      \
    product<VECTORS>(                                                                             \
        Compressed<VALUE>{starts, indices, values}, Selection{count, from, list}, outputs, width, \
        team, limit, squares, x1, x2, SUM1, SUM2);                                                \
  }

#define DENSE_PRODUCT(NAME, VECTORS, VALUE)                                                       \
  extern "C" __global__ void __launch_bounds__(256) NAME(                                         \
      const VALUE* __restrict__ values, int columns, int pitch, int count, int from,              \
      const int* __restrict__ list, int team, const double* __restrict__ x1,                      \
      const double* __restrict__ x2, double* __restrict__ out1, double* __restrict__ out2) {      \
    product<VECTORS>(                                                                             \
        Dense<VALUE>{values, columns, pitch}, Selection{count, from, list}, 1, 1, team, columns,  \
        0, x1, x2, Sum{1, nullptr, out1, 0, nullptr}, Sum{1, nullptr, out2, 0, nullptr});         \
  }

SPARSE_PRODUCT(sparseProductOfDoubles, 1, double)
SPARSE_PRODUCT(sparseProductOfFloats, 1, float)
SPARSE_PRODUCT(sparseProductsOfDoubles, 2, double)
SPARSE_PRODUCT(sparseProductsOfFloats, 2, float)

DENSE_PRODUCT(denseProductOfDoubles, 1, double)
DENSE_PRODUCT(denseProductOfFloats, 1, float)
DENSE_PRODUCT(denseProductsOfDoubles, 2, double)
DENSE_PRODUCT(denseProductsOfFloats, 2, float)
