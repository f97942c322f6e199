package org.hypergrad.kernels.simd;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Eight elements of a vector at eight places, for processors that fetch them in one instruction.
 * With four lanes the instruction takes as long as four loads do, and a row of a few entries has no
 * time to win back the sum of eight lanes, so there it is not used.
 */
final class Gather {

  /** Entries at a time. */
  static final int COUNT = 8;

  /** Entries a row, on average, from which it beats one entry after the other. */
  private static final int ENOUGH = 4 * COUNT;

  private static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.S_128_BIT);
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, VectorShape.S_256_BIT);

  private Gather() {}

  /**
   * Whether rows are worth it.
   *
   * @param starts where each row begins, and where the last ends
   */
  static boolean pays(int[] starts) {
    int rows = starts.length - 1;
    return Lanes.COUNT == COUNT && starts[rows] >= (long) ENOUGH * rows;
  }

  /** places[0…7] ← columns[at…]. */
  static void widen(char[] columns, int at, int[] places) {
    ShortVector narrow = ShortVector.fromCharArray(SHORTS, columns, at);
    ((IntVector) narrow.convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0))
        .intoArray(places, 0);
  }
}
