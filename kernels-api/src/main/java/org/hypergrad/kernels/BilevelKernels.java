package org.hypergrad.kernels;

import org.jspecify.annotations.Nullable;

/**
 * Regularisation selection resident in a backend: inner and outer rows, the penalty between them,
 * and the single-loop bilevel step on all three as one call.
 *
 * <p>G(z, x) = 1/n Σ loss<sub>i</sub>(z) + penalty(z, x) over the inner rows, F(z) = 1/m Σ
 * loss<sub>j</sub>(z) over the outer ones. The step implemented here is composed of the primitive
 * operations and is the reference for backends that fuse it or run many at once by overriding
 * {@link #advanceK}. One instance serves one thread at a time.
 */
public class BilevelKernels implements AutoCloseable {

  private final LogisticKernels inner;
  private final LogisticKernels outer;
  private final Penalty penalty;
  private boolean closed;

  /**
   * For backends: takes over both handles, which must share vectors.
   *
   * @throws IllegalArgumentException if numbers of classes or parameters, or backends differ
   */
  public BilevelKernels(LogisticKernels inner, LogisticKernels outer, Penalty penalty) {
    int innerClasses = inner.dataset().labels().classes();
    int outerClasses = outer.dataset().labels().classes();
    if (innerClasses != outerClasses) {
      throw new IllegalArgumentException(
          "inner rows have %d classes, outer rows %d".formatted(innerClasses, outerClasses));
    }
    if (inner.parameters() != outer.parameters()
        || inner.parameters() != penalty.innerDimension()) {
      throw new IllegalArgumentException(
          "inner rows have %d parameters, outer rows %d, the penalty %d"
              .formatted(inner.parameters(), outer.parameters(), penalty.innerDimension()));
    }
    inner.vectors().check(outer.vectors().create(0), 0);
    this.inner = inner;
    this.outer = outer;
    this.penalty = penalty;
  }

  /** The kernels of the inner (training) rows. */
  public final LogisticKernels inner() {
    return inner;
  }

  /** The kernels of the outer (validation) rows. */
  public final LogisticKernels outer() {
    return outer;
  }

  /** The penalty that connects them. */
  public final Penalty penalty() {
    return penalty;
  }

  /** The vector operations of the backend. */
  public final Vectors vectors() {
    return inner.vectors();
  }

  /**
   * A state of these kernels at the point (z, 0, x).
   *
   * @param z length p, taken over
   * @param x length d, taken over
   * @param withTables whether it has scalar tables, zeros so far
   */
  public BilevelState state(Vec z, Vec x, boolean withTables) {
    vectors().check(x, penalty.outerDimension());
    return new BilevelState(vectors(), z, vectors().create(z.length()), x, tables(withTables));
  }

  final @Nullable SagaTables tables(boolean wanted) {
    return wanted ? SagaTables.zeros(inner, outer) : null;
  }

  /**
   * Fills tables of zeros with what they hold at the state's point: one exact pass over all rows.
   *
   * @throws IllegalArgumentException if the state has no tables
   */
  public final void fillTables(BilevelState state) {
    SagaTables tables = state.tables();
    if (tables == null) {
      throw new IllegalArgumentException("a state without tables");
    }
    fillInnerTables(state, tables);
    outer.sagaGradient(Rows.all(), 0, state.z(), tables.outerResiduals(), state.outerGradient());
  }

  void fillInnerTables(BilevelState state, SagaTables tables) {
    inner.sagaGradientAndHessianVector(
        Rows.all(),
        0,
        state.z(),
        state.v(),
        tables.residuals(),
        tables.curvatures(),
        state.innerDirection(),
        state.linearDirection());
  }

  /**
   * Checks that x can move as a step says.
   *
   * @throws IllegalArgumentException if not, with the reason
   */
  public void check(BilevelStep step) {}

  /**
   * The outer variable after the iterations done, in the state's memory and valid until the state
   * is used again: {@link BilevelState#x} itself, or a copy where some of its moves are pending.
   */
  public Vec outerVariable(BilevelStep step, BilevelState state) {
    return state.x();
  }

