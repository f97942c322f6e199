package org.hypergrad.datasets;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * An IDX file of unsigned bytes while it is read: four bytes of magic number, the last two of which
 * are the type and the number of dimensions; four bytes for every dimension, the most significant
 * first; then the values. All of it counts as one line.
 */
final class IdxInput implements Closeable {

  /** What may be in a file. */
  enum Kind {
    IMAGES("images", 0x00000803),
    LABELS("labels", 0x00000801);

    private final String title;
    private final int magic;

    Kind(String title, int magic) {
      this.title = title;
      this.magic = magic;
    }

    private int dimensions() {
      return magic & 0xff;
    }
  }

  /** What one array can hold, nearly. */
  private static final int MOST_VALUES = Integer.MAX_VALUE - 8;

  private static final int FIRST_CHUNK = 1 << 16;

  private final UnpackedStream stream;
  private final Kind kind;

  /** Bytes read so far. */
  private long position;

  /** Number of items, then the size of each of their dimensions, unsigned. */
  private final long[] sizes;

  private IdxInput(UnpackedStream stream, Kind kind) throws IOException {
    this.stream = stream;
    this.kind = kind;
    this.sizes = new long[kind.dimensions()];
    readHeader();
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws DataFormatException if the file is not of that kind, or claims what cannot be held
   */
  static IdxInput open(Path path, Kind kind) throws IOException {
    UnpackedStream stream = UnpackedStream.open(path);
    try {
      return new IdxInput(stream, kind);
    } catch (IOException | RuntimeException e) {
      stream.close();
      throw e;
    }
  }

  private void readHeader() throws IOException {
    byte[] header = read(headerLength());
    if (header.length >= 4) { // a file of another kind may be shorter than this header
      checkMagic((int) number(header, 0));
    }
    if (header.length < headerLength()) {
      throw complaint(
          header.length,
          "expected a header of %d bytes, found the end of the file (is it cut short?)"
              .formatted(headerLength()));
    }
    for (int d = 0; d < sizes.length; d++) {
      sizes[d] = number(header, 4 + 4 * d);
    }
    checkSizes();
  }

  private int headerLength() {
    return 4 + 4 * sizes.length;
  }

  private static long number(byte[] bytes, int at) {
    long number = 0;
    for (int i = at; i < at + 4; i++) {
      number = number << 8 | (bytes[i] & 0xff);
    }
    return number;
  }

  private void checkMagic(int magic) throws DataFormatException {
    if (magic != kind.magic) {
      throw complaint(
          0,
          "expected 0x%08x, the magic number of %s as unsigned bytes, found 0x%08x (%s)"
              .formatted(kind.magic, kind.title, magic, meaning(magic)));
    }
  }

  private static String meaning(int magic) {
    for (Kind kind : Kind.values()) {
      if (magic == kind.magic) {
        return "that of %s; are the files swapped?".formatted(kind.title);
      }
    }
    return magic >= 0x0801 && magic <= 0x0eff
        ? "IDX of another type or number of dimensions, which is not supported"
        : "is it an IDX file?";
  }

  private void checkSizes() throws DataFormatException {
    long values = 1;
    for (int d = 0; d < sizes.length; d++) {
      if (sizes[d] == 0) {
        throw complaint(4 + 4L * d, "expected a number above 0, found " + extent());
      }
      if (sizes[d] > MOST_VALUES / values) { // their product may exceed a long
        throw complaint(
            4 + 4L * d,
            "expected at most %d bytes in all, found %s (is the header damaged?)"
                .formatted(MOST_VALUES, extent()));
      }
      values *= sizes[d];
    }
  }

  /** What the header says is there. */
  private String extent() {
    String items = sizes[0] + " " + kind.title;
    return sizes.length == 1 ? items : "%s of %d × %d".formatted(items, sizes[1], sizes[2]);
  }

  /** Number of items. */
  int items() {
    return (int) sizes[0];
  }

  /** A size of every item: 1 is the height of images, 2 the width. */
  int size(int dimension) {
    return (int) sizes[dimension];
  }

  /**
   * Checks that there are as many items as in another file: worth knowing before either is read.
   */
  void requireItemsOf(IdxInput other) throws DataFormatException {
    if (sizes[0] != other.sizes[0]) {
      throw complaint(
          4,
          "expected %d %s, as many as there are %s in %s, found %d (are the files of the same part?)"
              .formatted(
                  other.sizes[0],
                  kind.title,
                  other.kind.title,
                  Quoting.escape(other.stream.name()),
                  sizes[0]));
    }
  }

  /** Reads all values and checks that the file ends behind them. */
  byte[] readValues() throws IOException {
    int itemLength = 1;
    for (int d = 1; d < sizes.length; d++) {
      itemLength *= size(d);
    }
    byte[] values = read(items() * itemLength);
    if (values.length < items() * itemLength) {
      throw complaint(
          position,
          "expected %s, found the end of the file after %d (is it cut short?)"
              .formatted(extent(), values.length / itemLength));
    }
    long end = position;
    if (read(1).length > 0) {
      throw complaint(
          end,
          "expected the end of the file after %s, found more bytes (is the header damaged?)"
              .formatted(extent()));
    }
    return values;
  }

  /** Reads so many bytes, or all there are: memory follows the file, whatever its header claims. */
  private byte[] read(int wanted) throws IOException {
    byte[] bytes = new byte[Math.min(wanted, FIRST_CHUNK)];
    int length = 0;
    int count = 0;
    while (length < wanted && count >= 0) {
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, 2L * length));
      }
      count = readSome(bytes, length);
      length += Math.max(count, 0);
      position += Math.max(count, 0);
    }
    return Arrays.copyOf(bytes, length);
  }

  private int readSome(byte[] target, int from) throws IOException {
    try {
      return stream.read(target, from, target.length - from);
    } catch (IOException | RuntimeException e) { // decoders throw either at damaged data
      throw stream.unreadable(1, position + 1, e);
    }
  }

  /** The value at an index is not what was expected. */
  DataFormatException unexpected(int index, String words) {
    return complaint((long) headerLength() + index, words);
  }

  private DataFormatException complaint(long offset, String words) {
    return stream.complaint(1, offset + 1, words);
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
