package org.hypergrad.kernels;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a single-loop bilevel method carries from one iteration to the next, and the scratch
 * it needs within one. Vectors belong to one backend. Not thread-safe.
 */
public class BilevelState {

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
    this(vectors, z, v, x, tables, x.length(), x.length());
  }

  /** For kernels whose outer variable moves by rules of its own: the same with shorter moments. */
  BilevelState(
      Vectors vectors,
      Vec z,
      Vec v,
      Vec x,
      @Nullable SagaTables tables,
      int momentumLength,
      int secondMomentLength) {
    vectors.check(v, z.length());
    this.z = z;
    this.v = v;
    this.x = x;
    this.tables = tables;
    momentum = vectors.create(momentumLength);
    secondMoment = vectors.create(secondMomentLength);
    innerDirection = vectors.create(z.length());
    linearDirection = vectors.create(z.length());
    outerDirection = vectors.create(x.length());
    outerGradient = vectors.create(z.length());
    coefficients = vectors.create(z.length());
    mixed = vectors.create(x.length());
  }

  /** Inner variable, length p. */
  public final Vec z() {
    return z;
  }

  /** Linear-system variable, length p. */
  public final Vec v() {
    return v;
  }

  /** Outer variable, length d. */
  public final Vec x() {
    return x;
  }

  /** Averaged outer direction, length d. */
  public final Vec momentum() {
    return momentum;
  }

  /** Running second moment of the outer direction, length d. */
  public final Vec secondMoment() {
    return secondMoment;
  }

  /** Scalar tables, or null for a method without memory. */
  public final @Nullable SagaTables tables() {
    return tables;
  }

  /** The live vectors that are carried from one iteration to the next, by name. */
  public Map<String, Vec> saved() {
    Map<String, Vec> saved = new LinkedHashMap<>();
    saved.put("z", z);
    saved.put("v", v);
    saved.put("x", x);
    saved.put("momentum", momentum);
    saved.put("second moment", secondMoment);
    if (tables != null) {
      save("residuals", tables.residuals(), saved);
      save("curvatures", tables.curvatures(), saved);
      save("outer residuals", tables.outerResiduals(), saved);
    }
    return saved;
  }

  private static void save(String name, SagaTable table, Map<String, Vec> saved) {
    saved.put(name, table.scalars());
    saved.put(name + " average", table.average());
  }

  /** Scratch, length p: D_z. */
  public final Vec innerDirection() {
    return innerDirection;
  }

  /** Scratch, length p: D_v. */
  public final Vec linearDirection() {
    return linearDirection;
  }

  /** Scratch, length d: D_x. */
  public final Vec outerDirection() {
    return outerDirection;
  }

  /** Scratch, length p: the outer part of D_v, ∇₁F. */
  public final Vec outerGradient() {
    return outerGradient;
  }

  /** Scratch, length p: the penalty's coefficients e. */
  public final Vec coefficients() {
    return coefficients;
  }

  /** Scratch, length d: the penalty's mixed derivative applied to v. */
  public final Vec mixed() {
    return mixed;
  }
}
