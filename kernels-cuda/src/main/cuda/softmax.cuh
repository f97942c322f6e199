// The pointwise functions of a row of many classes in forms that neither overflow nor cancel: those
// of org.hypergrad.kernels.Softmax, by a group of threads that have every width-th class each.
#pragma once

#include "lines.cuh"

/** The sum over a group of `width` threads, a power of two up to a warp; the same in all of them. */
__device__ inline double groupSum(double value, int width) {
  NO_UNROLL
  for (int offset = width >> 1; offset > 0; offset >>= 1) {
    value += __shfl_xor_sync(WHOLE_WARP, value, offset);
  }
  return value;
}

/** A row's probabilities. Every thread of a warp comes here; one without a row has no classes. */
struct Softmax {
  double* m; // margins, in whose places exponentials are put
  int y;
  int place;
  int width;
  int end;
  int top;
  double others;
  double norm;
  double below; // a part a thread: how far the row's own class is below the top

  __device__ Softmax(double* margins, int y, int place, int width, int end)
      : m(margins), y(y), place(place), width(width), end(end), top(end), others(0), below(0) {
    // the largest margin, the class of which is kept apart: 1 - probability is exact there
    double largest = -INFINITY;
    NO_UNROLL
    for (int c = place; c < end; c += width) {
      if (top == end || m[c] > largest) {
        largest = m[c];
        top = c;
      }
    }
    NO_UNROLL
    for (int offset = width >> 1; offset > 0; offset >>= 1) {
      double other = __shfl_xor_sync(WHOLE_WARP, largest, offset);
      int otherTop = __shfl_xor_sync(WHOLE_WARP, top, offset);
      if (top == end || other > largest || (other == largest && otherTop < top)) {
        largest = other;
        top = otherTop;
      }
    }
    // NaNs leave threads of different minds: the first one's top is that of all, `others` a NaN
    largest = __shfl_sync(WHOLE_WARP, largest, 0, width);
    top = __shfl_sync(WHOLE_WARP, top, 0, width);
    NO_UNROLL
    for (int c = place; c < end; c += width) {
      if (c == y && c != top) {
        below = largest - m[c];
      }
      double e = c == top ? 1 : exp(m[c] - largest);
      others += c == top ? 0 : e;
      m[c] = e;
    }
    others = groupSum(others, width);
    norm = 1 + others;
  }

  __device__ double probability(int c) const { return m[c] / norm; }

  /** 1 - probability. */
  __device__ double complement(int c) const {
    return c == top ? others / norm : 1 - probability(c);
  }

  __device__ double residual(int c) const { return c == y ? -complement(c) : probability(c); }

  /** The mean of u - shift, by which the curvature along u is made. */
  __device__ double mean(const double* u, double shift) const {
    double mean = 0;
    NO_UNROLL
    for (int c = place; c < end; c += width) {
      mean += probability(c) * (u[c] - shift);
    }
    return groupSum(mean, width);
  }

  /** The derivative of the loss along u. */
  __device__ double along(const double* u) const {
    double derivative = 0;
    NO_UNROLL
    for (int c = place; c < end; c += width) {
      derivative += residual(c) * u[c];
    }
    return groupSum(derivative, width);
  }

  /** The loss, in every thread. */
  __device__ double loss() const { return groupSum(below, width) + log1p(others); }
};
