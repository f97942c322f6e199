package org.hypergrad.kernels;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of a single-loop method on {@link RowWeightKernels}, whose x has an element a row.
 *
 * <p>With tables, rows outside the batch move too, by a multiple of what is stored for them. Those
 * moves are pending: {@link #x} holds every element as it was when its row was last in a batch, and
 * the sum of the outer steps since then times the row's stored derivative is still to be taken off.
 * The scratch vectors {@link #outerDirection} and {@link #mixed} are used for numbers of rows.
 */
public final class RowWeightState extends BilevelState {

  private final Vec rowDerivatives;
  private final Vec stepsAtLastMove;
  private final Vec steps;
  private final Vec current;

  RowWeightState(Vectors vectors, Vec z, Vec v, Vec x, @Nullable SagaTables tables) {
    super(vectors, z, v, x, tables, 0, 1);
    int stored = tables == null ? 0 : x.length();
    rowDerivatives = vectors.create(stored);
    stepsAtLastMove = vectors.create(stored);
    steps = vectors.create(1);
    current = vectors.create(stored);
  }

  /**
   * X, length n, or 0 without tables: the last σ'(x<sub>i</sub>)·⟨∇loss<sub>i</sub>, v⟩ of every
   * row. The average that belongs to this table is X/n.
   */
  public Vec rowDerivatives() {
    return rowDerivatives;
  }

  /** Γ of every row when it was last in a batch; length n, or 0 without tables. */
  public Vec stepsAtLastMove() {
    return stepsAtLastMove;
  }

  /** Γ, the sum of all outer steps so far; length 1. */
  public Vec steps() {
    return steps;
  }

  /** Scratch, length n, or 0 without tables: x with nothing pending. */
  Vec current() {
    return current;
  }

  @Override
  public Map<String, Vec> saved() {
    Map<String, Vec> saved = super.saved();
    saved.put("row derivatives", rowDerivatives);
    saved.put("steps at last move", stepsAtLastMove);
    saved.put("steps", steps);
    return saved;
  }
}
