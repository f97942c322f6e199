package org.hypergrad.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Labels;

/**
 * Reads a table of decimal numbers separated by commas, a row a line, one column of which is the
 * label. The features are dense. The file may be packed with gzip, bzip2 or xz, which is told by
 * its first bytes.
 *
 * <p>Every row has as many fields as the first. Blanks and tabs around a number and empty lines are
 * skipped, lines end with LF or CR LF. There is no quoting; empty fields, NaN and infinities are
 * errors, and so is a file without rows.
 *
 * <p>May be used by several threads at once; a read runs on the calling thread.
 */
public final class Csv {

  private static final boolean[] DELIMITERS = TextInput.delimiters(" \t,\r\n");

  /** Where in a row the label is. */
  public enum LabelColumn {
    /** The first field. */
    FIRST,
    /** The last field. */
    LAST
  }

  private Csv() {}

  /**
   * Reads a file.
   *
   * @param headerLines lines to skip before the first row
   * @throws IllegalArgumentException if {@code headerLines} is negative
   * @throws DataFormatException if the text is wrong or the packing damaged
   * @throws IOException if the file cannot be read, the path in its message
   */
  public static Dataset read(Path path, int headerLines, LabelColumn label) throws IOException {
    return read(TextInput.open(path), headerLines, label);
  }

  /**
   * Reads a stream to its end and closes it.
   *
   * @param name what to call the stream in messages
   * @param headerLines lines to skip before the first row
   * @throws IllegalArgumentException if {@code headerLines} is negative
   * @throws DataFormatException if the text is wrong or the packing damaged
   * @throws IOException if the stream cannot be read
   */
  public static Dataset read(InputStream stream, String name, int headerLines, LabelColumn label)
      throws IOException {
    return read(TextInput.open(stream, name), headerLines, label);
  }

  private static Dataset read(TextInput input, int headerLines, LabelColumn label)
      throws IOException {
    try (input) {
      if (headerLines < 0) {
        throw new IllegalArgumentException("the number of header lines is " + headerLines);
      }
      input.skipByteOrderMark();
      for (int i = 0; i < headerLines; i++) {
        input.skipLine();
      }
      List<double[]> rows = readRows(input);
      if (rows.isEmpty()) {
        throw input.complaint("expected at least one row, found the end of the file");
      }
      return separate(rows, label);
    }
  }

  private static List<double[]> readRows(TextInput input) throws IOException {
    List<double[]> rows = new ArrayList<>();
    while (input.peek() != TextInput.END) {
      input.skipBlanks();
      if (!atLineEnd(input)) {
        rows.add(rows.isEmpty() ? readFirstRow(input) : readRow(input, rows.getFirst().length));
      }
      input.endLine();
    }
    return rows;
  }

  private static boolean atLineEnd(TextInput input) throws IOException {
    int next = input.peek();
    return next == '\n' || next == '\r' || next == TextInput.END;
  }

  private static double[] readFirstRow(TextInput input) throws IOException {
    DoubleStream.Builder fields = DoubleStream.builder();
    do {
      fields.add(readField(input));
    } while (input.skip(','));
    double[] row = fields.build().toArray();
    if (row.length < 2 && atLineEnd(input)) {
      throw input.complaint("expected a label and at least one feature, found a single field");
    }
    return row;
  }

  private static double[] readRow(TextInput input, int length) throws IOException {
    double[] row = new double[length];
    for (int i = 0; i < length; i++) {
      if (i > 0 && !input.skip(',')) {
        throw input.complaint(
            "expected a comma and a row of %d fields as the first, found %d fields"
                .formatted(length, i));
      }
      row[i] = readField(input);
    }
    return row;
  }

  private static double readField(TextInput input) throws IOException {
    input.skipBlanks();
    input.nextToken(DELIMITERS);
    double value = Decimals.parse(input.window(), input.tokenStart(), input.tokenEnd());
    if (!Double.isFinite(value)) {
      throw input.unexpected("a finite decimal number");
    }
    input.skipBlanks();
    return value;
  }

  private static Dataset separate(List<double[]> rows, LabelColumn label) {
    int length = rows.getFirst().length;
    int labelAt = label == LabelColumn.FIRST ? 0 : length - 1;
    int featuresAt = label == LabelColumn.FIRST ? 1 : 0;
    double[] labels = rows.stream().mapToDouble(row -> row[labelAt]).toArray();
    double[][] features =
        rows.stream()
            .map(row -> Arrays.copyOfRange(row, featuresAt, featuresAt + length - 1))
            .toArray(double[][]::new);
    return new Dataset(DenseFeatures.copyOf(features), Labels.of(labels));
  }
}
