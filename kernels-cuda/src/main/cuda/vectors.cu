// The operations of Vectors on doubles, a thread an element. Formulas are written as the scalar reference has
// them, and compiled without contraction to fused multiply-adds: the same bits. Sums go in two stages, the blocks'
// sums being added by a kernel of its own, in an order that depends on the length alone.

#include "sums.cuh"

#define ELEMENT(k, n)                                            \
  long long k = (long long)blockIdx.x * blockDim.x + threadIdx.x; \
  if (k >= n) return

extern "C" __global__ void fill(int n, double value, double* __restrict__ x) {
  ELEMENT(k, n);
  x[k] = value;
}

extern "C" __global__ void scale(int n, double a, double* __restrict__ x) {
  ELEMENT(k, n);
  x[k] *= a;
}

extern "C" __global__ void axpy(int n, double a, const double* __restrict__ x, double* __restrict__ y) {
  ELEMENT(k, n);
  y[k] += a * x[k];
}

// x may be y
extern "C" __global__ void dot_parts(int n, const double* x, const double* y, double* __restrict__ parts) {
  __shared__ double values[THREADS];
  double sum = 0;
  for (long long k = (long long)blockIdx.x * THREADS + threadIdx.x; k < n; k += (long long)gridDim.x * THREADS)
    sum += x[k] * y[k];
  sum = block_sum(sum, values);
  if (threadIdx.x == 0) parts[blockIdx.x] = sum;
}

extern "C" __global__ void sum(int n, const double* __restrict__ from, double* __restrict__ to) {
  __shared__ double values[THREADS];
  double sum = 0;
  for (int k = threadIdx.x; k < n; k += THREADS) sum += from[k];
  sum = block_sum(sum, values);
  if (threadIdx.x == 0) *to = sum;
}

// x may be y
extern "C" __global__ void multiply_add(int n, double a, const double* x, const double* y, double* __restrict__ out) {
  ELEMENT(k, n);
  out[k] += a * x[k] * y[k];
}

// not fmin and fmax, to which a NaN is nothing
extern "C" __global__ void clip(int n, double lower, double upper, double* __restrict__ x) {
  ELEMENT(k, n);
  double value = x[k];
  x[k] = value < lower ? lower : value > upper ? upper : value;
}

extern "C" __global__ void average(int n, double decay, const double* __restrict__ x, double* __restrict__ mean) {
  ELEMENT(k, n);
  mean[k] = decay * mean[k] + (1 - decay) * x[k];
}

extern "C" __global__ void average_squares(int n, double decay, const double* __restrict__ x, double* __restrict__ mean) {
  ELEMENT(k, n);
  mean[k] = decay * mean[k] + (1 - decay) * x[k] * x[k];
}

// a moment of zero leaves its element, one that is no number loses it
extern "C" __global__ void normalized_step(int n, double step, const double* d, const double* moment, double correction,
                                           double* __restrict__ x) {
  ELEMENT(k, n);
  double m = moment[k];
  if (m > 0) {
    x[k] -= step * d[k] / sqrt(m / correction);
  } else if (m != m) {
    x[k] = m;
  }
}

extern "C" __global__ void shrink(int n, double step, const double* __restrict__ e, double* __restrict__ z) {
  ELEMENT(k, n);
  z[k] /= 1 + step * e[k];
}

// groups below 0: -1 is not penalised, any other is of fixed strength
extern "C" __global__ void coefficients(int n, const int* __restrict__ group_of, double fixed_strength,
                                        const double* __restrict__ x, double* __restrict__ out) {
  ELEMENT(k, n);
  int group = group_of[k];
  out[k] = group >= 0 ? exp(x[group]) : group == -1 ? 0 : fixed_strength;
}

// a thread a group, in the order of its members; of e, z and v two may be the same
extern "C" __global__ void mixed_groups(int groups, const int* __restrict__ starts, const int* __restrict__ members,
                                        const double* e, const double* z, const double* v, double* __restrict__ out) {
  ELEMENT(g, groups);
  double sum = 0;
  for (int k = starts[g]; k < starts[g + 1]; k++) {
    int j = members[k];
    sum += e[j] * z[j] * v[j];
  }
  out[g] = sum;
}

// gridDim.y blocks a group
extern "C" __global__ void mixed_parts(const int* __restrict__ starts, const int* __restrict__ members, const double* e,
                                       const double* z, const double* v, double* __restrict__ parts) {
  __shared__ double values[THREADS];
  double sum = 0;
  int end = starts[blockIdx.x + 1];
  for (long long k = starts[blockIdx.x] + (long long)blockIdx.y * THREADS + threadIdx.x; k < end;
       k += (long long)gridDim.y * THREADS) {
    int j = members[k];
    sum += e[j] * z[j] * v[j];
  }
  sum = block_sum(sum, values);
  if (threadIdx.x == 0) parts[(long long)blockIdx.x * gridDim.y + blockIdx.y] = sum;
}

// a thread a row of `count` numbers side by side, in their order
extern "C" __global__ void sum_rows(int rows, int count, const double* __restrict__ from, double* __restrict__ to) {
  ELEMENT(r, rows);
  double sum = 0;
  for (int k = 0; k < count; k++) sum += from[r * count + k];
  to[r] = sum;
}

// the numbers of rows, `width` side by side: of those listed, or without a list of those from `first` on
extern "C" __global__ void gather(int width, int count, int first, const int* __restrict__ list,
                                  const double* __restrict__ from, double* __restrict__ to) {
  ELEMENT(k, (long long)count * width);
  int at = (int)k; // a vector has no more numbers than an int counts
  int place = at / width;
  long long row = list ? list[place] : first + place;
  to[k] = from[row * width + at % width];
}

// no row comes twice; what is below 0 is none
extern "C" __global__ void scatter(int n, const int* __restrict__ rows, const double* __restrict__ from,
                                   double* __restrict__ to) {
  ELEMENT(k, n);
  int row = rows[k];
  if (row >= 0) to[row] = from[k];
}
