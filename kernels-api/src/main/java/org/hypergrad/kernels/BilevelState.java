package org.hypergrad.kernels;

import org.jspecify.annotations.Nullable;

/**
 * Everything a single-loop bilevel method carries from one iteration to the next, and the scratch
 * it needs within one. Vectors belong to one backend. Not thread-safe.
 */
public final class BilevelState {

  private final Vec z;
  private final Vec v;
  private final Vec x;
  private final Vec momentum;
  private final Vec secondMoment;
  private final @Nullable SagaTables tables;

  private final Vec innerDirection;
  private final Vec linearDirection;
  private final Vec outerDirection;
  private final Vec outerGradient;
  private final Vec coefficients;
  private final Vec mixed;

  /**
   * A state at the point (z, v, x), all of which it owns from now on.
   *
   * @param z length p, inner variable
   * @param v length p, linear-system variable
   * @param x length d, outer variable
   * @param tables scalar tables for a method with memory, null for one without
   */
  public BilevelState(Vectors vectors, Vec z, Vec v, Vec x, @Nullable SagaTables tables) {
    vectors.check(v, z.length());
    this.z = z;
    this.v = v;
    this.x = x;
    this.tables = tables;
    momentum = vectors.create(x.length());
    secondMoment = vectors.create(x.length());
    innerDirection = vectors.create(z.length());
    linearDirection = vectors.create(z.length());
    outerDirection = vectors.create(x.length());
    outerGradient = vectors.create(z.length());
    coefficients = vectors.create(z.length());
    mixed = vectors.create(x.length());
  }

  /** Inner variable, length p. */
  public Vec z() {
    return z;
  }

  /** Linear-system variable, length p. */
  public Vec v() {
    return v;
  }

  /** Outer variable, length d. */
  public Vec x() {
    return x;
  }

  /** Averaged outer direction, length d. */
  public Vec momentum() {
    return momentum;
  }

  /** Running second moment of the outer direction, length d. */
  public Vec secondMoment() {
    return secondMoment;
  }

  /** Scalar tables, or null for a method without memory. */
  public @Nullable SagaTables tables() {
    return tables;
  }

  /** Scratch, length p: D_z. */
  public Vec innerDirection() {
    return innerDirection;
  }

  /** Scratch, length p: D_v. */
  public Vec linearDirection() {
    return linearDirection;
  }

  /** Scratch, length d: D_x. */
  public Vec outerDirection() {
    return outerDirection;
  }

  /** Scratch, length p: the outer part of D_v, ∇₁F. */
  public Vec outerGradient() {
    return outerGradient;
  }

  /** Scratch, length p: the penalty's coefficients e. */
  public Vec coefficients() {
    return coefficients;
  }

  /** Scratch, length d: the penalty's mixed derivative applied to v. */
  public Vec mixed() {
    return mixed;
  }
}
