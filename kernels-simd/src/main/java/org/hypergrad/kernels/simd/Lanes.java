package org.hypergrad.kernels.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The vector shape of this process: fixed when the class is initialised, after the probe. */
final class Lanes {

  /** System property by which a test forces a width in bits; for no other use. */
  static final String WIDTH_PROPERTY = "hypergrad.simd.bits";

  static final VectorSpecies<Double> DOUBLES = species();

  /** Doubles in a vector. */
  static final int COUNT = DOUBLES.length();

  // lanes i and i ^ 4, i ^ 2, i ^ 1 changed places, and the lanes whose number has that bit
  private static final VectorShuffle<Double> ACROSS_4 = across(4);
  private static final VectorShuffle<Double> ACROSS_2 = across(2);
  private static final VectorShuffle<Double> ACROSS_1 = across(1);
  private static final VectorMask<Double> BIT_4 = bit(4);
  private static final VectorMask<Double> BIT_2 = bit(2);
  private static final VectorMask<Double> BIT_1 = bit(1);

  private Lanes() {}

  private static VectorSpecies<Double> species() {
    Integer forced = Integer.getInteger(WIDTH_PROPERTY);
    return forced == null
        ? DoubleVector.SPECIES_PREFERRED
        : VectorSpecies.of(double.class, VectorShape.forBitSize(forced));
  }

  private static VectorShuffle<Double> across(int distance) {
    return VectorShuffle.fromOp(DOUBLES, lane -> (lane ^ distance) % DOUBLES.length());
  }

  private static VectorMask<Double> bit(int bit) {
    long lanes = 0;
    for (int lane = 0; lane < DOUBLES.length(); lane++) {
      lanes |= (lane & bit) != 0 ? 1L << lane : 0;
    }
    return VectorMask.fromLong(DOUBLES, lanes);
  }

  /** The least multiple of the lane count that is not below {@code length}. */
  static int padded(int length) {
    return Math.ceilDiv(length, COUNT) * COUNT;
  }

  /**
   * out[k] ← the sum of the lanes stored at positions k·COUNT and on, in an order that is written
   * here: a vector's own reduction promises none, and a resumed run would differ.
   *
   * @param stored used up
   */
  static void sum(double[] stored, int count, double[] out) {
    int k = 0;
    if (COUNT == 8) {
      for (; k <= count - 8; k += 8) {
        sumOfEight(stored, k * 8, out, k);
      }
    } else if (COUNT == 4) {
      for (; k <= count - 4; k += 4) {
        sumOfFour(stored, k * 4, out, k);
      }
    }
    for (; k < count; k++) {
      out[k] = sum(stored, k * COUNT);
    }
  }

  /**
   * Eight sums at once, every lane in use: of two vectors each keeps one half and is added what the
   * other has of it, three times over. The additions are those of {@link #sum(double[], int)}.
   *
   * @param stored used up
   */
  private static void sumOfEight(double[] stored, int at, double[] out, int k) {
    for (int i = at; i < at + 32; i += 8) {
      addAcross4(stored, i, i + 32);
    }
    for (int i = at; i < at + 16; i += 8) {
      addAcross2(stored, i, i + 16);
    }
    addAcross1(stored, at, at + 8, out, k);
  }

  /** The same for vectors of four lanes. */
  private static void sumOfFour(double[] stored, int at, double[] out, int k) {
    for (int i = at; i < at + 8; i += 4) {
      addAcross2(stored, i, i + 8);
    }
    addAcross1(stored, at, at + 4, out, k);
  }

  // Through memory, and each but once in the code of its caller: seven in one body are more than
  // the compiler cares to inline, and what it leaves makes objects of vectors.

  private static void addAcross4(double[] stored, int first, int second) {
    DoubleVector a = DoubleVector.fromArray(DOUBLES, stored, first);
    DoubleVector b = DoubleVector.fromArray(DOUBLES, stored, second);
    DoubleVector others = b.blend(a, BIT_4).rearrange(ACROSS_4);
    a.blend(b, BIT_4).add(others).intoArray(stored, first);
  }

  private static void addAcross2(double[] stored, int first, int second) {
    DoubleVector a = DoubleVector.fromArray(DOUBLES, stored, first);
    DoubleVector b = DoubleVector.fromArray(DOUBLES, stored, second);
    DoubleVector others = b.blend(a, BIT_2).rearrange(ACROSS_2);
    a.blend(b, BIT_2).add(others).intoArray(stored, first);
  }

  private static void addAcross1(double[] stored, int first, int second, double[] out, int k) {
    DoubleVector a = DoubleVector.fromArray(DOUBLES, stored, first);
    DoubleVector b = DoubleVector.fromArray(DOUBLES, stored, second);
    DoubleVector others = b.blend(a, BIT_1).rearrange(ACROSS_1);
    a.blend(b, BIT_1).add(others).intoArray(out, k);
  }

  /** The sum of the lanes stored at a place, in the order written here. */
  static double sum(double[] stored, int at) {
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
