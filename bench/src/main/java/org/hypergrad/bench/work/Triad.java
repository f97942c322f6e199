package org.hypergrad.bench.work;

import java.util.Arrays;

/**
 * a ← b + s·c on arrays far out of cache: the bandwidth that a loop reaches here, counted as 24
 * bytes an element. Reads alone may be somewhat faster than this mixture.
 */
public final class Triad implements Operation {

  /** Elements of an array: 256 MiB each, three of them. */
  public static final int ELEMENTS = 1 << 25;

  private final double[] a;
  private final double[] b;
  private final double[] c;

  /** Arrays of so many elements; {@link #ELEMENTS} but in tests. */
  public Triad(int elements) {
    a = new double[elements];
    b = new double[elements];
    c = new double[elements];
    Arrays.fill(b, 1);
    Arrays.fill(c, 2);
  }

  @Override
  public double run() {
    add(a, b, 3, c);
    return a[0];
  }

  private static void add(double[] a, double[] b, double s, double[] c) {
    for (int k = 0; k < a.length; k++) {
      a[k] = b[k] + s * c[k];
    }
  }

  /** Bytes that a run moves. */
  public double bytes() {
    return 24.0 * a.length;
  }

  @Override
  public double[] result() {
    return new double[] {a[0], a[a.length - 1]};
  }
}
