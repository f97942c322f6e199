// Products of dense rows with matrices of one column an output, for three outputs and more, through
// tiles in shared memory: out = A X over the chosen rows, and out = A_Bᵀ X with sums over rows in
// two stages. Every entry of A is read once for as many outputs as a block has; sums have one
// order, without atomics. One output is for product.cu and densesum.cu.

#include "lines.cuh"

#define WARP 32

/** Lines of a tile, at most; a thread has every 32nd of them. A line is a row or, of Aᵀ, a column. */
#define MOST_LINES 128
#define MOST_GROUPS (MOST_LINES / WARP)

/** Lines from one to the next entry in shared memory: threads meet in no bank. */
#define PITCH (MOST_LINES + 1)

/** Outputs of a warp, those of the second matrix following those of the first. */
#define CHANNELS 4

/** Entries of a line that are in shared memory at once: 16 doubles, or 32 floats. */
template <typename Real>
struct Chunk {
  static const int DEPTH = 128 / sizeof(Real);
};

/** The numbers that an entry is multiplied with by a warp. */
template <typename Real>
struct alignas(CHANNELS * sizeof(Real)) Numbers {
  Real of[CHANNELS];
};

/** Loads that are begun before the first is ended, so that none waits. */
#define LOADS 8

/** Entries [k, k + depth) of each line, where lines are rows that begin where said. */
template <typename Real, typename Value>
__device__ inline void loadLines(
    const Value* __restrict__ values, const long long* begins, int lines, int k, int depth,
    Real* a) {
  int place = threadIdx.x % Chunk<Real>::DEPTH;
  int step = blockDim.x / Chunk<Real>::DEPTH;
  NO_UNROLL
  for (int first = threadIdx.x / Chunk<Real>::DEPTH; first < lines; first += LOADS * step) {
    Value loaded[LOADS];
#pragma unroll
    for (int i = 0; i < LOADS; i++) {
      int line = first + i * step;
      loaded[i] = place < depth && line < lines ? values[begins[line] + k + place] : 0;
    }
#pragma unroll
    for (int i = 0; i < LOADS; i++) {
      int line = first + i * step;
      if (line < lines) {
        a[place * PITCH + line] = loaded[i];
      }
    }
  }
}

/** The same where lines are columns from the one given on: of the k-th row of the selection on. */
template <typename Real, typename Value>
__device__ inline void loadColumns(
    Dense<Value> rows, Selection chosen, int firstColumn, int lines, int k, int depth, int squares,
    Real* a) {
  int lane = threadIdx.x % WARP;
  NO_UNROLL
  for (int d = threadIdx.x / WARP; d < Chunk<Real>::DEPTH; d += blockDim.x / WARP) {
    bool there = d < depth;
    long long begin = (there ? rows.begin(chosen.line(k + d)) : 0) + firstColumn;
    Value loaded[MOST_GROUPS];
#pragma unroll
    for (int g = 0; g < MOST_GROUPS; g++) {
      int line = lane + g * WARP;
      loaded[g] = there && line < lines ? rows.values[begin + line] : 0;
    }
#pragma unroll
    for (int g = 0; g < MOST_GROUPS; g++) {
      int line = lane + g * WARP;
      if (line < lines) {
        Real value = loaded[g];
        a[d * PITCH + line] = value * (squares ? value : 1);
      }
    }
  }
}

/**
 * Adds the products of a chunk to the sums of a thread's lines, of which there are so many groups;
 * a thread without a line reads the last one.
 */
template <int GROUPS, typename Real>
__device__ inline void addChunk(
    const Real* a, const Numbers<Real>* x, int lines, int depth,
    double (&sums)[MOST_GROUPS][CHANNELS]) {
  int warps = blockDim.x / WARP;
  x += threadIdx.x / WARP;
  const Real* line[GROUPS];
  Real part[GROUPS][CHANNELS] = {};
#pragma unroll
  for (int g = 0; g < GROUPS; g++) {
    line[g] = a + min((int)threadIdx.x % WARP + g * WARP, lines - 1);
  }
  NO_UNROLL
  for (int first = 0; first < depth; first += TURNS) {
#pragma unroll
    for (int i = 0; i < TURNS; i++) { // what is beyond the depth is zero, up to whole turns
      Numbers<Real> numbers = x[(first + i) * warps];
#pragma unroll
      for (int g = 0; g < GROUPS; g++) {
        Real value = line[g][(first + i) * PITCH];
#pragma unroll
        for (int c = 0; c < CHANNELS; c++) {
          part[g][c] = fma(value, numbers.of[c], part[g][c]);
        }
      }
    }
  }
#pragma unroll
  for (int g = 0; g < GROUPS; g++) {
#pragma unroll
    for (int c = 0; c < CHANNELS; c++) {
      sums[g][c] += part[g][c];
    }
  }
}

/**
 * A block takes a tile of `tile` lines, a multiple of 32, and CHANNELS outputs a warp (gridDim.x
 * counts tiles, and for each the blocks that share its outputs), and a part of the lines' entries
 * (gridDim.y of them). Products of a chunk of entries are added up as Real, chunks as doubles. Where
 * there is one part sums are final, else they go to `parts`, part by part, for denseSumOfParts.
 */
