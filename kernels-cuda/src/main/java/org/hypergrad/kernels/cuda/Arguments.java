package org.hypergrad.kernels.cuda;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.Pointer;

/**
 * The arguments of a kernel, one after the other, in native memory that stays where it is: a launch
 * makes nothing, and they can be kept.
 */
final class Arguments {

  /** The most arguments that a kernel of ours may have. */
  private static final int MOST = 64;

  private final ByteBuffer values =
      ByteBuffer.allocateDirect(MOST * Long.BYTES).order(ByteOrder.nativeOrder());
  private final Pointer addresses;
  private int count;

  Arguments() {
    ByteBuffer table = ByteBuffer.allocateDirect(MOST * Long.BYTES).order(ByteOrder.nativeOrder());
    long first = MemorySegment.ofBuffer(values).address();
    for (int k = 0; k < MOST; k++) {
      table.putLong(k * Long.BYTES, first + (long) k * Long.BYTES);
    }
    addresses = Pointer.to(table);
  }

  void clear() {
    count = 0;
  }

  /** One of 64 bits; of one of 32 bits the lower ones count. */
  void add(long value) {
    values.putLong(count * Long.BYTES, value);
    count++;
  }

  /** Takes over those of another. */
  void copy(Arguments other) {
    values.put(0, other.values, 0, other.count * Long.BYTES);
    count = other.count;
  }

  /** Whether those of another are the same bits. */
  boolean equal(Arguments other) {
    if (count != other.count) {
      return false;
    }
    for (int k = 0; k < count; k++) {
      if (values.getLong(k * Long.BYTES) != other.values.getLong(k * Long.BYTES)) {
        return false;
      }
    }
    return true;
  }

  /** An array of their addresses, in native memory. */
  Pointer addresses() {
    return addresses;
  }
}
