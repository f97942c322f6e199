package org.hypergrad.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A Markdown file with sections that measurements fill in. A section lies between the comments
 * {@code <!-- begin NAME -->} and {@code <!-- end NAME -->}; everything else is left as it is.
 */
public final class Document {

  private final Path file;
  private String text;

  /** Reads a file. */
  public Document(Path file) throws IOException {
    this.file = file;
    text = Files.readString(file);
  }

  /**
   * Replaces a section's content.
   *
   * @throws IOException if the file has no such section
   */
  public void replace(String section, String content) throws IOException {
    Place place = place(section);
    text = text.substring(0, place.from) + "\n" + content + text.substring(place.to);
  }

  /**
   * A section's content.
   *
   * @throws IOException if the file has no such section
   */
  public String section(String section) throws IOException {
    Place place = place(section);
    return text.substring(place.from, place.to);
  }

  private record Place(int from, int to) {}

  private Place place(String section) throws IOException {
    String begin = "<!-- begin %s -->".formatted(section);
    String end = "<!-- end %s -->".formatted(section);
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    if (from < 0 || to < from) {
      throw new IOException("%s has no section between %s and %s".formatted(file, begin, end));
    }
    return new Place(from + begin.length(), to);
  }

  /** Writes a file of this name beside it. */
  public void writeBeside(String name, String content) throws IOException {
    Files.writeString(file.resolveSibling(name), content);
  }

  /** Writes it back. */
  public void save() throws IOException {
    Files.writeString(file, text);
  }
}
