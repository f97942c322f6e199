package org.hypergrad.kernels;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The separable penalty ½ Σ<sub>k</sub> e<sub>k</sub> z<sub>k</sub>² on z ∈ R<sup>p</sup>. Its
 * strengths are learned, e<sub>k</sub> = e^{x<sub>g(k)</sub>} with x ∈ R<sup>d</sup> one
 * logarithmic strength a group of coordinates, or they are {@link #fixed} and x has another
 * meaning.
 *
 * <p>One description covers one strength a feature, one for all, one a class and named groups.
 * Coordinates of several classes lie feature by feature, as in {@link LogisticKernels}: j·k + c is
 * the weight of column j for class c of k. Immutable and thread-safe.
 */
public final class Penalty {

  /** The group number of a coordinate that is not penalised, such as an intercept. */
  public static final int UNPENALIZED = -1;

  /** The group number of a coordinate whose strength is {@link #fixedStrength}, whatever x is. */
  public static final int FIXED = -2;

  private final int[] groupOf;
  private final int groups;
  private final double fixedStrength;

  private Penalty(int[] groupOf, int groups, double fixedStrength) {
    if (groups < 0) {
      throw new IllegalArgumentException(groups + " groups");
    }
    this.groupOf = groupOf;
    this.groups = groups;
    this.fixedStrength = fixedStrength;
  }

  private static Penalty learned(int[] groupOf, int groups) {
    return new Penalty(groupOf, groups, 0);
  }

  /** One strength for each of p coordinates. */
  public static Penalty perFeature(int p) {
    return perFeature(p, 1);
  }

  /** One strength a feature, which covers its weights for all outputs. */
  public static Penalty perFeature(int columns, int outputs) {
    return learned(
        IntStream.range(0, length(columns, outputs)).map(k -> k / outputs).toArray(), columns);
  }

  /** One strength a class, which covers its weights of all features. */
  public static Penalty perClass(int columns, int classes) {
    return learned(
        IntStream.range(0, length(columns, classes)).map(k -> k % classes).toArray(), classes);
  }

  /** One strength for all of p coordinates. */
  public static Penalty uniform(int p) {
    return learned(new int[p], 1);
  }

  /** No penalty on any of p coordinates, while x keeps its dimension d. */
  public static Penalty none(int p, int d) {
    return learned(filled(p, UNPENALIZED), d);
  }

  /**
   * ½ · strength · ‖z‖² on p coordinates, whatever x ∈ R<sup>d</sup> is: C‖z‖² has strength 2C.
   *
   * @throws IllegalArgumentException if the strength is negative or not finite
   */
  public static Penalty fixed(int p, double strength, int d) {
    if (!(strength >= 0 && strength < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a penalty of strength " + strength);
    }
    return new Penalty(filled(p, FIXED), d, strength + 0.0);
  }

  private static int length(int columns, int outputs) {
    if (columns < 0 || outputs < 1 || (long) columns * outputs > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "weights of %d columns for %d outputs".formatted(columns, outputs));
    }
    return columns * outputs;
  }

  private static int[] filled(int p, int group) {
    int[] groupOf = new int[p];
    Arrays.fill(groupOf, group);
    return groupOf;
  }

  /**
   * One strength a group.
   *
   * @param groupOf group of every coordinate, in [0, groups) or {@link #UNPENALIZED}; copied
   * @param groups number of groups, d
   * @throws IllegalArgumentException if a group number is out of range
   */
  public static Penalty groups(int[] groupOf, int groups) {
    for (int k = 0; k < groupOf.length; k++) {
      if (groupOf[k] < UNPENALIZED || groupOf[k] >= groups) {
        throw new IllegalArgumentException(
            "coordinate %d is in group %d of %d".formatted(k, groupOf[k], groups));
      }
    }
    return learned(groupOf.clone(), groups);
  }

  /** The same penalty over one more coordinate, the last, which is not penalised. */
  public Penalty withIntercept() {
    return withIntercept(1);
  }

  /**
   * The same penalty over one more column, the last, whose weights, one an output, are not
   * penalised.
   */
  public Penalty withIntercept(int outputs) {
    if (outputs < 1) {
      throw new IllegalArgumentException("an intercept for %d outputs".formatted(outputs));
    }
    int[] longer = Arrays.copyOf(groupOf, groupOf.length + outputs);
    Arrays.fill(longer, groupOf.length, longer.length, UNPENALIZED);
    return new Penalty(longer, groups, fixedStrength);
  }

  /**
   * The same penalty on the same coordinates in another order, for backends that hold z in one of
   * their own.
   *
   * @param sources for every coordinate of the new order its number in this one, or −1 for one that
   *     is not penalised, such as padding
   * @throws IllegalArgumentException if a number is out of range
   */
  public Penalty reordered(int[] sources) {
    int[] reordered = new int[sources.length];
    for (int k = 0; k < sources.length; k++) {
      if (sources[k] < -1 || sources[k] >= groupOf.length) {
        throw new IllegalArgumentException(
            "coordinate %d of %d".formatted(sources[k], groupOf.length));
      }
      reordered[k] = sources[k] < 0 ? UNPENALIZED : groupOf[sources[k]];
    }
    return new Penalty(reordered, groups, fixedStrength);
  }

  /** Length of z, p. */
  public int innerDimension() {
    return groupOf.length;
  }

  /** Length of x, d. */
  public int outerDimension() {
    return groups;
  }

  /** True if no strength is learned: coefficients do not depend on x, whose derivative is zero. */
  public boolean isFixed() {
    return Arrays.stream(groupOf).allMatch(group -> group < 0);
  }

  /** The coefficient of coordinates in {@link #FIXED}; 0 for a penalty that has none. */
  public double fixedStrength() {
    return fixedStrength;
  }

  /** The group of a coordinate, in [0, d), or {@link #UNPENALIZED} or {@link #FIXED}. */
  public int groupOf(int coordinate) {
    return groupOf[coordinate];
  }

  /** The group of every coordinate; the live array, for backends: not to be written. */
  public int[] groupOfAll() {
    return groupOf;
  }
}
