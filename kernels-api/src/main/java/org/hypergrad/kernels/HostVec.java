package org.hypergrad.kernels;

/** A vector in the Java heap: a view on the whole of a {@code double[]}, which it does not copy. */
public final class HostVec extends Vec {

  private final double[] array;

  private HostVec(double[] array) {
    super(array.length);
    this.array = array;
  }

  /** A view on the array: what is written to one is seen in the other. */
  public static HostVec of(double... array) {
    return new HostVec(array);
  }

  /** The live array. */
  public double[] array() {
    return array;
  }

  @Override
  protected boolean overlaps(Vec other) {
    return other instanceof HostVec host && isOn(host.array);
  }

  /** True if this is a view on the very array given. */
  @SuppressWarnings("ReferenceEquality")
  boolean isOn(double[] other) {
    return array == other;
  }
}
