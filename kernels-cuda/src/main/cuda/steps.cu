// Many whole iterations of a single-loop bilevel method in one launch: SOBA without tables, SABA
// with them (Dagréou et al. 2022), for two classes and for more. A block has a problem to itself
// and needs no other; iterations are what org.hypergrad.kernels.BilevelStep says, and where rows
// have weights org.hypergrad.kernels.RowWeightKernels.

#include "logistic.cuh"
#include "problem.cuh"
#include "softmax.cuh"

/** Warps of a block. */
#define WARPS 16

/** What the sum over a batch is for a coordinate: the warps' parts in their order. */
__device__ inline double sumOfParts(const double* sums, int parts, int stride, int k) {
  double sum = sums[k];
  NO_UNROLL
  for (int g = 1; g < parts; g++) {
    sum += sums[g * stride + k];
  }
  return sum;
}

/** The sum over a warp, the same in all of its threads. */
__device__ inline double warpSum(double value) { return groupSum(value, 32); }

/**
 * The margins of a row along z, and for v not null along v, a warp's work. An entry takes `width`
 * threads, which have every width-th output each.
 */
__device__ inline void margins(
    const Problem& p, const Rows& rows, int row, const double* z, const double* v, double* m,
    double* u) {
  int outputs = (int)p.outputs;
  int width = (int)p.width;
  int lane = threadIdx.x & 31;
  long long begin = rows.begin(row);
  long long end = rows.end(row, (int)p.columns);
  NO_UNROLL
  for (int first = 0; first < outputs; first += width) {
    int c = first + (lane & (width - 1));
    double sum = 0;
    double along = 0;
    if (c < outputs) {
      for (long long e = begin + lane / width; e < end; e += 32 / width) {
        double a = rows.value(e);
        int at = rows.index(e, begin) * outputs + c;
        sum += a * z[at];
        if (v) {
          along += a * v[at];
        }
      }
    }
    NO_UNROLL
    for (int offset = 16; offset >= width; offset >>= 1) {
      sum += __shfl_xor_sync(WHOLE_WARP, sum, offset);
      if (v) {
        along += __shfl_xor_sync(WHOLE_WARP, along, offset);
      }
    }
    if (lane < width && c < outputs) {
      m[c] = sum;
      if (v) {
        u[c] = along;
      }
    }
  }
}

/** A row's weight as it is now, and what it is made of, in the first thread of a warp. */
struct Weight {
  double x;
  double derivative; // that of the table
  double slope;      // of the weight along x
  double value;

  __device__ Weight(const Problem& p, int row) : x(0), derivative(0), slope(0), value(1) {
    if (p.weighted) {
      const RowWeights& of = p.rowWeights;
      if ((threadIdx.x & 31) == 0) {
        x = p.x[row];
        if (of.derivatives) { // moves that are pending
          derivative = of.derivatives[row];
          double pending = *of.steps - of.stepsAtLastMove[row];
          x = p.project(x - of.rowScale * pending * derivative);
        }
        Logistic sigma(x);
        value = sigma.probability();
        slope = sigma.curvature();
      }
      value = __shfl_sync(WHOLE_WARP, value, 0);
    }
  }

  /** x's direction, from the derivative of the row's loss along v; renews the table. */
  __device__ double direction(const Problem& p, int row, double along) const {
    double fresh = slope * along;
    if (p.rowWeights.derivatives) {
      p.rowWeights.derivatives[row] = fresh;
    }
    return p.innerScale * (fresh - derivative) + p.rowWeights.rowScale * derivative;
  }
};

/**
 * The coefficients of an inner row in the gradient and, with u, in the Hessian-vector product, from
 * its margins, whose places they take; and the derivative of its loss along v. A warp's work.
 */
__device__ inline double innerCoefficients(
    const Problem& p, int row, double weight, double* m, double* u) {
  int lane = threadIdx.x & 31;
  int outputs = (int)p.outputs;
  int y = p.inner.classes[row];
  if (outputs == 1) {
    double along = 0;
    if (lane == 0) {
      Logistic of(m[0]);
      double residual = of.residual(y == 1 ? 1 : -1);
      along = residual * u[0];
      m[0] = p.residuals.change(weight * residual, row);
      u[0] = p.curvatures.change(weight * of.curvature() * u[0], row);
    }
    return along;
  }
  Softmax of(m, y, lane, 32, outputs); // of margins that the same threads have put there
  double shift = __shfl_sync(WHOLE_WARP, lane == (of.top & 31) ? u[of.top] : 0, of.top & 31);
  double mean = of.mean(u, shift);
  double along = p.weighted ? of.along(u) : 0;
  NO_UNROLL
  for (int c = lane; c < outputs; c += 32) {
    double residual = of.residual(c);
    double curvature = of.probability(c) * ((u[c] - shift) - mean);
    m[c] = p.residuals.change(weight * residual, row * outputs + c);
    u[c] = p.curvatures.change(weight * curvature, row * outputs + c);
  }
  return along;
}

