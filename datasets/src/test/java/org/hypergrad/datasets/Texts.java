package org.hypergrad.datasets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Text of tests as streams and packed bytes; a character a byte. */
final class Texts {

  private Texts() {}

  static InputStream stream(String text) {
    return new ByteArrayInputStream(bytes(text));
  }

  static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    return finish(packed, new GZIPOutputStream(packed), text);
  }

  static byte[] bzip2(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    return finish(packed, new BZip2CompressorOutputStream(packed, 1), text);
  }

  static byte[] xz(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    return finish(packed, new XZOutputStream(packed, new LZMA2Options(0)), text);
  }

  private static byte[] finish(ByteArrayOutputStream packed, OutputStream packing, String text)
      throws IOException {
    try (packing) {
      packing.write(bytes(text));
    }
    return packed.toByteArray();
  }

  static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(first);
    both.writeBytes(second);
    return both.toByteArray();
  }
}
