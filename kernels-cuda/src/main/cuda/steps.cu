// Many whole iterations of a single-loop bilevel method in one launch: SOBA without tables, SABA
// with them (Dagréou et al. 2022), for two classes. A block has a problem to itself and needs no
// other; iterations are what org.hypergrad.kernels.BilevelStep says.

#include "lines.cuh"
#include "logistic.cuh"

/** Penalty.UNPENALIZED, -1, as the number without a sign that a coordinate's group is read as. */
#define UNPENALIZED 0xffffffffu

/** Rows of a matrix in either form, and their classes. Words of 64 bits, as the host writes them. */
struct Rows {
  const void* values;
  const int* indices;      // null for dense rows
  const long long* starts; // null for dense rows
  long long floats;
  long long pitch;
  const int* classes;

  __device__ long long begin(int row) const { return starts ? starts[row] : row * pitch; }
  __device__ long long end(int row, long long columns) const {
    return starts ? starts[row + 1] : row * pitch + columns;
  }
  __device__ double value(long long entry) const {
    return floats ? ((const float*)values)[entry] : ((const double*)values)[entry];
  }
  __device__ int index(long long entry, long long begin) const {
    return indices ? indices[entry] : (int)(entry - begin);
  }

  /** The first entry of a row in a column not before the one given. */
  __device__ long long lowerBound(int row, long long columns, int column) const {
    long long from = begin(row);
    long long to = end(row, columns);
    if (!indices) {
      return from + column;
    }
    NO_UNROLL
    while (from < to) {
      long long middle = (from + to) >> 1;
      if (indices[middle] < column) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }
};

/** A table of SAGA, or nulls. */
struct Table {
  double* scalars;
  double* average;
  double rowScale;
};

/** A problem, its state and how it moves: CudaBilevelKernels writes it. */
struct Problem {
  long long columns;
  long long groups;
  long long parts;         // see steps
  long long iterations;

  Rows inner;
  Rows outer;
  double innerScale;
  double outerScale;

  double* z;
  double* v;
  double* x;
  double* momentum;
  double* secondMoment;
  Table residuals;
  Table curvatures;
  Table outerResiduals;

  const unsigned* groupOf; // of every coordinate; no group where its strength is not learned
  const int* groupStarts;  // where the members of every group begin
  const int* members;      // coordinates, group by group
  double fixedStrength;

  const int* rows;         // row numbers, iteration by iteration, inner ones first
  const int* rowStarts;    // where those of an iteration begin: inner, outer, inner, ...
  const double* steps;     // of an iteration: of z and v, of x, and of its second moment 1 - decay^t

