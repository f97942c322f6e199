package org.hypergrad.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hypergrad.datasets.Preprocessing;
import org.hypergrad.datasets.Standardization;
import org.jspecify.annotations.Nullable;

/** A {@link Model} as a JSON file that people can read: how it is written, and read back. */
final class ModelFile {

  private static final int FORMAT = 1;
  private static final String BINARY = "binary logistic regression";
  private static final String MULTINOMIAL = "multinomial logistic regression";
  private static final int MOST_FEATURES = Integer.MAX_VALUE - 1;

  private ModelFile() {}

  /** The object that {@code model.json} holds. */
  static Map<String, @Nullable Object> content(Model model) {
    Map<String, @Nullable Object> content = new LinkedHashMap<>();
    content.put("format", FORMAT);
    content.put("task", model.classes().count() == 2 ? BINARY : MULTINOMIAL);
    content.put("features", model.features());
    content.put("label_map", model.classes().labels());
    Standardization scaling = model.preprocessing().standardization();
    content.put(
        "scaling",
        scaling == null ? null : ordered("shift", scaling.shift(), "scale", scaling.scale()));
    content.put("intercept", model.preprocessing().intercept());
    Strengths strengths = model.strengths();
    if (strengths != null) {
      content.put("penalty", StrengthsFile.penalty(strengths));
      content.put("lambda", StrengthsFile.lambda(strengths));
    }
    content.put("theta", theta(model));
    content.put("made", model.made());
    return content;
  }

  /** Two entries that keep their order. */
  static Map<String, Object> ordered(
      String first, Object firstValue, String second, Object secondValue) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(first, firstValue);
    map.put(second, secondValue);
    return map;
  }

  /** An array for two classes; for more an array a class, beside the class's label. */
  private static Object theta(Model model) {
    int outputs = model.classes().outputs();
    if (outputs == 1) {
      return model.theta();
    }
    List<Object> classes = new ArrayList<>(outputs);
    for (int c = 0; c < outputs; c++) {
      double[] weights = new double[model.theta().length / outputs];
      for (int column = 0; column < weights.length; column++) {
        weights[column] = model.theta()[column * outputs + c];
      }
      classes.add(ordered("label", model.classes().labels()[c], "weights", weights));
    }
    return classes;
  }

  /** Reads a file and checks that all of it fits together. */
  static Model read(Path file) throws InputException {
    JsonInput json = JsonInput.read(file);
    int format = json.integer("format", 1, Integer.MAX_VALUE);
    if (format != FORMAT) {
      throw json.complaint("format", "%d, this program reads format %d".formatted(format, FORMAT));
    }
    int features = json.integer("features", 1, MOST_FEATURES);
    boolean intercept = json.flag("intercept");
    Classes classes = classes(json);
    Standardization scaling = scaling(json, features);
    Strengths strengths = json.has("penalty") ? StrengthsFile.read(json, features, classes) : null;
    return new Model(
        classes,
        features,
        new Preprocessing(scaling, intercept),
        theta(json, classes, features, intercept),
        strengths,
        Map.of());
  }

  private static Classes classes(JsonInput json) throws InputException {
    String task = json.text("task");
    if (!task.equals(BINARY) && !task.equals(MULTINOMIAL)) {
      throw json.complaint("task", "expected '%s' or '%s'".formatted(BINARY, MULTINOMIAL));
    }
    double[] labels =
        task.equals(BINARY)
            ? json.numbers("label_map", 2, "the negative class, then the positive one")
            : json.numbers("label_map");
    if (task.equals(MULTINOMIAL) && labels.length < 3) {
      throw json.complaint(
          "label_map", "expected three labels or more, found %d".formatted(labels.length));
    }
    for (int c = 1; c < labels.length; c++) {
      if (!(labels[c - 1] < labels[c])) {
        throw json.complaint("label_map", "must be ascending");
      }
    }
    return new Classes(labels);
  }

  private static double[] theta(JsonInput json, Classes classes, int features, boolean intercept)
      throws InputException {
    int columns = intercept ? features + 1 : features;
    String each = intercept ? "one a feature and the intercept" : "one a feature";
    int outputs = classes.outputs();
    if (outputs == 1) {
      return json.numbers("theta", columns, each);
    }
    List<JsonInput> arrays = json.objects("theta");
    if (arrays.size() != outputs) {
      throw json.complaint(
          "theta", "expected %d arrays (one a class), found %d".formatted(outputs, arrays.size()));
    }
    if ((long) columns * outputs > Integer.MAX_VALUE) {
      throw json.complaint("features", "too many for %d classes".formatted(outputs));
    }
    double[] theta = new double[columns * outputs];
    for (int c = 0; c < outputs; c++) {
      JsonInput array = arrays.get(c);
      if (array.number("label") != classes.labels()[c]) {
        throw array.complaint("label", "expected %s, as in label_map".formatted(classes.label(c)));
      }
      double[] weights = array.numbers("weights", columns, each);
      for (int column = 0; column < columns; column++) {
        theta[column * outputs + c] = weights[column];
      }
    }
    return theta;
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
}
