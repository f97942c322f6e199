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

/** Entries from one 32-byte boundary to the next, in the array whose entries are the shortest. */
#define ENTRIES_OF_SECTOR 8

/** Where threads that read a line side by side begin: on a boundary, before the line or at it. */
__device__ inline long long boundaryBefore(long long begin) {
  return begin & -(long long)ENTRIES_OF_SECTOR;
}

/** Turns of a loop over entries that are begun before the first is ended, so that none waits. */
#define TURNS 4

/**
 * Adds every step-th entry of a line, from the place-th on, times what x1 and, for two vectors, x2
 * have at its index for one output, to the sums. Threads with the same line and step take as many
 * turns; one that is before the line or behind it reads the nearest entry, which others read.
 */
template <int VECTORS, template <typename> class Lines, typename Value>
__device__ inline void addEntries(
    Lines<Value> lines, long long begin, long long end, int place, int step, int outputs, int output,
    int squares, const double* __restrict__ x1, const double* __restrict__ x2, double& sum1,
    double& sum2) {
  long long start = step < ENTRIES_OF_SECTOR ? begin : boundaryBefore(begin);
  NO_UNROLL
  for (; start < end; start += TURNS * step) {
    long long rest = end - start;
    Value a[TURNS];
    int j[TURNS];
    double b1[TURNS];
    double b2[TURNS];
#pragma unroll
    for (int i = 0; i < TURNS; i++) {
      if (i * step < rest) {
        long long e = min(max(start + i * step + place, begin), end - 1);
        a[i] = lines.values[e];
        j[i] = lines.index(e, begin);
      }
    }
#pragma unroll
    for (int i = 0; i < TURNS; i++) {
      if (i * step < rest) {
        long long at = (long long)j[i] * outputs + output;
        b1[i] = x1[at];
        b2[i] = VECTORS == 2 ? x2[at] : 0;
      }
    }
#pragma unroll
    for (int i = 0; i < TURNS; i++) {
      if (i * step < rest) {
        asm volatile("" : "+r"(squares)); // or it is computed for turns that are not there, too
        double value = entryValue(a[i], VECTORS == 1 && squares);
        long long e = start + i * step + place;
        bool there = e >= begin && e < end;
        sum1 = there ? sum1 + value * b1[i] : sum1;
        sum2 = there && VECTORS == 2 ? sum2 + value * b2[i] : sum2;
      }
    }
  }
}
