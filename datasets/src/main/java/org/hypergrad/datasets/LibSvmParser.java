package org.hypergrad.datasets;

import java.io.IOException;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.SparseFeatures;
import org.jspecify.annotations.Nullable;

/** One read of LIBSVM text, from the first byte to the last. */
final class LibSvmParser {

  private static final boolean[] DELIMITERS = TextInput.delimiters(" \t\r\n#");

  private final TextInput input;
  private final @Nullable Integer givenWidth;
  private final LabelCollector labels;

  /** As wide as can be, since the width may be known only at the end: it is only a number. */
  private final SparseFeatures.Builder features = new SparseFeatures.Builder(Integer.MAX_VALUE);

  private int largestIndex;
  private long entries;
  private long zeros;
  private int emptyRows;

  LibSvmParser(TextInput input, @Nullable Integer givenWidth, LabelCollector labels) {
    this.input = input;
    this.givenWidth = givenWidth;
    this.labels = labels;
  }

  LibSvm.Result read() throws IOException {
    long start = System.nanoTime();
    input.skipByteOrderMark();
    while (input.peek() != TextInput.END) {
      readLine();
    }
    if (features.rows() == 0) {
      throw input.complaint("expected at least one row, found the end of the file");
    }
    Dataset dataset =
        new Dataset(
            features.build(givenWidth == null ? largestIndex : givenWidth), labels.labels());
    double seconds = (System.nanoTime() - start) / 1e9;
    return new LibSvm.Result(
        dataset,
        new ReadReport(dataset.rows(), entries, zeros, emptyRows, input.bytesRead(), seconds));
  }

  private void readLine() throws IOException {
    input.skipBlanks();
    if (!atLineEnd()) {
      readRow();
    }
    if (input.peek() == '#') {
      input.skipLine();
    } else {
      input.endLine();
    }
  }

  private boolean atLineEnd() throws IOException {
    int next = input.peek();
    return next == '\n' || next == '\r' || next == '#' || next == TextInput.END;
  }

  private void readRow() throws IOException {
    input.nextToken(DELIMITERS);
    labels.add(input);
    long entriesBefore = entries;
    int previous = 0;
    input.skipBlanks();
    while (!atLineEnd()) {
      previous = readEntry(previous);
      input.skipBlanks();
    }
    features.endRow();
    largestIndex = Math.max(largestIndex, previous);
    if (entries == entriesBefore) {
      emptyRows++;
    }
  }

  /** Reads {@code index:value} and returns the index. */
  private int readEntry(int previous) throws IOException {
    input.nextToken(DELIMITERS);
    byte[] text = input.window();
    int end = input.tokenEnd();
    int colon = input.tokenStart();
    long index = 0;
    while (colon < end && text[colon] >= '0' && text[colon] <= '9' && index <= Integer.MAX_VALUE) {
      index = 10 * index + text[colon++] - '0';
    }
    if (colon == input.tokenStart()
        || colon == end
        || text[colon] != ':'
        || index > Integer.MAX_VALUE) {
      throw notAnEntry();
    }
    if (index <= previous) {
      throw notAscending(index, previous);
    }
    if (givenWidth != null && index > givenWidth) {
      throw input.unexpected("an index of at most %d, the width given".formatted(givenWidth));
    }
    double value = Decimals.parse(text, colon + 1, end);
    if (!Double.isFinite(value)) {
      throw input.unexpected("a finite decimal number as value", colon + 1, "");
    }
    if (value == 0) {
      zeros++;
    } else {
      features.add((int) index - 1, value);
      entries++;
    }
    return (int) index;
  }

  private DataFormatException notAnEntry() {
    String remark =
        input.tokenText().startsWith("qid:") ? " (ranking data, which is not supported)" : "";
    return input.unexpected(
        "index:value with an index of 1 to " + Integer.MAX_VALUE, input.tokenStart(), remark);
  }

  private DataFormatException notAscending(long index, int previous) {
    if (index == 0) {
      return input.unexpected(
          "an index of 1 or more",
          input.tokenStart(),
          " (is the file 0-based? then add 1 to every index)");
    }
    return input.unexpected(
        "an index above %d".formatted(previous),
        input.tokenStart(),
        " (indices must ascend, none may repeat)");
  }
}
