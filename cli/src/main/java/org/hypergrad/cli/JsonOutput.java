package org.hypergrad.cli;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes JSON for people and programs: indented, numbers with every digit that matters. */
final class JsonOutput {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private JsonOutput() {}

  /** An object of maps, lists, arrays, texts, numbers and nulls, ending on a line break. */
  static String text(Object content) {
    return MAPPER.writeValueAsString(content) + "\n";
  }

  /** JSON has no NaN: what is not finite is null. */
  static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