  double lower;
  double upper;
  double momentumDecay;
  double momentDecay;
  long long semiImplicit;
  long long firstMove;     // iterations of this launch before x moves
};

/** What the sum over a batch is for a coordinate: the warps' parts in their order. */
__device__ inline double sumOfParts(const double* acc, int parts, int stride, int k) {
  double sum = acc[k];
  NO_UNROLL
  for (int g = 1; g < parts; g++) {
    sum += acc[g * stride + k];
  }
  return sum;
}

/** An estimate of a direction, and the average's move: the plain sum without a table. */
__device__ inline double direction(const Table& table, double scale, double sum, int k) {
  if (!table.average) {
    return scale * sum;
  }
  double average = table.average[k];
  table.average[k] = average + table.rowScale * sum;
  return scale * sum + average;
}

/** A row's change of a scalar, and the scalar's renewal: the scalar itself without a table. */
__device__ inline double change(const Table& table, double fresh, int row) {
  if (!table.scalars) {
    return fresh;
  }
  double old = table.scalars[row];
  table.scalars[row] = fresh;
  return fresh - old;
}

/** The margins of a row along z and, for v not null, along v, in every thread of a warp. */
__device__ inline void margins(
    const Rows& rows, int row, int columns, const double* z, const double* v, double& m,
    double& u) {
  long long begin = rows.begin(row);
  long long end = rows.end(row, columns);
  m = 0;
  u = 0;
  for (long long e = begin + (threadIdx.x & 31); e < end; e += 32) {
    double a = rows.value(e);
    int j = rows.index(e, begin);
    m += a * z[j];
    if (v) {
      u += a * v[j];
    }
  }
  NO_UNROLL
  for (int offset = 16; offset > 0; offset >>= 1) {
    m += __shfl_xor_sync(WHOLE_WARP, m, offset);
    if (v) {
      u += __shfl_xor_sync(WHOLE_WARP, u, offset);
    }
  }
}

/**
 * Adds some of a batch's rows, times one coefficient or two, to columns [from, to), which a warp
 * has to itself: row after row, for two rows may have the same column.
 */
template <bool WITH_PRODUCT>
__device__ inline void addRows(
    const Rows& rows, const int* list, int first, int count, int parts, int columns, int from,
    int to, const double* alpha, const double* beta, double* sum, double* product) {
  NO_UNROLL
  for (int k = first; k < count; k += parts) {
    int row = list[k];
    long long begin = rows.begin(row);
    long long end = rows.end(row, columns);
    NO_UNROLL
    for (long long e = rows.lowerBound(row, columns, from) + (threadIdx.x & 31); e < end; e += 32) {
      int j = rows.index(e, begin);
      if (j >= to) {
        break;
      }
      double a = rows.value(e);
      sum[j] += alpha[k] * a;
      if (WITH_PRODUCT) {
        product[j] += beta[k] * a;
      }
    }
    __syncwarp();
  }
}

/** Moves a coordinate of the outer variable along its direction. */
__device__ inline void moveOuter(
    const Problem& p, int g, double direction, bool moves, double step, double correction) {
  double moment = 0;
  if (p.momentDecay > 0) {
    moment = p.momentDecay * p.secondMoment[g]
        + (1 - p.momentDecay) * direction * direction;
    p.secondMoment[g] = moment;
  }
  if (p.momentumDecay > 0) {
    direction = p.momentumDecay * p.momentum[g] + (1 - p.momentumDecay) * direction;
    p.momentum[g] = direction;
  }
  if (!moves) {
    return;
  }
  double x = p.x[g];
  if (p.momentDecay == 0) {
    x -= step * direction;
  } else if (!(moment <= 0)) { // where it is zero, so is the direction; a NaN goes on
    x -= step * direction / sqrt(moment / correction);
  }
  p.x[g] = isnan(x) ? x : fmin(fmax(x, p.lower), p.upper);
}

/**
 * Runs the iterations of the problem of this block. Shared memory: z, v and the terms of the mixed
 * derivative, `columns` each, three sums in `parts` parts each, and the coefficients of up to
 * `mostRows` rows, three of each. `parts` divides the number of warps: a warp adds up every
 * parts-th row, in its share of the columns.
 */
extern "C" __global__ void steps(const Problem* __restrict__ problems, int mostRows) {
  extern __shared__ double shared[];
  const Problem& p = problems[blockIdx.x];
  int columns = (int)p.columns;
  int groups = (int)p.groups;
  int parts = (int)p.parts;
  int count = (int)p.iterations;
  double* z = shared;
  double* v = z + columns;
  double* mixed = v + columns;
  double* gradient = mixed + columns;
  double* product = gradient + parts * columns;
  double* outerGradient = product + parts * columns;
  double* alpha = outerGradient + parts * columns;
  double* beta = alpha + mostRows;
  double* gamma = beta + mostRows;

  int lane = threadIdx.x & 31;
  int warp = threadIdx.x >> 5;
  int warps = blockDim.x >> 5;
  int part = warp % parts;
  int tiles = warps / parts;
  int tile = (columns + tiles - 1) / tiles;
  int from = min(columns, warp / parts * tile);
  int to = min(columns, from + tile);
  NO_UNROLL
  for (int k = threadIdx.x; k < columns; k += blockDim.x) {
    z[k] = p.z[k];
    v[k] = p.v[k];
  }
  __syncthreads();

  NO_UNROLL
  for (int t = 0; t < count; t++) {
    const int* inner = p.rows + p.rowStarts[2 * t];
    const int* outer = p.rows + p.rowStarts[2 * t + 1];
    int innerCount = (int)(outer - inner);
    int outerCount = (int)(p.rows + p.rowStarts[2 * t + 2] - outer);

    // forward and pointwise, a warp a row
    NO_UNROLL
    for (int k = warp; k < innerCount + outerCount; k += warps) {
      bool isInner = k < innerCount;
      int row = isInner ? inner[k] : outer[k - innerCount];
      double m;
      double u;
      margins(isInner ? p.inner : p.outer, row, columns, z, isInner ? v : nullptr, m, u);
      if (lane == 0) {
        Logistic of(m);
        double residual = of.residual((isInner ? p.inner : p.outer).classes[row] == 1 ? 1 : -1);
        if (isInner) {
          alpha[k] = change(p.residuals, residual, row);
          beta[k] = change(p.curvatures, of.curvature() * u, row);
        } else {
          gamma[k - innerCount] = change(p.outerResiduals, residual, row);
        }
      }
    }
    NO_UNROLL
    for (int j = from + lane; j < to; j += 32) {
      gradient[part * columns + j] = 0;
      product[part * columns + j] = 0;
      outerGradient[part * columns + j] = 0;
    }
    __syncthreads();

    // backward, a warp a share of the columns and of the rows
    addRows<true>(
        p.inner, inner, part, innerCount, parts, columns, from, to, alpha, beta,
        gradient + part * columns, product + part * columns);
    addRows<false>(
        p.outer, outer, part, outerCount, parts, columns, from, to, gamma, nullptr,
        outerGradient + part * columns, nullptr);
    __syncthreads();

    // z and v, a thread a coordinate
    double step = p.steps[3 * t];
    NO_UNROLL
    for (int k = threadIdx.x; k < columns; k += blockDim.x) {
      double dz = direction(
          p.residuals, p.innerScale, sumOfParts(gradient, parts, columns, k), k);
      double dv = direction(
          p.curvatures, p.innerScale, sumOfParts(product, parts, columns, k), k);
      dv += direction(
          p.outerResiduals, p.outerScale, sumOfParts(outerGradient, parts, columns, k), k);
      unsigned g = p.groupOf[k];
      double e = g < groups ? exp(p.x[g]) : g == UNPENALIZED ? 0 : p.fixedStrength;
      mixed[k] = e * z[k] * v[k];
      if (p.semiImplicit) {
        z[k] = (z[k] - step * dz) / (1 + step * e);
        v[k] = (v[k] - step * dv) / (1 + step * e);
      } else {
        z[k] -= step * (dz + e * z[k]);
        v[k] -= step * (dv + e * v[k]);
      }
    }
    __syncthreads();

    // x, a warp a group
    NO_UNROLL
    for (int g = warp; g < groups; g += warps) {
      double sum = 0;
      NO_UNROLL
      for (int i = p.groupStarts[g] + lane; i < p.groupStarts[g + 1]; i += 32) {
        sum += mixed[p.members[i]];
      }
      NO_UNROLL
      for (int offset = 16; offset > 0; offset >>= 1) {
        sum += __shfl_xor_sync(WHOLE_WARP, sum, offset);
      }
      if (lane == 0) {
        moveOuter(p, g, sum, t >= p.firstMove, p.steps[3 * t + 1], p.steps[3 * t + 2]);
      }
    } // x is read, and its terms are written, after the next iteration's barriers
  }
  NO_UNROLL
  for (int k = threadIdx.x; k < columns; k += blockDim.x) {
    p.z[k] = z[k];
    p.v[k] = v[k];
  }
}
