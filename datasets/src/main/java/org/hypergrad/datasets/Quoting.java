package org.hypergrad.datasets;

/** Text of unknown origin made fit for one line of a message on a terminal. */
final class Quoting {

  private static final int LONGEST_QUOTE = 40;

  private Quoting() {}

  /** The bytes in quotes, shortened; all but printable ASCII as {@code \xNN}. */
  static String quote(byte[] bytes, int from, int to) {
    StringBuilder quoted = new StringBuilder("'");
    int shown = Math.min(to, from + LONGEST_QUOTE);
    for (int i = from; i < shown; i++) {
      char c = (char) (bytes[i] & 0xff);
      if (c == '\'' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c >= ' ' && c <= '~') {
        quoted.append(c);
      } else {
        quoted.append("\\x%02x".formatted((int) c));
      }
    }
    return quoted.append(shown < to ? "…'" : "'").toString();
  }

  /** The text with everything escaped that could break the line or hide or reorder characters. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (Character.getType(c)) {
        case Character.CONTROL,
            Character.FORMAT,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR ->
            escaped.append("\\u%04x".formatted((int) c));
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
