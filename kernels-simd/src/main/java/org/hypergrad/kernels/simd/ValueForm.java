package org.hypergrad.kernels.simd;

import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.SparseFeatures;

/**
 * The fewest bytes in which the values of a matrix are held with nothing lost.
 *
 * @param kind how a value is held
 * @param unit a value is the number held times this: 1, or for decimals a negative power of ten,
 *     whose multiples below 2^24 are exact as floats
 */
record ValueForm(Kind kind, double unit) {

  /** How a value is held. */
  enum Kind {
    /** Not at all: the entries of a row are equal, and one number a row says what they are. */
    ROW_CONSTANT,
    /** As a float, in units. */
    FLOATS,
    /** As it is. */
    DOUBLES
  }

  private static final double LARGEST_WHOLE_FLOAT = 1 << 24;

  /** Values below 2^24 units of 10^-8 are below 0.17: finer decimals are not to be expected. */
  private static final int MOST_DIGITS = 8;

  /** The form for rows of which only entries are held. */
  static ValueForm ofSparse(SparseFeatures features) {
    Scan scan = Scan.of(features);
    return scan.rowConstant ? new ValueForm(Kind.ROW_CONSTANT, 1) : scan.form();
  }

  /** The form for rows that are held with their zeros. */
  static ValueForm ofDense(Features features) {
    return Scan.of(features).form();
  }

  /** The number to hold for a value, exact unless values are held as doubles. */
  float inUnits(double value) {
    return (float) (unit == 1 ? value : Math.rint(value / unit));
  }

  /** In words, for reports. */
  String describe() {
    return switch (kind) {
      case ROW_CONSTANT -> "one value a row";
      case FLOATS -> unit == 1 ? "32-bit values" : "32-bit values in units of %s".formatted(unit);
      case DOUBLES -> "64-bit values";
    };
  }

  private static final class Scan {
    private boolean rowConstant = true;
    private boolean first;
    private double rowValue;
    private boolean exactFloats = true;
    private double largest;

    /** Digits after the point that serve all values so far: more serve them too. */
    private int digits;

    private double power = 1;

    static Scan of(Features features) {
      Scan scan = new Scan();
      for (int row = 0; row < features.rows(); row++) {
        scan.first = true;
        features.forEachEntry(row, scan::add);
      }
      return scan;
    }

    void add(int column, double value) {
      if (first) {
        rowValue = value;
        first = false;
      }
      rowConstant &= value == rowValue;
      exactFloats &= (float) value == value;
      if (digits <= MOST_DIGITS) {
        largest = Math.max(largest, Math.abs(value));
        // a decimal k / 10^d is the double nearest to it, which is what the division gives
        while (digits <= MOST_DIGITS && Math.rint(value * power) / power != value) {
          digits++;
          power *= 10;
        }
      }
    }

    ValueForm form() {
      if (exactFloats) {
        return new ValueForm(Kind.FLOATS, 1);
      }
      boolean decimals = digits <= MOST_DIGITS && largest * power <= LARGEST_WHOLE_FLOAT;
      return decimals ? new ValueForm(Kind.FLOATS, 1 / power) : new ValueForm(Kind.DOUBLES, 1);
    }
  }
}
