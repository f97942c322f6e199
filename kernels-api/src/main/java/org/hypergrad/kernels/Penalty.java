package org.hypergrad.kernels;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The separable penalty whose strengths are learned: ½ Σ<sub>g</sub> e^{x<sub>g</sub>} Σ<sub>k in
 * group g</sub> z<sub>k</sub>², with x ∈ R<sup>d</sup> one logarithmic strength a group and z ∈
 * R<sup>p</sup>.
 *
 * <p>One description covers one strength a feature (every coordinate its own group), one for all,
 * one a class (coordinate j·k + c in group c) and named groups. Immutable and thread-safe.
 */
public final class Penalty {

  /** The group number of a coordinate that is not penalised, such as an intercept. */
  public static final int UNPENALIZED = -1;

  private final int[] groupOf;
  private final int groups;

  private Penalty(int[] groupOf, int groups) {
    if (groups < 0) {
      throw new IllegalArgumentException(groups + " groups");
    }
    this.groupOf = groupOf;
    this.groups = groups;
  }

  /** One strength for each of p coordinates. */
  public static Penalty perFeature(int p) {
    return new Penalty(IntStream.range(0, p).toArray(), p);
  }

  /** One strength for all of p coordinates. */
  public static Penalty uniform(int p) {
    return new Penalty(new int[p], 1);
  }

  /** No penalty on any of p coordinates, while x keeps its dimension d. */
  public static Penalty none(int p, int d) {
    int[] groupOf = new int[p];
    Arrays.fill(groupOf, UNPENALIZED);
    return new Penalty(groupOf, d);
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
    return new Penalty(groupOf.clone(), groups);
  }

  /** The same penalty over one more coordinate, the last, which is not penalised. */
  public Penalty withIntercept() {
    int[] longer = Arrays.copyOf(groupOf, groupOf.length + 1);
    longer[groupOf.length] = UNPENALIZED;
    return new Penalty(longer, groups);
  }

  /** Length of z, p. */
  public int innerDimension() {
    return groupOf.length;
  }

  /** Length of x, d. */
  public int outerDimension() {
    return groups;
  }

  /** The group of a coordinate, or {@link #UNPENALIZED}. */
  public int groupOf(int coordinate) {
    return groupOf[coordinate];
  }

  /** The group of every coordinate; the live array, for backends: not to be written. */
  public int[] groupOfAll() {
    return groupOf;
  }
}
