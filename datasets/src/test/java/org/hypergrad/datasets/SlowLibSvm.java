package org.hypergrad.datasets;

import java.util.ArrayList;
import java.util.List;

/** The format as one would write it down with strings: slow, and easily seen to be right. */
final class SlowLibSvm {

  private SlowLibSvm() {}

  /** Every row as {@code label column:value …} without zeros, columns from 0. */
  static String shown(String text) {
    StringBuilder result = new StringBuilder();
    for (String line : text.split("\n", -1)) {
      String content = line.replaceFirst("#.*$", "").strip();
      if (content.isEmpty()) {
        continue;
      }
      List<String> fields = new ArrayList<>(List.of(content.split("[ \t]+")));
      result.append(Double.parseDouble(fields.removeFirst()) + 0.0);
      for (String field : fields) {
        int colon = field.indexOf(':');
        double value = Double.parseDouble(field.substring(colon + 1));
        if (value != 0) {
          result.append(' ').append(Integer.parseInt(field.substring(0, colon)) - 1);
          result.append(':').append(value);
        }
      }
      result.append('\n');
    }
    return result.toString();
  }
}
