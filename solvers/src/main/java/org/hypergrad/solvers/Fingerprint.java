package org.hypergrad.solvers;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.hypergrad.kernels.Dataset;

/** A checksum over features and labels in their order: the same data, or not. */
final class Fingerprint {

  private Fingerprint() {}

  static long of(Dataset data) {
    CRC32C checksum = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    for (int row = 0; row < data.rows(); row++) {
      put(checksum, buffer, row, data.labels().value(data.labels().classOf(row)));
      data.features().forEachEntry(row, (column, value) -> put(checksum, buffer, column, value));
    }
    checksum.update(buffer.flip());
    return ((long) data.columns() << 32) ^ checksum.getValue();
  }

  private static void put(CRC32C checksum, ByteBuffer buffer, int number, double value) {
    if (buffer.remaining() < Integer.BYTES + Double.BYTES) {
      checksum.update(buffer.flip());
      buffer.clear();
    }
    buffer.putInt(number).putDouble(value);
  }
}
