package org.hypergrad.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hypergrad.datasets.Preprocessing;
import org.hypergrad.datasets.Standardization;
import org.jspecify.annotations.Nullable;

/** A {@link Model} as a JSON file that people can read: how it is written, and read back. */
final class ModelFile {

  private static final int FORMAT = 1;
  private static final String TASK = "binary logistic regression";
  private static final int MOST_FEATURES = Integer.MAX_VALUE - 1;

  private ModelFile() {}

  /** The object that {@code model.json} holds. */
  static Map<String, @Nullable Object> content(Model model) {
    Map<String, @Nullable Object> content = new LinkedHashMap<>();
    content.put("format", FORMAT);
    content.put("task", TASK);
    content.put("features", model.features());
    content.put("label_map", model.labels());
    Standardization scaling = model.preprocessing().standardization();
    content.put(
        "scaling",
        scaling == null ? null : ordered("shift", scaling.shift(), "scale", scaling.scale()));
    content.put("intercept", model.preprocessing().intercept());
    content.put("penalty", penalty(model.layout(), model.box()));
    content.put(
        "lambda",
        ordered("x", model.x(), "exp_x", Arrays.stream(model.x()).map(Math::exp).toArray()));
    content.put("theta", model.theta());
    content.put("made", model.made());
    return content;
  }

  private static Map<String, Object> ordered(
      String first, Object firstValue, String second, Object secondValue) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(first, firstValue);
    map.put(second, secondValue);
    return map;
  }

  private static Map<String, Object> penalty(PenaltyLayout layout, double box) {
    Map<String, Object> penalty = ordered("kind", Word.of(layout.kind()), "box", box);
    if (layout.kind() == PenaltyKind.GROUP) {
      List<Object> groups = new ArrayList<>();
      for (PenaltyLayout.Group group : layout.groups()) {
        int[] fromOne = Arrays.stream(group.features()).map(k -> k + 1).toArray();
        groups.add(ordered("name", group.name(), "features", fromOne));
      }
      penalty.put("groups", groups);
    }
    return penalty;
  }

  /** Reads a file and checks that all of it fits together. */
  static Model read(Path file) throws InputException {
    JsonInput json = JsonInput.read(file);
    int format = json.integer("format", 1, Integer.MAX_VALUE);
    if (format != FORMAT) {
      throw json.complaint("format", "%d, this program reads format %d".formatted(format, FORMAT));
    }
    if (!json.text("task").equals(TASK)) {
      throw json.complaint("task", "expected '%s'".formatted(TASK));
    }
    int features = json.integer("features", 1, MOST_FEATURES);
    boolean intercept = json.flag("intercept");
    double[] labels = json.numbers("label_map", 2, "the negative class, then the positive one");
    if (!(labels[0] < labels[1])) {
      throw json.complaint("label_map", "must be ascending");
    }
    JsonInput penalty = json.object("penalty");
    PenaltyLayout layout = layout(penalty, features);
    double box = penalty.number("box");
    if (!(box > 0)) {
      throw penalty.complaint("box", "must be above 0");
    }
    return new Model(
        labels,
        new Preprocessing(scaling(json, features), intercept),
        layout,
        box,
        lambda(json.object("lambda"), layout, box),
        json.numbers(
            "theta",
            intercept ? features + 1 : features,
            intercept ? "one a feature and the intercept" : "one a feature"),
        Map.of());
  }

  private static @Nullable Standardization scaling(JsonInput json, int features)
      throws InputException {
    if (!json.has("scaling")) {
      return null;
    }
    JsonInput scaling = json.object("scaling");
    double[] shift = scaling.numbers("shift", features, "one a feature");
    double[] scale = scaling.numbers("scale", features, "one a feature");
    for (int k = 0; k < features; k++) {
      if (!(scale[k] > 0)) {
        throw scaling.complaint("scale[%d]".formatted(k), "must be above 0, it is " + scale[k]);
      }
    }
    return Standardization.of(shift, scale);
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

  private static PenaltyLayout layout(JsonInput penalty, int features) throws InputException {
    String kind = penalty.text("kind");
    if (kind.equals(Word.of(PenaltyKind.FEATURE))) {
      return PenaltyLayout.of(PenaltyKind.FEATURE, features);
    }
    if (kind.equals(Word.of(PenaltyKind.ONE))) {
      return PenaltyLayout.of(PenaltyKind.ONE, features);
    }
    if (!kind.equals(Word.of(PenaltyKind.GROUP))) {
      throw penalty.complaint("kind", "expected feature, one or group");
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
    return new PenaltyLayout(PenaltyKind.GROUP, features, groups);
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
