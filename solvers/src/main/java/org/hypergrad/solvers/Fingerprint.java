package org.hypergrad.solvers;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Penalty;

/** A checksum over features and labels in their order: the same data, or not. */
final class Fingerprint {

  private Fingerprint() {}

  /** The same of inner and outer rows and the penalty between them. */
  static long of(BilevelKernels kernels) {
    long data = 31 * of(kernels.inner().dataset()) + of(kernels.outer().dataset());
    Penalty penalty = kernels.penalty();
    return 31 * data
        + Arrays.hashCode(penalty.groupOfAll())
        + 31L * Double.hashCode(penalty.fixedStrength());
  }

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
