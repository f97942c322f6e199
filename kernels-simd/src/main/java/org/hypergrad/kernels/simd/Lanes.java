package org.hypergrad.kernels.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vector shape of this process: fixed when the class is initialised, after the probe. */
final class Lanes {

  /** System property by which a test forces a width in bits; for no other use. */
  static final String WIDTH_PROPERTY = "hypergrad.simd.bits";

  static final VectorSpecies<Double> DOUBLES = species();

  /** Doubles in a vector. */
  static final int COUNT = DOUBLES.length();

  private Lanes() {}

  private static VectorSpecies<Double> species() {
    Integer forced = Integer.getInteger(WIDTH_PROPERTY);
    return forced == null
        ? DoubleVector.SPECIES_PREFERRED
        : VectorSpecies.of(double.class, VectorShape.forBitSize(forced));
  }

  /** The least multiple of the lane count that is not below {@code length}. */
  static int padded(int length) {
    return Math.ceilDiv(length, COUNT) * COUNT;
  }

  /**
   * out[k] ← the sum of the lanes stored at positions k·COUNT and on, in an order that is written
   * here: a vector's own reduction promises none, and a resumed run would differ.
   */
  static void sum(double[] stored, int count, double[] out) {
    for (int k = 0; k < count; k++) {
      out[k] = sum(stored, k * COUNT);
    }
  }

  /** out[k] ← out[k] + the same sum. */
  static void addSum(double[] stored, int count, double[] out) {
    for (int k = 0; k < count; k++) {
      out[k] += sum(stored, k * COUNT);
    }
  }

  private static double sum(double[] stored, int at) {
    return switch (COUNT) {
      case 8 ->
          ((stored[at] + stored[at + 4]) + (stored[at + 2] + stored[at + 6]))
              + ((stored[at + 1] + stored[at + 5]) + (stored[at + 3] + stored[at + 7]));
      case 4 -> (stored[at] + stored[at + 2]) + (stored[at + 1] + stored[at + 3]);
      case 2 -> stored[at] + stored[at + 1];
      default -> {
        double total = 0;
        for (int lane = 0; lane < COUNT; lane++) {
          total += stored[at + lane];
        }
        yield total;
      }
    };
  }
}
