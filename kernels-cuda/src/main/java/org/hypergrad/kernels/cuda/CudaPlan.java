package org.hypergrad.kernels.cuda;

import java.util.ArrayList;
import java.util.List;

/**
 * What a handle will take of a device's memory, known before any of it is taken. Pieces become
 * allocations of their own, so that tools which watch memory see an access beyond the end of one.
 */
final class CudaPlan {

  /** The driver hands out multiples of this. */
  private static final long GRAIN = 512;

  private final List<Long> pieces = new ArrayList<>();
  private long total;
  private long staged;

  /**
   * A piece to be allocated at opening.
   *
   * @param bytes may be 0: its address is 0 then
   * @return its number, for {@link CudaSession#address(int)}
   */
  int add(long bytes) {
    reserve(bytes);
    pieces.add(bytes);
    return pieces.size() - 1;
  }

  /** Memory that will be wanted later, such as a solver's vectors: counted, not allocated. */
  void reserve(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("a piece of " + bytes + " bytes");
    }
    total = Math.addExact(total, Math.ceilDiv(bytes, GRAIN) * GRAIN);
  }

  /** Says how many bytes are written at once where they are sent from: host memory, pinned. */
  void stage(long bytes) {
    staged = Math.max(staged, bytes);
  }

  /** The most bytes that are sent at once. */
  long staged() {
    return staged;
  }

  /** The pieces' lengths, in their order. */
  List<Long> pieces() {
    return List.copyOf(pieces);
  }

  /** All that will be taken. */
  long bytes() {
    return total;
  }
}
