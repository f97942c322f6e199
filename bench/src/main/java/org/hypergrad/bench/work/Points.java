package org.hypergrad.bench.work;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Where operations are evaluated: the same bits every time, fresh arrays every time. */
final class Points {

  /** No element of a point is larger. */
  static final double MOST = 0.1;

  private Points() {}

  /** A point near zero, as iterates are. */
  static double[] z(int width) {
    return uniform(width, 3);
  }

  /** A direction. */
  static double[] v(int width) {
    return uniform(width, 4);
  }

  private static double[] uniform(int width, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] point = new double[width];
    Arrays.setAll(point, k -> MOST * (2 * random.nextDouble() - 1));
    return point;
  }
}
