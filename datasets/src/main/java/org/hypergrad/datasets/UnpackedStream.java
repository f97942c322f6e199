package org.hypergrad.datasets;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/** What is in a file after unpacking, and the words for a file that cannot be opened or read. */
final class UnpackedStream implements Closeable {

  private static final int BUFFER = 1 << 16;

  private final String name;
  private final Compression compression;
  private final InputStream stream;

  private UnpackedStream(String name, Compression compression, InputStream stream) {
    this.name = name;
    this.compression = compression;
    this.stream = stream;
  }

  /**
   * Opens a file.
   *
   * @throws IOException of one line, with the path in it, if there is no such file to be read
   */
  static UnpackedStream open(Path path) throws IOException {
    String name = path.toString();
    if (Files.isDirectory(path)) {
      throw new IOException(Quoting.escape(name) + ": expected a file, found a directory");
    }
    InputStream source;
    try {
      source = Files.newInputStream(path);
    } catch (FileSystemException e) {
      throw new IOException(Quoting.escape(name) + ": " + reason(e), e);
    }
    return open(source, name);
  }

  private static String reason(FileSystemException exception) {
    return switch (exception) {
      case NoSuchFileException _ -> "no such file";
      case AccessDeniedException _ -> "no permission to read the file";
      default -> Objects.requireNonNullElse(exception.getReason(), "cannot be opened");
    };
  }

  /** Takes over a stream: it is closed with the result, or at once if this fails. */
  static UnpackedStream open(InputStream source, String name) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(source, BUFFER);
    Compression compression = Compression.NONE;
    try {
      compression = Compression.of(buffered);
      return new UnpackedStream(name, compression, compression.unpack(buffered));
    } catch (IOException | RuntimeException e) {
      buffered.close();
      throw unreadable(name, compression, 1, 1, e);
    }
  }

  /** Tells what a stream that cannot be read on means: damage if packed, else a broken disk. */
  private static IOException unreadable(
      String name, Compression compression, long line, long column, Exception cause) {
    String fallback =
        cause instanceof EOFException ? "early end" : cause.getClass().getSimpleName();
    String reason = Quoting.escape(Objects.requireNonNullElse(cause.getMessage(), fallback));
    return compression == Compression.NONE
        ? new IOException(Quoting.escape(name) + ": " + reason, cause)
        : new DataFormatException(
            name,
            line,
            column,
            "expected %s data that can be unpacked, found: %s"
                .formatted(compression.title(), reason),
            cause);
  }

  /** What {@link #read} failed with, told for people: where, and why. */
  IOException unreadable(long line, long column, Exception cause) {
    return unreadable(name, compression, line, column, cause);
  }

  /** What is wrong with what was unpacked, told in the words given. */
  DataFormatException complaint(long line, long column, String words) {
    return new DataFormatException(name, line, column, words, null);
  }

  /** The file, as the caller named it. */
  String name() {
    return name;
  }

  /**
   * Reads some bytes, as {@link InputStream#read(byte[], int, int)} does. Decoders throw either
   * kind of exception at damaged data: turn both into {@link #unreadable}.
   */
  int read(byte[] target, int from, int length) throws IOException {
    return stream.read(target, from, length);
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
