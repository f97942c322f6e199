package org.hypergrad.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON object from a file that is not trusted: every value is asked for with its type, range and
 * length, and whatever is wrong ends in one line that names the file and the field.
 */
final class JsonInput {

  private static final long LARGEST_FILE = 1L << 30;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Path file;
  private final String name;
  private final JsonNode node;

  private JsonInput(Path file, String name, JsonNode node) {
    this.file = file;
    this.name = name;
    this.node = node;
  }

  /** Reads a file that must hold one object. */
  static JsonInput read(Path file) throws InputException {
    if (!Files.isRegularFile(file)) {
      throw new InputException(file, Files.exists(file) ? "not a file" : "no such file");
    }
    JsonNode node;
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw new InputException(file, "above 1 GiB, too large to be read");
      }
      node = MAPPER.readTree(Files.readAllBytes(file));
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      throw new InputException(
          file,
          "%snot valid JSON: %s"
              .formatted(
                  at == null
                      ? ""
                      : "line %d, column %d: ".formatted(at.getLineNr(), at.getColumnNr()),
                  e.getOriginalMessage()));
    } catch (InputException e) {
      throw e;
    } catch (IOException e) {
      throw new InputException(file, "cannot be read: " + e.getMessage());
    }
    JsonInput input = new JsonInput(file, "", node);
    if (!node.isObject()) {
      throw new InputException(file, "expected a JSON object, found " + shown(node));
    }
    return input;
  }

  /** Whether a field is there and not null. */
  boolean has(String field) {
    return node.hasNonNull(field);
  }

  /** An object in a field. */
  JsonInput object(String field) throws InputException {
    JsonNode value = value(field);
    if (!value.isObject()) {
      throw unexpected(path(field), "an object", value);
    }
    return new JsonInput(file, path(field), value);
  }

  /** An array of objects in a field. */
  List<JsonInput> objects(String field) throws InputException {
    JsonNode array = array(field);
    List<JsonInput> objects = new ArrayList<>(array.size());
    for (int k = 0; k < array.size(); k++) {
      String path = "%s[%d]".formatted(path(field), k);
      if (!array.get(k).isObject()) {
        throw unexpected(path, "an object", array.get(k));
      }
      objects.add(new JsonInput(file, path, array.get(k)));
    }
    return objects;
  }

  /** A whole number in [least, greatest]. */
  int integer(String field, int least, int greatest) throws InputException {
    JsonNode value = value(field);
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < least
        || value.intValue() > greatest) {
      throw unexpected(
          path(field), "a whole number from %d to %d".formatted(least, greatest), value);
    }
    return value.intValue();
  }

  /** A finite number. */
  double number(String field) throws InputException {
    return number(path(field), value(field));
  }

  private double number(String path, JsonNode value) throws InputException {
    double number = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!Double.isFinite(number)) {
      throw unexpected(path, "a finite number", value);
    }
    return number;
  }

  /** True or false. */
  boolean flag(String field) throws InputException {
    JsonNode value = value(field);
    if (!value.isBoolean()) {
      throw unexpected(path(field), "true or false", value);
    }
    return value.booleanValue();
  }

  /** Text that is not empty. */
  String text(String field) throws InputException {
    JsonNode value = value(field);
    if (!value.isString() || value.stringValue().isEmpty()) {
      throw unexpected(path(field), "text", value);
    }
    return value.stringValue();
  }

  /** An array of finite numbers. */
  double[] numbers(String field) throws InputException {
    JsonNode array = array(field);
    double[] numbers = new double[array.size()];
    for (int k = 0; k < numbers.length; k++) {
      numbers[k] = number("%s[%d]".formatted(path(field), k), array.get(k));
    }
    return numbers;
  }

  /**
   * An array of finite numbers of a length that is known.
   *
   * @param why what decides the length
   */
  double[] numbers(String field, int length, String why) throws InputException {
    double[] numbers = numbers(field);
    if (numbers.length != length) {
      throw complaint(
          field, "expected %d numbers (%s), found %d".formatted(length, why, numbers.length));
    }
    return numbers;
  }

  private JsonNode array(String field) throws InputException {
    JsonNode value = value(field);
    if (!value.isArray()) {
      throw unexpected(path(field), "an array", value);
    }
    return value;
  }

  private JsonNode value(String field) throws InputException {
    JsonNode value = node.get(field);
    if (value == null || value.isNull()) {
      throw new InputException(file, "the field '%s' is missing".formatted(path(field)));
    }
    return value;
  }

  private String path(String field) {
    return name.isEmpty() ? field : name + "." + field;
  }

  /** A complaint about a field. */
  InputException complaint(String field, String text) {
    return new InputException(file, path(field) + ": " + text);
  }

  private InputException unexpected(String path, String expected, JsonNode value) {
    return new InputException(
        file, "%s: expected %s, found %s".formatted(path, expected, shown(value)));
  }

  private static String shown(JsonNode value) {
    if (value.isContainer()) {
      return value.isArray() ? "an array" : "an object";
    }
    String text = value.toString();
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
