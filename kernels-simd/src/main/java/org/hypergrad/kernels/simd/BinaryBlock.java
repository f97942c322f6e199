package org.hypergrad.kernels.simd;

/**
 * At most 2^16 consecutive rows whose entries are all one, in a form for passes over all of them.
 * Rows are counted from the first. Not thread-safe.
 */
abstract class BinaryBlock {

  /** Entries of all rows. */
  abstract int entries();

  abstract long bytes();

  /** Patterns of columns in which rows are held; 0 if there are none. */
  abstract int patterns();

  /** out[row] ← out[row] + Σ z[column] over the row's entries. */
  abstract void spread(double[] z, double[] out);

  /** {@link #spread} of z into the even and of v into the odd elements of {@code pairs}. */
  abstract void spreadTwo(double[] z, double[] v, double[] pairs);

  /** out[column] ← out[column] + Σ alpha[row] over the column's entries. */
  abstract void gather(double[] alpha, double[] out);

  /** {@link #gather} of the even elements of {@code pairs} into out, of the odd into other. */
  abstract void gatherTwo(double[] pairs, double[] out, double[] other);
}
