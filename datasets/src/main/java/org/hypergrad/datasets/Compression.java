package org.hypergrad.datasets;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** How a file is packed, told by its first bytes and not by its name. */
enum Compression {
  GZIP("gzip", "\u001f\u008b"),
  BZIP2("bzip2", "BZh"),
  XZ("xz", "\u00fd7zXZ\0"),
  NONE("plain text", "");

  /**
   * What unpacking xz may allocate: xz -9 asks for 65 MiB, a hostile file could ask for 1.5 GiB.
   */
  private static final int XZ_MEMORY_LIMIT_KIB = 128 * 1024;

  private static final int LONGEST_MAGIC = 6;

  private final String title;

  /** The bytes the file begins with, a character a byte. */
  private final String magic;

  Compression(String title, String magic) {
    this.title = title;
    this.magic = magic;
  }

  /** The name for messages. */
  String title() {
    return title;
  }

  /** Looks at the first bytes of the stream and leaves them there. */
  static Compression of(BufferedInputStream stream) throws IOException {
    stream.mark(LONGEST_MAGIC);
    String head = new String(stream.readNBytes(LONGEST_MAGIC), StandardCharsets.ISO_8859_1);
    stream.reset();
    for (Compression compression : values()) {
      if (head.startsWith(compression.magic)) {
        return compression;
      }
    }
    throw new AssertionError("everything begins with the magic of plain text, which is empty");
  }

  /**
   * The unpacked stream; files glued together are unpacked one after the other. Not the JDK's
   * GZIPInputStream, which takes a damaged header of a later member for the end of the data.
   */
  InputStream unpack(InputStream packed) throws IOException {
    return switch (this) {
      case NONE -> packed;
      case GZIP ->
          GzipCompressorInputStream.builder()
              .setInputStream(packed)
              .setDecompressConcatenated(true)
              .get();
      case BZIP2 -> new BZip2CompressorInputStream(packed, true);
      case XZ -> new XZInputStream(packed, XZ_MEMORY_LIMIT_KIB);
    };
  }
}