/** The coefficients of an outer row in the gradient, in its margins' places. A warp's work. */
__device__ inline void outerCoefficients(const Problem& p, int row, double* m) {
  int lane = threadIdx.x & 31;
  int outputs = (int)p.outputs;
  int y = p.outer.classes[row];
  if (outputs == 1) {
    if (lane == 0) {
      m[0] = p.outerResiduals.change(Logistic(m[0]).residual(y == 1 ? 1 : -1), row);
    }
    return;
  }
  Softmax of(m, y, lane, 32, outputs);
  NO_UNROLL
  for (int c = lane; c < outputs; c += 32) {
    m[c] = p.outerResiduals.change(of.residual(c), row * outputs + c);
  }
}

/**
 * Adds some of a batch's rows, times one coefficient an output or two, to columns [from, to), which
 * a warp has to itself: row after row, for two rows may have the same column.
 */
template <bool WITH_PRODUCT>
__device__ inline void addRows(
    const Problem& p, const Rows& rows, const int* list, int first, int count, int step, int from,
    int to, const double* alpha, const double* beta, double* sum, double* product) {
  int outputs = (int)p.outputs;
  int width = (int)p.width;
  int columns = (int)p.columns;
  int lane = threadIdx.x & 31;
  NO_UNROLL
  for (int k = first; k < count; k += step) {
    int row = list[k];
    long long begin = rows.begin(row);
    long long end = rows.end(row, columns);
    NO_UNROLL
    for (long long e = rows.lowerBound(row, columns, from) + lane / width; e < end;
         e += 32 / width) {
      int j = rows.index(e, begin);
      if (j >= to) {
        break;
      }
      double a = rows.value(e);
      NO_UNROLL
      for (int c = lane & (width - 1); c < outputs; c += width) {
        sum[j * outputs + c] += alpha[k * outputs + c] * a;
        if (WITH_PRODUCT) {
          product[j * outputs + c] += beta[k * outputs + c] * a;
        }
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
  p.x[g] = p.project(x);
}

/** Moves x along the mixed derivative's sums: a warp a group, or several where groups are few. */
__device__ inline void moveGroups(
    const Problem& p, const double* mixed, double* shares, int t) {
  int groups = (int)p.groups;
  int lane = threadIdx.x & 31;
  int warp = threadIdx.x >> 5;
  bool moves = t >= p.firstMove;
  double step = p.steps[3 * t + 1];
  double correction = p.steps[3 * t + 2];
  int share = max(1, WARPS / groups); // warps of a group
  NO_UNROLL
  for (int g = warp / share; g < groups; g += WARPS / share) {
    double sum = 0;
    NO_UNROLL
    for (int i = p.groupStarts[g] + warp % share * 32 + lane; i < p.groupStarts[g + 1];
         i += share * 32) {
      sum += mixed[p.members[i]];
    }
    sum = warpSum(sum);
    if (lane == 0) {
      if (share > 1) {
        shares[warp] = sum;
      } else {
        moveOuter(p, g, sum, moves, step, correction);
      }
    }
  }
  if (share > 1) {
    __syncthreads();
    if (threadIdx.x < groups) {
      int g = threadIdx.x;
      moveOuter(p, g, sumOfParts(shares + g * share, share, 1, 0), moves, step, correction);
    }
  }
}

/** Moves x of a batch's rows along their directions, and with tables, by the steps, everywhere. */
__device__ inline void moveRows(
    const Problem& p, const int* list, int count, const double* x, const double* directions,
    int t) {
  int lane = threadIdx.x & 31;
  double squares = 0;
  NO_UNROLL
  for (int k = lane; k < count; k += 32) {
    squares += directions[k] * directions[k];
  }
  squares = warpSum(squares);
  double step = 0;
  double steps = 0;
  if (lane == 0) {
    double moment =
        p.momentDecay * *p.secondMoment + (1 - p.momentDecay) * (squares / max(1, count));
    *p.secondMoment = moment;
    if (t >= p.firstMove) {
      double plain = p.steps[3 * t + 1];
      double correction = p.steps[3 * t + 2];
      step = p.momentDecay == 0 ? plain : moment == 0 ? 0 : plain / sqrt(moment / correction);
    }
    steps = *p.rowWeights.steps + step;
    *p.rowWeights.steps = steps;
  }
  step = __shfl_sync(WHOLE_WARP, step, 0);
  steps = __shfl_sync(WHOLE_WARP, steps, 0);
  NO_UNROLL
  for (int k = lane; k < count; k += 32) {
    p.x[list[k]] = p.project(x[k] - step * directions[k]);
    if (p.rowWeights.stepsAtLastMove) {
      p.rowWeights.stepsAtLastMove[list[k]] = steps;
    }
  }
}

/**
 * Runs the iterations of the problem of this block. Shared memory, as StepLayout has it: the
 * coefficients of a batch's rows, `mostCoefficients` three times; a number a warp; x and its
 * direction of weighted rows, `mostRows` each; and where they fit z, v and the terms of the mixed
 * derivative, a number a parameter each, and three sums in `parts` parts each. What does not fit is
 * in the state's own vectors. `parts` divides the number of warps: a warp adds up every parts-th
 * row, in its share of the columns.
 */
extern "C" __global__ void __launch_bounds__(32 * WARPS, 1)
    steps(const Problem* __restrict__ problems) {
  extern __shared__ double shared[];
  const Problem& p = problems[blockIdx.x];
  int columns = (int)p.columns;
  int outputs = (int)p.outputs;
  int parameters = columns * outputs;
  int groups = (int)p.groups;
  int parts = max(1, (int)p.parts);
  int count = (int)p.iterations;
  bool fits = p.parts > 0;
  double* alpha = shared;
  double* beta = alpha + p.mostCoefficients;
  double* gamma = beta + p.mostCoefficients;
  double* shares = gamma + p.mostCoefficients;
  double* rowX = shares + WARPS;
  double* rowDirections = rowX + p.mostRows;
  double* state = rowDirections + p.mostRows;
  double* z = fits ? state : p.z;
  double* v = fits ? z + parameters : p.v;
  double* mixed = fits ? v + parameters : p.mixed;
  double* gradient = fits ? mixed + parameters : p.gradient;
  double* product = fits ? gradient + parts * parameters : p.product;
  double* outerGradient = fits ? product + parts * parameters : p.outerGradient;

  int lane = threadIdx.x & 31;
  int warp = threadIdx.x >> 5;
  int part = warp % parts;
  int tiles = WARPS / parts;
  int tile = (columns + tiles - 1) / tiles;
  int from = min(columns, warp / parts * tile);
  int to = min(columns, from + tile);
  if (fits) {
    NO_UNROLL
    for (int k = threadIdx.x; k < parameters; k += 32 * WARPS) {
      z[k] = p.z[k];
      v[k] = p.v[k];
    }
    __syncthreads();
  }

  NO_UNROLL
  for (int t = 0; t < count; t++) {
    const int* inner = p.rows + p.rowStarts[2 * t];
    const int* outer = p.rows + p.rowStarts[2 * t + 1];
    int innerCount = (int)(outer - inner);
    int outerCount = (int)(p.rows + p.rowStarts[2 * t + 2] - outer);

    // forward and pointwise, a warp a row
    NO_UNROLL
    for (int k = warp; k < innerCount + outerCount; k += WARPS) {
      bool isInner = k < innerCount;
      int at = isInner ? k : k - innerCount;
      int row = isInner ? inner[at] : outer[at];
      double* m = (isInner ? alpha : gamma) + at * outputs;
      double* u = beta + at * outputs;
      margins(p, isInner ? p.inner : p.outer, row, z, isInner ? v : nullptr, m, u);
      if (isInner) {
        Weight weight(p, row);
        double along = innerCoefficients(p, row, weight.value, m, u);
        if (p.weighted && lane == 0) {
          rowX[at] = weight.x;
          rowDirections[at] = weight.direction(p, row, along);
        }
      } else {
        outerCoefficients(p, row, m);
      }
    }
    NO_UNROLL
    for (int j = from * outputs + lane; j < to * outputs; j += 32) {
      gradient[part * parameters + j] = 0;
      product[part * parameters + j] = 0;
      outerGradient[part * parameters + j] = 0;
    }
    __syncthreads();

    // backward, a warp a share of the columns and of the rows
    addRows<true>(
        p, p.inner, inner, part, innerCount, parts, from, to, alpha, beta,
        gradient + part * parameters, product + part * parameters);
    addRows<false>(
        p, p.outer, outer, part, outerCount, parts, from, to, gamma, nullptr,
        outerGradient + part * parameters, nullptr);
    __syncthreads();

    // z and v, a thread a coordinate
    double step = p.steps[3 * t];
    NO_UNROLL
    for (int k = threadIdx.x; k < parameters; k += 32 * WARPS) {
      double dz =
          p.residuals.direction(p.innerScale, sumOfParts(gradient, parts, parameters, k), k);
      double dv =
          p.curvatures.direction(p.innerScale, sumOfParts(product, parts, parameters, k), k);
      dv += p.outerResiduals.direction(
          p.outerScale, sumOfParts(outerGradient, parts, parameters, k), k);
      unsigned g = p.groupOf[k];
      double e = g < groups ? exp(p.x[g]) : g == UNPENALIZED ? 0 : p.fixedStrength;
      if (!p.weighted) {
        mixed[k] = e * z[k] * v[k];
      }
      if (p.semiImplicit) {
        z[k] = (z[k] - step * dz) / (1 + step * e);
        v[k] = (v[k] - step * dv) / (1 + step * e);
      } else {
        z[k] -= step * (dz + e * z[k]);
        v[k] -= step * (dv + e * v[k]);
      }
    }
    if (p.weighted && warp == 0) {
      moveRows(p, inner, innerCount, rowX, rowDirections, t);
    }
    __syncthreads();
    if (!p.weighted && groups > 0) {
      moveGroups(p, mixed, shares, t);
    } // x is read, and its terms are written, after the next iteration's barriers
  }
  if (fits) {
    NO_UNROLL
    for (int k = threadIdx.x; k < parameters; k += 32 * WARPS) {
      p.z[k] = z[k];
      p.v[k] = v[k];
    }
  }
}
