package org.hypergrad.kernels.simd;

import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Row-compressed rows in the most compact of six formats that loses nothing. The loops are plain
 * Java: a gather does not win here, and what decides is how few bytes an entry takes. Pairs are two
 * vectors interleaved, so that one access of 128 bits serves both. Immutable and thread-safe.
 *
 * <p>One class a format, so that the compiler sees one type in each loop.
 */
abstract class SparseRows {

  /** Two doubles, one of each of two interleaved vectors. */
  static final VectorSpecies<Double> PAIR = VectorSpecies.of(double.class, VectorShape.S_128_BIT);

  /** a_row · z. */
  abstract double dot(int row, double[] z);

  /** out ← out + alpha a_row. */
  abstract void axpy(int row, double alpha, double[] out);

  /** out[place] and out[place + 1] ← a_row times the even and the odd elements of {@code pairs}. */
  abstract void dotPair(int row, double[] pairs, double[] out, int place);

  /** pairs ← pairs + a_row times factors[place] in even and factors[place + 1] in odd elements. */
  abstract void axpyPair(int row, double[] factors, int place, double[] pairs);

  /** Bytes held. */
  abstract long bytes();

  /** What it is, for reports. */
  abstract String describe();
}
