package org.hypergrad.bench.work;

import java.util.Arrays;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;

/** A dot product, or y ← y + a x with a sign that alternates, so that y stays where it is. */
public final class VectorOperation implements Operation {

  /** Which of the two. */
  public enum Kind {
    /** Σ x y. */
    DOT,
    /** y ← y + a x. */
    AXPY
  }

  private static final double[] TWO = {-1, 1};

  private final LogisticKernels kernels;
  private final Vectors vectors;
  private final Kind kind;
  private final Vec x;
  private final Vec y;
  private double factor = 0x1p-10;
  private double dot;

  /**
   * An operation of a backend, see {@link Kernels#of}.
   *
   * @param length elements of both vectors
   */
  public VectorOperation(String backend, Kind kind, int length) {
    this.kind = kind;
    Dataset none =
        new Dataset(DenseFeatures.copyOf(0, 1, new double[0]), Labels.of(new double[0], TWO));
    Kernels named = Kernels.of(backend);
    kernels = named.selection().logistic(none, named.options());
    vectors = kernels.vectors();
    x = vectors.of(Points.z(length));
    y = vectors.of(Points.v(length));
  }

  @Override
  public double run() {
    if (kind == Kind.DOT) {
      dot = vectors.dot(x, y);
      return dot;
    }
    vectors.axpy(factor, x, y);
    factor = -factor;
    return factor;
  }

  @Override
  public double[] result() {
    return kind == Kind.DOT ? new double[] {dot} : vectors.toArray(y);
  }

  /** Checks it against the scalar reference, and leaves it as it was. */
  public void check(String what) {
    try (VectorOperation reference = new VectorOperation(Kernels.REFERENCE, kind, x.length())) {
      reference.run();
      run();
      double[] expected = reference.result();
      double[] bounds = new double[expected.length];
      // a product is at most MOST², and a sum of n of them off by n units of n such; axpy by two
      double length = x.length();
      double bound =
          kind == Kind.DOT ? length * length * Points.MOST * Points.MOST : 2 * Points.MOST;
      Arrays.fill(bounds, 2 * 0x1p-53 * bound);
      Verification.compare(what, expected, result(), bounds);
    }
  }

  @Override
  public void close() {
    kernels.close();
  }
}
