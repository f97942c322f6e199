package org.hypergrad.cli;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Small pictures in shades of gray, as PNG (ISO/IEC 15948) of 8 bits a pixel. */
final class GrayPng {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private GrayPng() {}

  /**
   * A picture as an address that holds it: the least value black, the greatest white.
   *
   * @param pixels row by row, finite
   */
  static String dataAddress(double[] pixels, int height, int width) {
    return "data:image/png;base64,"
        + Base64.getEncoder().encodeToString(encode(pixels, height, width));
  }

  private static byte[] encode(double[] pixels, int height, int width) {
    double least = Arrays.stream(pixels).min().orElse(0);
    double range = Arrays.stream(pixels).max().orElse(0) - least;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(SIGNATURE);
      ByteArrayOutputStream header = new ByteArrayOutputStream();
      DataOutputStream fields = new DataOutputStream(header);
      fields.writeInt(width);
      fields.writeInt(height);
      fields.write(new byte[] {8, 0, 0, 0, 0}); // 8 bits, gray, deflate, filters, not interlaced
      writeChunk(out, "IHDR", header.toByteArray());
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      try (DeflaterOutputStream packed = new DeflaterOutputStream(lines)) {
        for (int row = 0; row < height; row++) {
          packed.write(0); // no filter
          for (int column = 0; column < width; column++) {
            double value = pixels[row * width + column] - least;
            packed.write(range == 0 ? 0 : (int) Math.round(255 * value / range));
          }
        }
      }
      writeChunk(out, "IDAT", lines.toByteArray());
      writeChunk(out, "IEND", new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing leaves memory
    }
    return bytes.toByteArray();
  }

  private static void writeChunk(DataOutputStream out, String type, byte[] content)
      throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 checksum = new CRC32();
    checksum.update(name);
    checksum.update(content);
    out.writeInt(content.length);
    out.write(name);
    out.write(content);
    out.writeInt((int) checksum.getValue());
  }
}
