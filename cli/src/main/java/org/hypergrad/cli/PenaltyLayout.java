package org.hypergrad.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hypergrad.kernels.Penalty;

/**
 * Which features share a strength, with names for people.
 *
 * @param kind what shares one
 * @param features how many there are, without an intercept
 * @param groups the named groups, of kind {@code GROUP}; else empty
 */
record PenaltyLayout(PenaltyKind kind, int features, List<Group> groups) {

  /**
   * Features that share a strength.
   *
   * @param features numbers from 0, ascending
   */
  record Group(String name, int[] features) {}

  /** Copies the groups. */
  PenaltyLayout {
    groups = List.copyOf(groups);
  }

  /** A strength for every feature, or one for all. */
  static PenaltyLayout of(PenaltyKind kind, int features) {
    return new PenaltyLayout(kind, features, List.of());
  }

  /** How many strengths there are: the length of x. */
  int dimension() {
    return switch (kind) {
      case FEATURE -> features;
      case ONE -> 1;
      case GROUP -> groups.size();
    };
  }

  /** The penalty, an intercept left out of it. */
  Penalty penalty(boolean intercept) {
    Penalty penalty =
        switch (kind) {
          case FEATURE -> Penalty.perFeature(features);
          case ONE -> Penalty.uniform(features);
          case GROUP -> grouped();
        };
    return intercept ? penalty.withIntercept() : penalty;
  }

  private Penalty grouped() {
    int[] groupOf = new int[features];
    Arrays.fill(groupOf, Penalty.UNPENALIZED);
    for (int g = 0; g < groups.size(); g++) {
      for (int feature : groups.get(g).features()) {
        groupOf[feature] = g;
      }
    }
    return Penalty.groups(groupOf, groups.size());
  }

  /** What every strength belongs to, in the order of x. */
  List<String> names() {
    return switch (kind) {
      case FEATURE -> numbered(features);
      case ONE -> List.of("all features");
      case GROUP -> groups.stream().map(Group::name).toList();
    };
  }

  private static List<String> numbered(int count) {
    List<String> names = new ArrayList<>(count);
    for (int k = 1; k <= count; k++) {
      names.add(Integer.toString(k));
    }
    return names;
  }
}
