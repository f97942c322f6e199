package org.hypergrad.kernels.cuda;

import org.hypergrad.kernels.Shape;

/**
 * How a problem lies in the memory of a block that steps.cu runs it in, and which of its iterations
 * are small enough for one. Both depend on shapes alone, never on the device, for so do the bits.
 *
 * <p>A block is one processor of many: the limits are where its time for an iteration comes near
 * what the launches of a composed one cost. They are estimates, not measured.
 *
 * @param outputs numbers of a row
 * @param parameters length of z
 * @param entries of a row on the device, on average
 * @param weighted whether rows of the inner side have learned weights
 */
record StepLayout(int outputs, int parameters, long entries, boolean weighted) {

  /** As steps.cu has it. */
  static final int WARPS = 16;

  /** Length of z up to which iterations are fused. */
  static final int MOST_PARAMETERS = 1 << 14;

  /** Rows of an iteration on one side. */
  static final int MOST_ROWS = 512;

  /** The same with three classes or more, times the number of classes. */
  private static final int MOST_COEFFICIENTS = 1024;

  /** Entries of those rows, times the number of classes from three on. */
  private static final long MOST_ENTRIES = 1 << 17;

  /** Numbers in the shared memory that every device has for a block. */
  private static final int ROOM = 48 * 1024 / Double.BYTES;

  /** Whether iterations of data of a shape can be fused at all. */
  static boolean suits(Shape shape) {
    int outputs = shape.classes() <= 2 ? 1 : shape.classes();
    return (long) shape.columns() * outputs <= MOST_PARAMETERS && outputs <= MOST_COEFFICIENTS;
  }

  /** Whether an iteration with so many rows on one side can be. */
  boolean suits(int rows) {
    return parameters <= MOST_PARAMETERS
        && rows <= MOST_ROWS
        && (long) rows * outputs <= coefficients()
        && rows * entries * outputs <= MOST_ENTRIES;
  }

  /** Room for coefficients of rows, on each side. */
  int coefficients() {
    return outputs == 1 ? MOST_ROWS : MOST_COEFFICIENTS;
  }

  /** Room for rows with learned weights. */
  int rows() {
    return weighted ? MOST_ROWS : 0;
  }

  private int withoutState() {
    return 3 * coefficients() + WARPS + 2 * rows();
  }

  /** Of z, v and the mixed derivative's terms, and of three sums in so many parts. */
  private long state(int parts) {
    return 3L * parameters * (1 + parts);
  }

  /**
   * In how many parts the rows of a batch are added up: a power of two, as many as fit beside z and
   * v; 0 where these do not fit either.
   */
  int parts() {
    int parts = WARPS;
    while (parts > 0 && withoutState() + state(parts) > ROOM) {
      parts /= 2;
    }
    return parts;
  }

  /** Shared memory of the block. */
  int sharedBytes() {
    int parts = parts();
    return (withoutState() + (parts == 0 ? 0 : (int) state(parts))) * Double.BYTES;
  }
}
