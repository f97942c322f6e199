// What the pointwise kernels of two and of many classes share: their operands and the sum of
// losses.
#pragma once

#include "lines.cuh"

/** The most threads of a block. */
#define POINTWISE_THREADS 256

/**
 * Operands of a pointwise kernel; what is null is not asked for.
 *
 * With w the weight of a row, r its residual and u its curvature along v (or the curvature's
 * diagonal, where `along` is null), the coefficients of the sums are
 *
 *   residuals   times * (w r - R), and R <- w r, R being the row's place in residualTable, or
 *               times * w r without a table
 *   curvatures  the same of w u and curvatureTable
 *
 * Coefficients stand at the row's number where `byRow`, else at its place k in the selection.
 */
struct Pointwise {
  Selection chosen;
  const int* times;           // how often the k-th row counts, null for once
  const int* classes;         // of every row
  const double* weights;      // of every row, null for ones
  int byRow;
  double* residuals;          // coefficients
  double* residualsOnce;      // the same without `times`, for averages of tables
  double* residualTable;      // of every row
  double* curvatures;
  double* curvaturesOnce;
  double* curvatureTable;
  double* directional;        // r . (Aᵀv), of every row
  double* losses;             // a partial sum of times * w * loss a block
};

#define POINTWISE_PARAMETERS                                                                     \
  int count, int from, const int *__restrict__ list, const int *__restrict__ times,             \
      const int *__restrict__ classes, const double *__restrict__ weights, int byRow,            \
      double *residuals, double *residualsOnce, double *residualTable, double *curvatures,       \
      double *curvaturesOnce, double *curvatureTable, double *directional, double *losses
#define POINTWISE                                                                               \
  (Pointwise{Selection{count, from, list}, times, classes, weights, byRow, residuals,            \
             residualsOnce, residualTable, curvatures, curvaturesOnce, curvatureTable,           \
             directional, losses})

/** Puts a fresh scalar w r, or w u, where it belongs. */
__device__ inline void putScalar(
    double fresh, double count, long long at, long long place, double* coefficients, double* once,
    double* table) {
  if (!table) {
    coefficients[at] = count * fresh;
    return;
  }
  double change = fresh - table[place];
  table[place] = fresh;
  coefficients[at] = count * change;
  if (once) {
    once[at] = change;
  }
}

/** The sum over a block, in a fixed order, to losses[block]; every thread must come here. */
__device__ inline void putLosses(double loss, double* __restrict__ losses) {
  __shared__ double parts[POINTWISE_THREADS / 32];
  NO_UNROLL
  for (int offset = 16; offset > 0; offset >>= 1) {
    loss += __shfl_xor_sync(WHOLE_WARP, loss, offset);
  }
  if ((threadIdx.x & 31) == 0) {
    parts[threadIdx.x >> 5] = loss;
  }
  __syncthreads();
  if (threadIdx.x == 0) {
    double total = 0;
    NO_UNROLL
    for (int w = 0; w < blockDim.x / 32; w++) {
      total += parts[w];
    }
    losses[blockIdx.x] = total;
  }
}
