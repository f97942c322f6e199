// Lines of a matrix, read entry by entry: the rows of a row-compressed matrix, the columns of its
// column-compressed copy, or dense rows; and where the sums over them go.
#pragma once

#define WHOLE_WARP 0xffffffffu

/**
 * For loops that are short, or wait for each other anyway: code that is not repeated is read and
 * tested in one place. Loops that stream entries are left to the compiler, which reads ahead.
 */
#define NO_UNROLL _Pragma("unroll 1")

/** Rows or columns that hold their entries side by side, with the place of each. */
template <typename Value>
struct Compressed {
  const long long* starts;
  const int* indices;
  const Value* values;

  __device__ long long begin(int line) const { return starts[line]; }
  __device__ long long end(int line) const { return starts[line + 1]; }
  __device__ int index(long long entry, long long begin) const { return indices[entry]; }
};

/** Rows that hold every entry; the pitch, which aligns them, is not shorter than the width. */
template <typename Value>
struct Dense {
  const Value* values;
  int columns;
  int pitch;

  __device__ long long begin(int line) const { return (long long)line * pitch; }
  __device__ long long end(int line) const { return begin(line) + columns; }
  __device__ int index(long long entry, long long begin) const { return (int)(entry - begin); }
};

/** Which lines a kernel visits: those of a list, or a range. */
struct Selection {
  int count;
  int from;
  const int* list;

  __device__ int line(int k) const { return list ? list[k] : from + k; }
};

/**
 * Where the sum for an element goes: out = base + scale * sum, and where the average of a table
 * moves with it, updated = base + updateScale * sum. The three may be one vector; without a base
 * there is nothing to update.
 */
struct Sum {
  double scale;
  const double* base;
  double* out;
  double updateScale;
  double* updated;

  __device__ void put(long long at, double sum) const {
    if (!base) {
      out[at] = scale * sum;
      return;
    }
    double old = base[at];
    out[at] = old + scale * sum;
    if (updated) {
      updated[at] = old + updateScale * sum;
    }
  }
};

/** The parameters that say where one or two sums go, and the sums. */
#define SUMS                                                                               \
  double scale1, const double *base1, double *out1, double updateScale1, double *updated1, \
      double scale2, const double *base2, double *out2, double updateScale2, double *updated2
#define SUM1 (Sum{scale1, base1, out1, updateScale1, updated1})
#define SUM2 (Sum{scale2, base2, out2, updateScale2, updated2})

/** The value an entry has in a sum: itself, or its square for the diagonal of a Hessian. */
template <typename Value>
__device__ inline double entryValue(Value value, int squares) {
  double a = value;
  return a * (squares ? a : 1);
}

/** Entries from which several threads of a line start to read: a 32-byte boundary in any array. */
#define ENTRIES_OF_SECTOR 8

/**
 * Adds every step-th entry of a line, from the place-th on, times what x1 and, for two vectors, x2
 * have at its index for one output, to the sums.
 */
template <int VECTORS, typename Lines>
__device__ inline void addEntries(
    Lines lines, long long begin, long long end, int place, int step, int outputs, int output,
    int squares, const double* __restrict__ x1, const double* __restrict__ x2, double& sum1,
    double& sum2) {
  // threads that read many entries at a time do so from a boundary on
  long long start = step >= ENTRIES_OF_SECTOR ? begin & -(long long)ENTRIES_OF_SECTOR : begin;
  for (long long e = start + place; e < end; e += step) {
    double a = entryValue(lines.values[e], VECTORS == 1 && squares);
    int j = lines.index(e, begin);
    asm volatile("" : "+d"(a), "+r"(j)); // all threads have read, also those before the line
    if (e >= begin) {
      long long at = (long long)j * outputs + output;
      sum1 += a * x1[at];
      if (VECTORS == 2) {
        sum2 += a * x2[at];
      }
    }
  }
}
