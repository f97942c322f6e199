package org.hypergrad.kernels;

/**
 * A step size schedule over iterations t = 1, 2, …: initial · (1 + (t −
 * 1)/delay)<sup>−exponent</sup>.
 *
 * <p>Exponent 0 is constant. Delay 1 is initial · t<sup>−exponent</sup>. Exponent 1 is β/(γ + t −
 * 1) with initial = β/γ and delay = γ.
 *
 * @param initial the step at t = 1, finite and not negative
 * @param exponent finite and not negative
 * @param delay how many iterations it takes until the schedule begins to fall, above 0
 */
public record StepSize(double initial, double exponent, double delay) {

  /** Checks the ranges said above. */
  public StepSize {
    if (!(initial >= 0 && initial < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a step size of " + initial);
    }
    if (!(exponent >= 0 && exponent < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a step size exponent of " + exponent);
    }
    if (!(delay > 0 && delay < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a step size delay of " + delay);
    }
  }

  /** The same step at every iteration. */
  public static StepSize constant(double step) {
    return new StepSize(step, 0, 1);
  }

  /** initial · t<sup>−exponent</sup>. */
  public static StepSize power(double initial, double exponent) {
    return new StepSize(initial, exponent, 1);
  }

  /** The step at iteration t, from 1. */
  public double at(long t) {
    return exponent == 0 ? initial : initial * Math.pow(1 + (t - 1) / delay, -exponent);
  }

  /** The schedule as a short formula for people; {@link #toString} has every digit. */
  public String describe() {
    if (exponent == 0) {
      return "%.4g".formatted(initial);
    }
    return delay == 1
        ? "%.4g·t^-%.3g".formatted(initial, exponent)
        : "%.4g·(1+(t-1)/%.4g)^-%.3g".formatted(initial, delay, exponent);
  }
}
