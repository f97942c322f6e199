// A bilevel problem, its state and how it moves, as the host describes them to steps.cu: words of
// 64 bits, in the order in which StepLaunch writes them.
#pragma once

#include "lines.cuh"

/** Penalty.UNPENALIZED, -1, as the number without a sign that a coordinate's group is read as. */
#define UNPENALIZED 0xffffffffu

/** Rows of a matrix in either form, and their classes. */
struct Rows {
  const void* values;
  const int* indices;      // null for dense rows
  const long long* starts; // null for dense rows
  long long floats;
  long long pitch;
  const int* classes;

  __device__ long long begin(int row) const { return starts ? starts[row] : row * pitch; }
  __device__ long long end(int row, int columns) const {
    return starts ? starts[row + 1] : row * pitch + columns;
  }
  __device__ double value(long long entry) const {
    return floats ? ((const float*)values)[entry] : ((const double*)values)[entry];
  }
  __device__ int index(long long entry, long long begin) const {
    return indices ? indices[entry] : (int)(entry - begin);
  }

  /** The first entry of a row in a column not before the one given. */
  __device__ long long lowerBound(int row, int columns, int column) const {
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

  /** An estimate of a direction, and the average's move: the plain sum without a table. */
  __device__ double direction(double scale, double sum, int k) const {
    if (!average) {
      return scale * sum;
    }
    double old = average[k];
    average[k] = old + rowScale * sum;
    return scale * sum + old;
  }

  /** A scalar's change, and its renewal: the scalar itself without a table. */
  __device__ double change(double fresh, int place) const {
    if (!scalars) {
      return fresh;
    }
    double old = scalars[place];
    scalars[place] = fresh;
    return fresh - old;
  }
};

/** What data cleaning has beside: see org.hypergrad.kernels.RowWeightKernels. */
struct RowWeights {
  double* derivatives;     // X of every row, null without tables
  double* stepsAtLastMove; // of every row, null without tables
  double* steps;           // their sum, one number
  double rowScale;
};

/** A problem and its state. */
struct Problem {
  long long columns;
  long long outputs;       // numbers of a row: 1, or as many as there are classes
  long long width;         // threads for the outputs of an entry
  long long groups;
  long long iterations;

  long long mostCoefficients; // the layout of shared memory: see steps
  long long mostRows;
  long long parts;            // 0 where the state's vectors serve as memory

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

  double* gradient;        // vectors of z's length, for use where `parts` is 0
  double* product;
  double* outerGradient;
  double* mixed;

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

  long long weighted;      // whether x has a weight for every inner row
  RowWeights rowWeights;

  /** The point of the box that is next to a number; a NaN is next to none, and stays. */
  __device__ double project(double number) const {
    return isnan(number) ? number : fmin(fmax(number, lower), upper);
  }
};
