package org.hypergrad.solvers;

/**
 * A method for bilevel problems, with its settings: immutable, thread-safe, and the same for every
 * problem. What it carries from iteration to iteration are its {@link Iterates}.
 */
public interface Solver {

  /** A short name in lower case, such as {@code saba}. */
  String name();

  /** The settings on one line for people, such as step sizes. */
  String describe();

  /**
   * Iterates at a starting point, nothing computed yet.
   *
   * @param z length p, taken over
   * @param x length d, taken over; projected on the problem's box
   * @throws IllegalArgumentException if the method does not fit the problem or the sampling
   */
  Iterates at(BilevelProblem problem, Batches batches, double[] z, double[] x);
}
