package org.hypergrad.cli;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.hypergrad.kernels.Penalty;

/**
 * Which weights share a strength, with names for people. With three classes or more a feature has a
 * weight for each of them; its strength, or that of its group, covers them all.
 *
 * @param kind what shares one
 * @param features how many there are, without an intercept
 * @param classes that weights are for
 * @param groups the named groups, of kind {@code GROUP}; else empty
 */
record PenaltyLayout(PenaltyKind kind, int features, Classes classes, List<Group> groups) {

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

  /** A strength for every feature, for every class, or one for all. */
  static PenaltyLayout of(PenaltyKind kind, int features, Classes classes) {
    return new PenaltyLayout(kind, features, classes, List.of());
  }

  /** How many strengths there are: the length of x. */
  int dimension() {
    return switch (kind) {
      case FEATURE -> features;
      case ONE -> 1;
      case CLASS -> classes.count();
      case GROUP -> groups.size();
    };
  }

  /** The penalty, an intercept left out of it. */
  Penalty penalty(boolean intercept) {
    int outputs = classes.outputs();
    Penalty penalty =
        switch (kind) {
          case FEATURE -> Penalty.perFeature(features, outputs);
          case ONE -> Penalty.uniform(Math.multiplyExact(features, outputs));
          case CLASS -> Penalty.perClass(features, outputs);
          case GROUP -> grouped(outputs);
        };
    return intercept ? penalty.withIntercept(outputs) : penalty;
  }

  private Penalty grouped(int outputs) {
    int[] groupOf = new int[Math.multiplyExact(features, outputs)];
    for (int g = 0; g < groups.size(); g++) {
      for (int feature : groups.get(g).features()) {
        Arrays.fill(groupOf, feature * outputs, (feature + 1) * outputs, g);
      }
    }
    return Penalty.groups(groupOf, groups.size());
  }

  /**
   * The norm of the weights under every strength; the weight itself, with its sign, where there is
   * only one.
   *
   * @param theta all weights, feature by feature
   */
  double[] weights(double[] theta) {
    int outputs = classes.outputs();
    return switch (kind) {
      case FEATURE -> each(features, f -> ofFeatures(theta, f));
      case ONE -> new double[] {ofFeatures(theta, IntStream.range(0, features).toArray())};
      case CLASS ->
          each(
              classes.count(),
              c ->
                  norm(
                      IntStream.range(0, features)
                          .mapToDouble(feature -> theta[feature * outputs + c])
                          .toArray()));
      case GROUP -> each(groups.size(), g -> ofFeatures(theta, groups.get(g).features()));
    };
  }

  /** Whether every strength is over a single weight. */
  boolean isPerWeight() {
    return kind == PenaltyKind.FEATURE && classes.outputs() == 1;
  }

  private static double[] each(int count, IntFunction<Double> value) {
    return IntStream.range(0, count).mapToObj(value).mapToDouble(Double::doubleValue).toArray();
  }

  private double ofFeatures(double[] theta, int... chosen) {
    int outputs = classes.outputs();
    if (isPerWeight()) {
      return theta[chosen[0]];
    }
    return norm(
        Arrays.stream(chosen)
            .flatMap(feature -> IntStream.range(feature * outputs, (feature + 1) * outputs))
            .mapToDouble(position -> theta[position])
            .toArray());
  }

  private static double norm(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(value -> value * value).sum());
  }

  /** What every strength belongs to, in the order of x. */
  List<String> names() {
    return switch (kind) {
      case FEATURE -> IntStream.rangeClosed(1, features).mapToObj(k -> "feature " + k).toList();
      case ONE -> List.of("all features");
      case CLASS ->
          IntStream.range(0, classes.count()).mapToObj(c -> "class " + classes.label(c)).toList();
      case GROUP -> groups.stream().map(Group::name).toList();
    };
  }
}
