package org.hypergrad.kernels;

import java.util.Locale;

/**
 * What products of rows with vectors may be computed in: margins, and the sums over rows of which
 * gradients and Hessian-vector products are made.
 */
public enum Arithmetic {

  /** Doubles throughout. */
  DOUBLE,

  /**
   * A permission: a backend may round the entries of rows, and the numbers that they are multiplied
   * with, to floats, and multiply and add up to 32 of them in floats, where that is faster. The
   * sums of these, everything that is computed of a margin, tables and vectors stay doubles. {@link
   * LogisticKernels#arithmetic} says whether floats are used.
   *
   * <p>Each term a·x of a product is then off by at most 40·2<sup>−24</sup>·|a·x| +
   * 2<sup>−148</sup>·(1 + |a| + |x|), beside what doubles are off by. A number or a sum beyond the
   * largest float, 3.4·10<sup>38</sup>, comes out as an infinity, or what infinities become.
   */
  FLOAT;

  /** The name in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
