package org.hypergrad.cli;

/** Text made fit to stand in HTML, SVG and their quoted attributes. */
final class Html {

  private Html() {}

  /** The text with everything escaped that HTML or a reader could take for something else. */
  static String escape(String text) {
    return OneLine.of(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
