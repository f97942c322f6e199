package org.hypergrad.datasets;

import java.nio.charset.StandardCharsets;

/** Decimal numbers straight from bytes, always rounded as {@link Double#parseDouble} does. */
final class Decimals {

  /** Integers up to this one are doubles, each of them. */
  private static final long LARGEST_EXACT = 1L << 53;

  /** The powers of ten that are doubles. */
  private static final double[] EXACT_POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  /** Exponents are counted no further: far beyond the range of doubles, and safe to add to. */
  private static final int EXPONENT_CAP = 100_000;

  private Decimals() {}

  /**
   * The number written at [from, to): an optional sign, digits with at most one point among them,
   * and an optional exponent.
   *
   * @return the nearest double, infinite if the decimal is too large; NaN if there is anything else
   *     than such a decimal, be it the words nan or infinity, a hexadecimal number or a suffix
   */
  static double parse(byte[] bytes, int from, int to) {
    int at = from;
    boolean negative = false;
    if (at < to && (bytes[at] == '-' || bytes[at] == '+')) {
      negative = bytes[at] == '-';
      at++;
    }
    long mantissa = 0;
    int digits = 0;
    int dropped = 0;
    int point = -1;
    for (; at < to; at++) {
      int digit = bytes[at] - '0';
      if (digit >= 0 && digit <= 9) {
        digits++;
        if (mantissa < LARGEST_EXACT) {
          mantissa = 10 * mantissa + digit;
        } else {
          dropped++;
        }
      } else if (bytes[at] == '.' && point < 0) {
        point = digits;
      } else {
        break;
      }
    }
    if (digits == 0) {
      return Double.NaN;
    }
    int exponent = point < 0 ? 0 : point - digits;
    if (at < to) {
      int written = exponent(bytes, at, to);
      if (written == Integer.MIN_VALUE) {
        return Double.NaN;
      }
      exponent += written;
    }
    // Clinger's fast path: two exact doubles, so that the one operation rounds the true value.
    if (dropped == 0 && mantissa <= LARGEST_EXACT && Math.abs(exponent) < EXACT_POWERS.length) {
      double magnitude =
          exponent < 0 ? mantissa / EXACT_POWERS[-exponent] : mantissa * EXACT_POWERS[exponent];
      return negative ? -magnitude : magnitude;
    }
    return Double.parseDouble(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
  }

  /** The exponent written at [from, to) with its e, or MIN_VALUE if there is anything else. */
  private static int exponent(byte[] bytes, int from, int to) {
    int at = from;
    if (bytes[at] != 'e' && bytes[at] != 'E') {
      return Integer.MIN_VALUE;
    }
    at++;
    boolean negative = false;
    if (at < to && (bytes[at] == '-' || bytes[at] == '+')) {
      negative = bytes[at] == '-';
      at++;
    }
    if (at == to) {
      return Integer.MIN_VALUE;
    }
    int exponent = 0;
    for (; at < to; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        return Integer.MIN_VALUE;
      }
      exponent = Math.min(10 * exponent + digit, EXPONENT_CAP);
    }
    return negative ? -exponent : exponent;
  }
}
