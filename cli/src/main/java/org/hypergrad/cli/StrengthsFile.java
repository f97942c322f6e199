package org.hypergrad.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/** {@link Strengths} inside a model file: its fields {@code penalty} and {@code lambda}. */
final class StrengthsFile {

  private StrengthsFile() {}

  /** What shares a strength. */
  static Map<String, Object> penalty(Strengths strengths) {
    PenaltyLayout layout = strengths.layout();
    Map<String, Object> penalty =
        ModelFile.ordered("kind", Word.of(layout.kind()), "box", strengths.box());
    if (layout.kind() == PenaltyKind.GROUP) {
      List<Object> groups = new ArrayList<>();
      for (PenaltyLayout.Group group : layout.groups()) {
        int[] fromOne = Arrays.stream(group.features()).map(k -> k + 1).toArray();
        groups.add(ModelFile.ordered("name", group.name(), "features", fromOne));
      }
      penalty.put("groups", groups);
    }
    return penalty;
  }

  /** The strengths and, for people, their exponentials. */
  static Map<String, Object> lambda(Strengths strengths) {
    return ModelFile.ordered(
        "x", strengths.x(), "exp_x", Arrays.stream(strengths.x()).map(Math::exp).toArray());
  }

  /** Reads both fields of a model. */
  static Strengths read(JsonInput model, int features, Classes classes) throws InputException {
    JsonInput penalty = model.object("penalty");
    PenaltyLayout layout = layout(penalty, features, classes);
    double box = penalty.number("box");
    if (!(box > 0)) {
      throw penalty.complaint("box", "must be above 0");
    }
    return new Strengths(layout, box, lambda(model.object("lambda"), layout, box));
  }

  private static double[] lambda(JsonInput lambda, PenaltyLayout layout, double box)
      throws InputException {
    int dimension = layout.dimension();
    double[] x = lambda.numbers("x", dimension, "one a strength");
    for (int k = 0; k < dimension; k++) {
      if (Math.abs(x[k]) > box) {
        throw lambda.complaint(
            "x[%d]".formatted(k), "%s is outside the box of ±%s".formatted(x[k], box));
      }
    }
    if (lambda.has("exp_x")) { // there for people; an edit of only one of the two must not pass
      double[] exponentials = lambda.numbers("exp_x", dimension, "one a strength");
      for (int k = 0; k < dimension; k++) {
        if (!(Math.abs(exponentials[k] - Math.exp(x[k])) <= 1e-9 * Math.exp(x[k]))) {
          throw lambda.complaint(
              "exp_x[%d]".formatted(k),
              "%s is not e^%s; change x, and leave exp_x out".formatted(exponentials[k], x[k]));
        }
      }
    }
    return x;
  }

  private static PenaltyLayout layout(JsonInput penalty, int features, Classes classes)
      throws InputException {
    PenaltyKind kind = kind(penalty);
    if (kind == PenaltyKind.CLASS && classes.count() == 2) {
      throw penalty.complaint("kind", "class needs three classes or more");
    }
    if (kind != PenaltyKind.GROUP) {
      return PenaltyLayout.of(kind, features, classes);
    }
    List<PenaltyLayout.Group> groups = new ArrayList<>();
    BitSet taken = new BitSet();
    for (JsonInput group : penalty.objects("groups")) {
      groups.add(group(group, features, taken));
    }
    if (taken.cardinality() != features) {
      throw penalty.complaint(
          "groups", "feature %d is in none".formatted(taken.nextClearBit(0) + 1));
    }
    return new PenaltyLayout(PenaltyKind.GROUP, features, classes, groups);
  }

  private static PenaltyKind kind(JsonInput penalty) throws InputException {
    String word = penalty.text("kind");
    for (PenaltyKind kind : PenaltyKind.values()) {
      if (Word.of(kind).equals(word)) {
        return kind;
      }
    }
    throw penalty.complaint("kind", "expected feature, one, class or group");
  }

  private static PenaltyLayout.Group group(JsonInput group, int features, BitSet taken)
      throws InputException {
    double[] numbers = group.numbers("features");
    int[] members = new int[numbers.length];
    for (int k = 0; k < members.length; k++) {
      members[k] = (int) numbers[k] - 1;
      if (numbers[k] != Math.rint(numbers[k]) || numbers[k] < 1 || numbers[k] > features) {
        throw group.complaint(
            "features[%d]".formatted(k),
            "expected a feature from 1 to %d, found %s".formatted(features, numbers[k]));
      }
      if (taken.get(members[k])) {
        throw group.complaint(
            "features[%d]".formatted(k),
            "feature %d is in a group already".formatted(members[k] + 1));
      }
      taken.set(members[k]);
    }
    return new PenaltyLayout.Group(group.text("name"), members);
  }
}
