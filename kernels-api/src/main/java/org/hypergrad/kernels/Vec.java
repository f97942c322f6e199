package org.hypergrad.kernels;

/**
 * A vector of doubles that lives where its backend computes, made by {@link Vectors} and opaque to
 * everyone else. On a CPU it is a view on a {@code double[]} ({@link HostVec}); on a device it
 * lives no longer than the handle whose vectors made it.
 *
 * <p>Not thread-safe: calls that write a vector must not overlap with others that use it.
 */
public abstract class Vec {

  private final int length;

  /** For backends: a vector of the given length. */
  protected Vec(int length) {
    if (length < 0) {
      throw new IllegalArgumentException("a vector of length " + length);
    }
    this.length = length;
  }

  /** Number of elements. */
  public final int length() {
    return length;
  }

  /** True if writing one of the two vectors changes the other. */
  protected abstract boolean overlaps(Vec other);
}
