package org.hypergrad.cli;

/** Text of unknown origin, such as a file's name, made fit for one line on a terminal. */
final class OneLine {

  private OneLine() {}

  /** The text with everything escaped that could break the line, or hide or reorder characters. */
  static String of(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .forEach(point -> {
          switch (Character.getType(point)) {
            case Character.CONTROL,
                Character.FORMAT,
                Character.SURROGATE,
                Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR ->
                line.append("\\u%04x".formatted(point));
            default -> line.appendCodePoint(point);
          }
        });
    return line.toString();
  }
}
