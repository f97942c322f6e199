package org.hypergrad.kernels.blas;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hypergrad.kernels.BackendRefusedException;

/**
 * What is wrong with a file before the system's loader sees it. The loader says little of a file
 * that is no library, and one that was cut off ends the JVM: its missing pages are mapped all the
 * same, and touched.
 */
final class LibraryFile {

  private static final int HEADER_BYTES = 64;
  private static final int ELF = 0x7f454c46;

  /** Class, byte order and, elsewhere in the header, the processor. */
  private static final int CLASS = 4;

  private static final int PROCESSOR = 18;
  private static final byte CLASS_64 = 2;
  private static final byte LITTLE_ENDIAN = 1;

  private static final int SEGMENTS = 32;
  private static final int SEGMENT_BYTES = 54;
  private static final int SEGMENT_COUNT = 56;
  private static final int SEGMENT_START = 8;
  private static final int SEGMENT_LENGTH = 32;

  private LibraryFile() {}

  /**
   * Looks at a file.
   *
   * @throws BackendRefusedException if it cannot be a library for this Java, with the reason
   */
  static void check(Path path) {
    if (Files.notExists(path)) {
      throw new BackendRefusedException("there is no such file");
    }
    if (Files.isDirectory(path)) {
      throw new BackendRefusedException("it is a directory, name the library in it");
    }
    if (!Files.isReadable(path)) {
      throw new BackendRefusedException("it may not be read");
    }
    if (!Files.isRegularFile(path)) {
      throw new BackendRefusedException("it is no regular file");
    }
    Path ours = Path.of(System.getProperty("java.home"), "lib", "libjava.so");
    if (Files.isRegularFile(ours)) { // Java's own libraries are of the same kind: this is Linux
      checkElf(path, ours);
    }
  }

  private static void checkElf(Path path, Path ours) {
    try (FileChannel file = FileChannel.open(path)) {
      ByteBuffer header = read(file, 0, HEADER_BYTES);
      if (header.getInt(0) != ELF) {
        throw new BackendRefusedException("it is no shared library");
      }
      try (FileChannel javas = FileChannel.open(ours)) {
        ByteBuffer java = read(javas, 0, HEADER_BYTES);
        if (header.getShort(CLASS) != java.getShort(CLASS)
            || header.getShort(PROCESSOR) != java.getShort(PROCESSOR)) {
          throw new BackendRefusedException(
              "it is for another processor than this Java, which is for "
                  + System.getProperty("os.arch"));
        }
      }
      if (header.get(CLASS) == CLASS_64) {
        checkSegments(file, header);
      }
    } catch (EOFException tooShort) {
      throw new BackendRefusedException("it is no shared library");
    } catch (IOException failure) {
      throw new BackendRefusedException("it cannot be read: " + failure.getMessage());
    }
  }

  /** Everything that the loader maps must be there. */
  private static void checkSegments(FileChannel file, ByteBuffer header) throws IOException {
    header.order(
        header.get(CLASS + 1) == LITTLE_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long size = file.size();
    long start = header.getLong(SEGMENTS);
    int each = Short.toUnsignedInt(header.getShort(SEGMENT_BYTES));
    int count = Short.toUnsignedInt(header.getShort(SEGMENT_COUNT));
    boolean whole = each >= SEGMENT_LENGTH + Long.BYTES && within(size, start, (long) each * count);
    for (int k = 0; whole && k < count; k++) {
      ByteBuffer segment = read(file, start + (long) k * each, each).order(header.order());
      whole = within(size, segment.getLong(SEGMENT_START), segment.getLong(SEGMENT_LENGTH));
    }
    if (!whole) {
      throw new BackendRefusedException("its end is missing: was it copied in full?");
    }
  }

  private static boolean within(long size, long start, long length) {
    return start >= 0 && length >= 0 && start <= size && length <= size - start;
  }

  private static ByteBuffer read(FileChannel file, long from, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, from + buffer.position()) < 0) {
        throw new EOFException();
      }
    }
    return buffer.flip();
  }
}