template <bool TRANSPOSED, typename Real, typename Value>
__device__ inline void multiply(
    Dense<Value> rows, Selection chosen, int outputs, int vectors, int tile, int entriesOfPart,
    int squares, const double* __restrict__ x1, const double* __restrict__ x2,
    double* __restrict__ parts, Sum sum1, Sum sum2) {
  extern __shared__ __align__(32) unsigned char memory[]; // DenseRows says how much
  long long* begins = (long long*)memory;
  Real* a = (Real*)(begins + MOST_LINES);
  Real* x = a + Chunk<Real>::DEPTH * PITCH;
  int length = TRANSPOSED ? rows.columns : chosen.count;
  int entries = TRANSPOSED ? chosen.count : rows.columns;
  int width = blockDim.x / WARP * CHANNELS;
  int blocksOfTile = (outputs * vectors + width - 1) / width;
  int firstLine = blockIdx.x / blocksOfTile * tile;
  int lines = min(tile, length - firstLine);
  int groups = (lines + WARP - 1) / WARP;
  int c = threadIdx.x % width; // of loads and stores, where a warp has other outputs side by side
  int place = threadIdx.x / width;
  int step = blockDim.x / width;
  int channel = blockIdx.x % blocksOfTile * width + c;
  bool asked = channel < outputs * vectors;
  bool second = channel >= outputs;
  int output = second ? channel - outputs : channel;
  const double* numbers = (second ? x2 : x1) + output;
  long long begin = (long long)blockIdx.y * entriesOfPart;
  int end = (int)min(begin + entriesOfPart, (long long)entries);
  double sums[MOST_GROUPS][CHANNELS] = {};
  if (!TRANSPOSED) {
    NO_UNROLL
    for (int line = threadIdx.x; line < lines; line += blockDim.x) {
      begins[line] = rows.begin(chosen.line(firstLine + line));
    }
  }
  NO_UNROLL
  for (int k = (int)begin; k < end; k += Chunk<Real>::DEPTH) {
    int depth = min(Chunk<Real>::DEPTH, end - k);
    __syncthreads(); // what was there has been read
    if (TRANSPOSED) {
      loadColumns(rows, chosen, firstLine, lines, k, depth, squares, a);
    } else {
      loadLines(rows.values, begins, lines, k, depth, a);
    }
#pragma unroll
    for (int d = 0; d < Chunk<Real>::DEPTH; d += WARP / CHANNELS) {
      bool there = asked && d + place < depth;
      double number = there ? numbers[(long long)(k + d + place) * outputs] : 0;
      x[(d + place) * width + c] = (Real)number;
    }
    __syncthreads();
    const Numbers<Real>* of = (const Numbers<Real>*)x;
    switch (groups) {
      case 1: addChunk<1>(a, of, lines, depth, sums); break;
      case 2: addChunk<2>(a, of, lines, depth, sums); break;
      case 3: addChunk<3>(a, of, lines, depth, sums); break;
      default: addChunk<4>(a, of, lines, depth, sums);
    }
  }
  __syncthreads();
  double* all = (double*)memory; // so that threads put side by side what lies side by side
  int pitch = width + 1;
#pragma unroll
  for (int g = 0; g < MOST_GROUPS; g++) {
    if (g < groups) {
#pragma unroll
      for (int i = 0; i < CHANNELS; i++) {
        all[(threadIdx.x % WARP + g * WARP) * pitch + threadIdx.x / WARP * CHANNELS + i] =
            sums[g][i];
      }
    }
  }
  __syncthreads();
  if (!asked) {
    return;
  }
  NO_UNROLL
  for (int line = place; line < lines; line += step) {
    double total = all[line * pitch + c];
    long long at = (long long)(firstLine + line) * outputs + output;
    if (gridDim.y > 1) {
      parts[((long long)blockIdx.y * vectors + second) * length * outputs + at] = total;
    } else if (second) {
      sum2.put(at, total);
    } else {
      sum1.put(at, total);
    }
  }
}

#define CLASS_PRODUCT(NAME, REAL, VALUE)                                                           \
  extern "C" __global__ void __launch_bounds__(256) NAME(                                          \
      const VALUE* __restrict__ values, int columns, int pitch, int count, int from,               \
      const int* __restrict__ list, int outputs, int vectors, int tile,                            \
      const double* __restrict__ x1, const double* __restrict__ x2, double* __restrict__ out1,     \
      double* __restrict__ out2) {                                                                 \
    multiply<false, REAL>(                                                                         \
        Dense<VALUE>{values, columns, pitch}, Selection{count, from, list}, outputs, vectors,      \
        tile, columns, 0, x1, x2, nullptr, Sum{1, nullptr, out1, 0, nullptr},                      \
        Sum{1, nullptr, out2, 0, nullptr});                                                        \
  }

#define CLASS_SUM(NAME, REAL, VALUE)                                                               \
  extern "C" __global__ void __launch_bounds__(256) NAME(                                          \
      const VALUE* __restrict__ values, int columns, int pitch, int count, int from,               \
      const int* __restrict__ list, int outputs, int vectors, int rowsOfPart, int squares,         \
      const double* __restrict__ x1, const double* __restrict__ x2, double* __restrict__ parts,    \
      SUMS) {                                                                                      \
    multiply<true, REAL>(                                                                          \
        Dense<VALUE>{values, columns, pitch}, Selection{count, from, list}, outputs, vectors,      \
        MOST_LINES, rowsOfPart, squares, x1, x2, parts, SUM1, SUM2);                               \
  }

CLASS_PRODUCT(classProductOfDoubles, double, double)
CLASS_PRODUCT(classProductOfFloats, double, float)
CLASS_PRODUCT(classProductInFloats, float, float)

CLASS_SUM(classSumOfDoubles, double, double)
CLASS_SUM(classSumOfFloats, double, float)
CLASS_SUM(classSumInFloats, float, float)
