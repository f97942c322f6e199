package org.hypergrad.kernels.simd;

import java.util.Arrays;

/**
 * A matrix of columns × outputs held output by output: the plane of output c begins at c · stride
 * and is as long as a dense row, zeros in its padding. Bringing a matrix into this form and out of
 * it changes no bit.
 */
record Planes(int columns, int outputs, int stride) {

  /** A matrix of zeros. */
  double[] zeros() {
    return new double[outputs * stride];
  }

  /** From the order of the contract, feature by feature. */
  void pack(double[] from, double[] planes) {
    for (int c = 0; c < outputs; c++) {
      for (int j = 0; j < columns; j++) {
        planes[c * stride + j] = from[j * outputs + c];
      }
      Arrays.fill(planes, c * stride + columns, (c + 1) * stride, 0);
    }
  }

  /** Back to it. */
  void unpack(double[] planes, double[] to) {
    for (int c = 0; c < outputs; c++) {
      for (int j = 0; j < columns; j++) {
        to[j * outputs + c] = planes[c * stride + j];
      }
    }
  }

  /** Where every number of the planes comes from in the order of the contract; −1 for padding. */
  int[] sources() {
    int[] sources = new int[outputs * stride];
    Arrays.fill(sources, -1);
    for (int c = 0; c < outputs; c++) {
      for (int j = 0; j < columns; j++) {
        sources[c * stride + j] = j * outputs + c;
      }
    }
    return sources;
  }
}
