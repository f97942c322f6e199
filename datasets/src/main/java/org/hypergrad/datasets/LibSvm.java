package org.hypergrad.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Labels;
import org.jspecify.annotations.Nullable;

/**
 * Reads LIBSVM text: a row a line, {@code label index:value index:value …}, indices from 1 and
 * strictly ascending. The file may be packed with gzip, bzip2 or xz, which is told by its first
 * bytes.
 *
 * <ul>
 *   <li>A label is any finite decimal number; the different ones become the classes, in ascending
 *       order (see {@link Labels}). Give the training part's map to the reader of every other part,
 *       so that classes mean the same there.
 *   <li>The width is what {@link Options#columns} says, or else the largest index. Give it where
 *       two parts must match.
 *   <li>Entries with value 0 are dropped, which changes no result (their index still counts for the
 *       width). Rows without entries are kept. A file without rows is an error.
 *   <li>Values are rounded to the nearest double. NaN, infinities, hexadecimal numbers and decimals
 *       too large for a double are errors.
 *   <li>{@code #} begins a comment up to the end of the line. Empty lines are skipped. Lines end
 *       with LF or CR LF, the last one may lack it; blanks and tabs separate; a UTF-8 byte order
 *       mark is skipped.
 *   <li>{@code qid:} and several labels in a row ({@code 1,2}) are refused.
 * </ul>
 *
 * <p>The text is never held: memory grows with rows and entries alone, whatever indices a file
 * claims. Everything here may be used by several threads at once; a read runs on the calling
 * thread.
 */
public final class LibSvm {

  private LibSvm() {}

  /**
   * Reads a file with nothing known about it.
   *
   * @throws DataFormatException if the text is wrong or the packing damaged
   * @throws IOException if the file cannot be read, the path in its message
   */
  public static Dataset read(Path path) throws IOException {
    return options().read(path).dataset();
  }

  /** Nothing known: width and labels are taken from the file. */
  public static Options options() {
    return new Options(null, null, Integer.MAX_VALUE);
  }

  /**
   * A data set and how it was read.
   *
   * @param dataset sparse features and labels
   */
  public record Result(Dataset dataset, ReadReport report) {}

  /** What is known about a file before reading it. Immutable: every setter returns a copy. */
  public static final class Options {
    private final @Nullable Integer columns;
    private final double @Nullable [] labels;
    private final int maximumClasses;

    private Options(@Nullable Integer columns, double @Nullable [] labels, int maximumClasses) {
      this.columns = columns;
      this.labels = labels;
      this.maximumClasses = maximumClasses;
    }

    /**
     * The width; an index above it is an error.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Options columns(int width) {
      if (width < 0) {
        throw new IllegalArgumentException("the width is " + width);
      }
      return new Options(width, labels, maximumClasses);
    }

    /**
     * The label map, such as the training part's {@link Labels#map()}; another label is an error.
     *
     * @param map the value of every class, finite and ascending; copied
     * @throws IllegalArgumentException if it is not as said
     */
    public Options labels(double... map) {
      return new Options(columns, Labels.of(new double[0], map).map(), maximumClasses);
    }

    /**
     * How many different labels there may be; one more is an error. It catches regression targets
     * before they become as many classes. Without effect where the label map is given.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Options maximumClasses(int limit) {
      if (limit < 1) {
        throw new IllegalArgumentException("the limit on classes is " + limit);
      }
      return new Options(columns, labels, limit);
    }

    /**
     * Reads a file.
     *
     * @throws DataFormatException if the text is wrong or the packing damaged
     * @throws IOException if the file cannot be read, the path in its message
     */
    public Result read(Path path) throws IOException {
      return read(TextInput.open(path));
    }

    /**
     * Reads a stream to its end and closes it.
     *
     * @param name what to call the stream in messages
     * @throws DataFormatException if the text is wrong or the packing damaged
     * @throws IOException if the stream cannot be read
     */
    public Result read(InputStream stream, String name) throws IOException {
      return read(TextInput.open(stream, name));
    }

    private Result read(TextInput input) throws IOException {
      try (input) {
        return new LibSvmParser(input, columns, new LabelCollector(labels, maximumClasses)).read();
      }
    }
  }
}