  /**
   * Runs {@code count} iterations of the single-loop method that {@code step} describes: iteration
   * firstIteration + k uses the rows {@code innerRows[k]} and {@code outerRows[k]}. With tables in
   * the state directions are SAGA estimates (SABA), without them plain ones (SOBA). How iterations
   * are cut into calls changes no bit of the result.
   *
   * @param firstIteration t of the first iteration, from 1
   * @param innerScale weight of an inner row in a direction, such as blocks/n
   * @param outerScale weight of an outer row in a direction, such as blocks/m
   * @throws IllegalArgumentException if rows or vectors do not fit
   */
  public final void advance(
      BilevelStep step,
      BilevelState state,
      long firstIteration,
      int count,
      Rows[] innerRows,
      double innerScale,
      Rows[] outerRows,
      double outerScale) {
    if (count < 0 || count > innerRows.length || count > outerRows.length) {
      throw new IllegalArgumentException(
          "%d iterations with %d selections of inner rows and %d of outer rows"
              .formatted(count, innerRows.length, outerRows.length));
    }
    if (firstIteration < 1) {
      throw new IllegalArgumentException("iterations count from 1, not " + firstIteration);
    }
    if (closed) {
      throw new IllegalStateException("the kernels are closed");
    }
    check(step);
    vectors().check(state.z(), penalty.innerDimension());
    vectors().check(state.x(), penalty.outerDimension());
    if (state.tables() != null) {
      state.tables().check(inner, outer);
    }
    for (int k = 0; k < count; k++) {
      check(innerRows[k], inner);
      check(outerRows[k], outer);
    }
    advanceK(step, state, firstIteration, count, innerRows, innerScale, outerRows, outerScale);
  }

  private void check(Rows rows, LogisticKernels side) {
    if (rows.weights() != null) {
      vectors().check(rows.weights(), side.rows());
    }
    if (!rows.isAll()) {
      rows.within(side.rows());
    }
  }

  /** Hook of {@link #advance}; rows may still be {@link Rows#isAll() all}. */
  protected void advanceK(
      BilevelStep step,
      BilevelState state,
      long firstIteration,
      int count,
      Rows[] innerRows,
      double innerScale,
      Rows[] outerRows,
      double outerScale) {
    for (int k = 0; k < count; k++) {
      directions(state, innerRows[k], innerScale, outerRows[k], outerScale);
      step.move(vectors(), penalty, state, firstIteration + k);
    }
  }

  /**
   * The directions of the data terms at the state's point: D_z = ∇₁G_B, D_v = ∇²₁₁G_B v + ∇₁F_C and
   * D_x = 0 (the only mixed derivative is the penalty's), the penalty left to {@link
   * BilevelStep#move}.
   */
  private void directions(
      BilevelState state, Rows innerRows, double innerScale, Rows outerRows, double outerScale) {
    SagaTables tables = state.tables();
    if (tables == null) {
      inner.gradientAndHessianVector(
          innerRows,
          innerScale,
          state.z(),
          state.v(),
          state.innerDirection(),
          state.linearDirection());
      outer.gradient(outerRows, outerScale, state.z(), state.outerGradient());
    } else {
      inner.sagaGradientAndHessianVector(
          innerRows,
          innerScale,
          state.z(),
          state.v(),
          tables.residuals(),
          tables.curvatures(),
          state.innerDirection(),
          state.linearDirection());
      outer.sagaGradient(
          outerRows, outerScale, state.z(), tables.outerResiduals(), state.outerGradient());
    }
    vectors().axpy(1, state.outerGradient(), state.linearDirection());
    vectors().fill(0, state.outerDirection());
  }

  /** Closes both handles. */
  @Override
  public final void close() {
    if (!closed) {
      closed = true;
      try (inner;
          outer) {
        closeK();
      }
    }
  }

  /** Hook of {@link #close}, called once, before the handles are closed. */
  protected void closeK() {}
}
