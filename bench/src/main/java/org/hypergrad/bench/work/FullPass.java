package org.hypergrad.bench.work;

import java.util.Arrays;

/** One of the {@link Passes} at a fixed point. */
public final class FullPass implements Operation {

  private final Passes passes;
  private final Passes.Kind kind;
  private final double[] z;
  private final double[] v;
  private final double[] out;
  private final double[] other;
  private double loss;

  /**
   * A pass of an implementation.
   *
   * @param passes taken over
   * @param width length of z
   */
  public FullPass(Passes passes, Passes.Kind kind, int width) {
    this.passes = passes;
    this.kind = kind;
    z = Points.z(width);
    v = Points.v(width);
    out = new double[width];
    other = new double[width];
  }

  @Override
  public double run() {
    switch (kind) {
      case LOSS -> {
        loss = passes.loss(z);
        return loss;
      }
      case GRADIENT -> passes.gradient(z, out);
      case HESSIAN_VECTOR -> passes.hessianVector(z, v, out);
      case HESSIAN_VECTOR_FROM_MARGINS -> passes.hessianVectorFromMargins(z, v, out);
      case GRADIENT_AND_HESSIAN_VECTOR -> passes.gradientAndHessianVector(z, v, out, other);
    }
    return out[0];
  }

  @Override
  public double[] result() {
    return switch (kind) {
      case LOSS -> new double[] {loss};
      case GRADIENT, HESSIAN_VECTOR, HESSIAN_VECTOR_FROM_MARGINS -> out.clone();
      case GRADIENT_AND_HESSIAN_VECTOR -> {
        double[] both = Arrays.copyOf(out, 2 * out.length);
        System.arraycopy(other, 0, both, out.length, other.length);
        yield both;
      }
    };
  }

  @Override
  public void close() {
    passes.close();
  }
}
