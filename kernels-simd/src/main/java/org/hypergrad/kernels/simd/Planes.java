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

  /**
   * From the order of the contract, feature by feature.
   *
   * @param unit what every number is multiplied by
   * @param first the plane of output 0
   */
  void pack(double[] from, double unit, double[] planes, int first) {
    for (int c = 0; c < outputs; c++) {
      int plane = (first + c) * stride;
      int place = c;
      for (int j = plane; j < plane + columns; j++) {
        planes[j] = unit * from[place];
        place += outputs;
      }
      Arrays.fill(planes, plane + columns, plane + stride, 0);
    }
  }

  /** Back to it. */
  void unpack(double[] planes, int first, double unit, double[] to) {
    for (int c = 0; c < outputs; c++) {
      int plane = (first + c) * stride;
      int place = c;
      for (int j = plane; j < plane + columns; j++) {
        to[place] = unit * planes[j];
        place += outputs;
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
