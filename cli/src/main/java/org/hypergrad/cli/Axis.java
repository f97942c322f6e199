package org.hypergrad.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One axis of a chart: where a value lies between its ends, and where its ticks are. */
final class Axis {

  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  private static final int MOST_DECADES = 7;

  /**
   * A mark.
   *
   * @param position in [0, 1]
   */
  record Tick(double position, String label) {}

  private final boolean logarithmic;
  private final boolean beginsAtZero;
  private final double low;
  private final double high;

  private Axis(boolean logarithmic, boolean beginsAtZero, double low, double high) {
    this.logarithmic = logarithmic;
    this.beginsAtZero = beginsAtZero;
    this.low = low;
    this.high = high;
  }

  /** A linear axis that ends on ticks. */
  static Axis linear(double least, double greatest) {
    double low = least;
    double high = greatest;
    if (!(high - low > 1e-12 * Math.max(Math.abs(low), Math.abs(high)))) {
      double margin = low == 0 ? 1 : Math.abs(low) * 0.1;
      low -= margin;
      high += margin;
    }
    double step = niceStep(high - low);
    return new Axis(false, false, Math.floor(low / step) * step, Math.ceil(high / step) * step);
  }

  /** A linear axis with these very ends. */
  static Axis linearExactly(double low, double high) {
    return new Axis(false, false, low, high);
  }

  /** A logarithmic axis with a little room at both ends, which are above 0. */
  static Axis logarithmic(double least, double greatest) {
    double room = Math.max(1.02, Math.pow(greatest / least, 0.04));
    return new Axis(true, false, least / room, greatest * room);
  }

  /**
   * A logarithmic axis of time, at the left end of which stands 0: where runs begin.
   *
   * @param least the least time that is above 0
   */
  static Axis time(double least, double greatest) {
    return new Axis(true, true, least / 1.6, greatest * 1.05);
  }

  /** Whether a value has a place here. */
  boolean holds(double value) {
    return Double.isFinite(value) && (!logarithmic || value > 0 || (beginsAtZero && value == 0));
  }

  /** Where a value lies, in [0, 1] between the ends. */
  double at(double value) {
    if (!logarithmic) {
      return (value - low) / (high - low);
    }
    return value == 0 ? 0 : Math.log(value / low) / Math.log(high / low);
  }

  /** The marks, from the low end on. */
  List<Tick> ticks() {
    List<Tick> ticks = new ArrayList<>();
    if (beginsAtZero) {
      ticks.add(new Tick(0, "0"));
    }
    if (!logarithmic || high / low < 6) {
      addLinear(ticks);
    } else {
      addLogarithmic(ticks);
    }
    return ticks;
  }

  private void addLinear(List<Tick> ticks) {
    double step = niceStep(high - low);
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    for (double k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) {
      double value = k * step + 0.0;
      if (holds(value) && !(beginsAtZero && at(value) < 0.06)) {
        String label =
            decimals > 6 || Math.abs(value) >= 1e6
                ? scientific(value)
                : String.format(Locale.ROOT, "%." + decimals + "f", value);
        ticks.add(new Tick(at(value), label));
      }
    }
  }

  private void addLogarithmic(List<Tick> ticks) {
    int first = (int) Math.ceil(Math.log10(low) - 1e-9);
    int last = (int) Math.floor(Math.log10(high) + 1e-9);
    int stride = Math.max(1, Math.ceilDiv(last - first + 1, MOST_DECADES));
    int[] multiples = last - first >= 2 ? new int[] {1} : new int[] {1, 2, 5};
    for (int decade = first - 1; decade <= last; decade++) {
      for (int multiple : multiples) {
        double value = multiple * Math.pow(10, decade);
        boolean inside = value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
        if (inside && Math.floorMod(decade, stride) == 0 && !(beginsAtZero && at(value) < 0.06)) {
          ticks.add(new Tick(at(value), logarithmicLabel(multiple, decade)));
        }
      }
    }
  }

  private static String logarithmicLabel(int multiple, int decade) {
    if (decade >= 0 && decade <= 4) {
      return Long.toString(multiple * Math.round(Math.pow(10, decade)));
    }
    if (decade < 0 && decade >= -3) {
      return String.format(Locale.ROOT, "%." + -decade + "f", multiple * Math.pow(10, decade));
    }
    return (multiple == 1 ? "" : multiple + "·") + "10" + superscript(decade);
  }

  private static String scientific(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }

  private static String superscript(int number) {
    StringBuilder text = new StringBuilder(number < 0 ? "⁻" : "");
    for (char digit : Integer.toString(Math.abs(number)).toCharArray()) {
      text.append(SUPERSCRIPTS.charAt(digit - '0'));
    }
    return text.toString();
  }

  /** A step of 1, 2 or 5 times a power of ten that divides a span into four to ten parts. */
  private static double niceStep(double span) {
    double power = Math.pow(10, Math.floor(Math.log10(span / 4)));
    double parts = span / 4 / power;
    return parts >= 5 ? 5 * power : parts >= 2 ? 2 * power : power;
  }
}
