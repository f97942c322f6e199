package org.hypergrad.kernels;

/**
 * Data cleaning resident in a backend: the outer variable x ∈ R<sup>n</sup> holds a number for each
 * inner row, whose loss weighs σ(x<sub>i</sub>).
 *
 * <p>G(z, x) = 1/n Σ σ(x<sub>i</sub>) loss<sub>i</sub>(z) + penalty(z) with a {@link Penalty#fixed
 * fixed} penalty, and F(z) = 1/m Σ loss<sub>j</sub>(z). Element i of the mixed derivative ∇²₂₁G v
 * is g<sub>i</sub>/n with g<sub>i</sub> = σ'(x<sub>i</sub>)·⟨∇loss<sub>i</sub>(z), v⟩: row i alone
 * has a part in it.
 *
 * <p>A step is what {@link BilevelStep} says, with these directions for a batch B, s the weight of
 * a row in them and X the table of last derivatives:
 *
 * <pre>
 *   without tables   D_i = s g_i for i in B, else 0
 *   with tables      D_i = s (g_i − X_i) + X_i/n for i in B, else X_i/n;  then X_i ← g_i in B
 *   second moment    one number for all rows: s ← decay·s + (1 − decay)·mean over B of D_i²
 * </pre>
 *
 * <p>(a row that occurs twice in B has twice the first term). No iteration touches more rows than
 * its batch has: with γ_t the outer step, its scaling included, and Γ = Σ γ_t, the moves that are
 * pending for row i add up to (Γ − Γ_i)·X_i/n, Γ_i being Γ at its last move, and are made up for
 * before the row is read. As they all have one sign, one projection on the box does for all.
 *
 * <p>The step implemented here is composed of the primitive operations and reads and writes a few
 * numbers a row of the batch on the host. On a CPU it allocates nothing where a call gets the same
 * {@link Rows} objects in the same places as the one before, else one small object for each that is
 * another. Momentum on x is refused: it would move every row in its own way. One instance serves
 * one thread at a time.
 */
public class RowWeightKernels extends BilevelKernels {

  private final double rowScale;
  private final Vec weights;
  private final DistinctRows batch;
  private final WeightedRows weightedBatches;
  private final Progress progress;

  // of the batch's rows, in their order
  private double[] x = new double[0];
  private double[] weight = new double[0];
  private double[] derivative = new double[0];
  private double[] stored = new double[0];
  private double[] steps = new double[0];

  /**
   * For backends: takes over both handles, which must share vectors.
   *
   * @throws IllegalArgumentException if the penalty is not fixed or not over as many outer
   *     coordinates as there are inner rows, and as for {@link BilevelKernels}
   */
  public RowWeightKernels(LogisticKernels inner, LogisticKernels outer, Penalty penalty) {
    super(inner, outer, penalty);
    if (!penalty.isFixed() || penalty.outerDimension() != inner.rows()) {
      throw new IllegalArgumentException(
          "weights of %d rows need a fixed penalty over %d outer coordinates"
              .formatted(inner.rows(), inner.rows()));
    }
    rowScale = inner.rows() == 0 ? 0 : 1.0 / inner.rows();
    weights = inner.vectors().create(inner.rows());
    batch = new DistinctRows(inner.rows());
    weightedBatches = new WeightedRows(weights);
    progress = new Progress(inner.vectors());
  }

  /**
   * The rows given, each weighing σ(x<sub>i</sub>): an operand for {@link #inner}, valid until the
   * next call of these kernels. Computes the weights of these rows alone.
   *
   * @param outerVariable length n
   */
  public final Rows weighted(Rows rows, Vec outerVariable) {
    vectors().check(outerVariable, inner().rows());
    select(rows);
    vectors().read(batch.rows(), outerVariable, x);
    refreshWeights();
    return rows.weightedBy(weights);
  }

  /**
   * out<sub>i</sub> ← scale · Σ σ'(x<sub>i</sub>)·⟨∇loss<sub>i</sub>(z), v⟩ over the rows given, as
   * often as they occur; 0 for others.
   *
   * @param z length p
   * @param outerVariable length n
   * @param v length p
   * @param out length n
   */
  public final void mixedDerivative(
      Rows rows, double scale, Vec z, Vec outerVariable, Vec v, Vec out) {
    vectors().check(outerVariable, inner().rows());
    vectors().check(out, inner().rows());
    Vectors.checkDistinct(outerVariable, out);
    select(rows);
    inner().directionalDerivatives(batch.rows(), z, v, out);
    vectors().read(batch.rows(), out, derivative);
    vectors().read(batch.rows(), outerVariable, x);
    for (int k = 0; k < batch.count(); k++) {
      derivative[k] *= scale * batch.times(k) * Logistic.curvature(x[k]);
    }
    vectors().fill(0, out);
    vectors().write(batch.rows(), derivative, out);
  }

  @Override
  public RowWeightState state(Vec z, Vec outerVariable, boolean withTables) {
    vectors().check(outerVariable, inner().rows());
    Vec v = vectors().create(z.length());
    RowWeightState state = new RowWeightState(vectors(), z, v, outerVariable, tables(withTables));
    vectors().coefficients(penalty(), outerVariable, state.coefficients()); // once: it is fixed
    return state;
  }

  @Override
  final void fillInnerTables(BilevelState state, SagaTables tables) {
    RowWeightState own = own(state);
    inner()
        .sagaGradientHessianVectorAndDirectionalDerivatives(
            weighted(Rows.all(), own.x()),
            0,
            own.z(),
            own.v(),
            tables.residuals(),
            tables.curvatures(),
            own.innerDirection(),
            own.linearDirection(),
            own.outerDirection());
    vectors().read(batch.rows(), own.outerDirection(), derivative);
    for (int k = 0; k < batch.count(); k++) {
      derivative[k] *= Logistic.curvature(x[k]);
    }
    vectors().write(batch.rows(), derivative, own.rowDerivatives());
  }

  @Override
  public final void check(BilevelStep step) {
    if (step.momentum() < 1) {
      throw new IllegalArgumentException(
          "weights of rows move without momentum, not with one of " + step.momentum());
    }
  }

  @Override
  public final Vec outerVariable(BilevelStep step, BilevelState state) {
    RowWeightState own = own(state);
    if (own.tables() == null) {
      return own.x();
    }
    Vec pending = own.mixed();
    Vec current = own.current();
    vectors().fill(vectors().toArray(own.steps())[0], pending);
    vectors().axpy(-1, own.stepsAtLastMove(), pending);
    vectors().copy(own.x(), current);
    vectors().multiplyAdd(-rowScale, pending, own.rowDerivatives(), current);
    vectors().clip(step.lower(), step.upper(), current);
    return current;
  }

  private static RowWeightState own(BilevelState state) {
    if (state instanceof RowWeightState own) {
      return own;
    }
    throw new IllegalArgumentException("a state that is not of kernels with weights of rows");
  }

  @Override
  protected void advanceK(
      BilevelStep step,
      BilevelState state,
      long firstIteration,
      int count,
      Rows[] innerRows,
      double innerScale,
      Rows[] outerRows,
      double outerScale) {
    RowWeightState own = own(state);
    progress.load(own);
    for (int k = 0; k < count; k++) {
      catchUp(step, own, innerRows[k]);
      moveInnerK(
          step,
          firstIteration + k,
          own,
          weightedBatches.of(k, innerRows[k]),
          innerScale,
          outerRows[k],
          outerScale);
      moveRows(step, own, firstIteration + k, innerScale);
    }
    progress.save(own);
  }

  /**
   * One step of z and v at iteration t: for backends that fuse it. Leaves the derivatives of the
   * inner rows' losses along v, at the old z and v and without weight or scale, in the state's
   * {@link BilevelState#outerDirection outerDirection}, for the rows of the batch.
   *
   * @param innerRows weighted
   */
  protected void moveInnerK(
      BilevelStep step,
      long t,
      RowWeightState state,
      Rows innerRows,
      double innerScale,
      Rows outerRows,
      double outerScale) {
    directions(state, innerRows, innerScale, outerRows, outerScale);
    double innerStep = step.innerStep().at(t);
    step.moveInner(vectors(), innerStep, state.coefficients(), state.innerDirection(), state.z());
    step.moveInner(vectors(), innerStep, state.coefficients(), state.linearDirection(), state.v());
  }

  /** The two numbers that iterations hand on, on the host between a call's begin and end. */
  private static final class Progress {
    private final Vectors vectors;
    private final double[] one = new double[1];
    private double steps;
    private double secondMoment;

    Progress(Vectors vectors) {
      this.vectors = vectors;
    }

    void load(RowWeightState state) {
      vectors.read(state.steps(), one);
      steps = one[0];
      vectors.read(state.secondMoment(), one);
      secondMoment = one[0];
    }

    void save(RowWeightState state) {
      one[0] = steps;
      vectors.write(one, state.steps());
      one[0] = secondMoment;
      vectors.write(one, state.secondMoment());
    }

    /** The outer step of iteration t, its scaling included; 0 before x starts to move. */
    double outerStep(BilevelStep step, long t, double meanSquare) {
      double decay = step.secondMomentDecay();
      secondMoment = decay * secondMoment + (1 - decay) * meanSquare;
      if (t < step.outerStart()) {
        return 0;
      }
      double plain = step.outerStep().at(t - step.outerStart() + 1);
      if (decay == 0) {
        return plain;
      }
      double correction = 1 - Math.pow(decay, (double) t);
      return secondMoment == 0 ? 0 : plain / Math.sqrt(secondMoment / correction);
    }
  }

  /** Brings x and the weights of a batch up to date, here; the state's x is left as it is. */
  private void catchUp(BilevelStep step, RowWeightState state, Rows rows) {
    select(rows);
    vectors().read(batch.rows(), state.x(), x);
    if (state.tables() != null) {
      vectors().read(batch.rows(), state.rowDerivatives(), stored);
      vectors().read(batch.rows(), state.stepsAtLastMove(), steps);
      for (int k = 0; k < batch.count(); k++) {
        double pending = progress.steps - steps[k];
        x[k] = project(step, x[k] - rowScale * pending * stored[k]);
      }
    }
    refreshWeights();
  }

  /** Moves x in the batch and, by moving Γ, everywhere; renews the table of derivatives. */
  private void moveRows(BilevelStep step, RowWeightState state, long t, double innerScale) {
    boolean withTables = state.tables() != null;
    vectors().read(batch.rows(), state.outerDirection(), derivative);
    double squares = 0;
    for (int k = 0; k < batch.count(); k++) {
      double old = withTables ? stored[k] : 0;
      stored[k] = Logistic.curvature(x[k]) * derivative[k];
      derivative[k] = innerScale * batch.times(k) * (stored[k] - old) + rowScale * old;
      squares += derivative[k] * derivative[k];
    }
    double outerStep = progress.outerStep(step, t, squares / Math.max(1, batch.count()));
    progress.steps += outerStep;
    for (int k = 0; k < batch.count(); k++) {
      x[k] = project(step, x[k] - outerStep * derivative[k]);
      steps[k] = progress.steps;
    }
    vectors().write(batch.rows(), x, state.x());
    if (withTables) {
      vectors().write(batch.rows(), stored, state.rowDerivatives());
      vectors().write(batch.rows(), steps, state.stepsAtLastMove());
    }
  }

  private static double project(BilevelStep step, double value) {
    return Math.min(Math.max(value, step.lower()), step.upper());
  }

  /**
   * D_z and D_v of the data terms, their rows weighted, and the derivatives of the batch's losses
   * along v.
   */
  private void directions(
      RowWeightState state, Rows innerRows, double innerScale, Rows outerRows, double outerScale) {
    SagaTables tables = state.tables();
    if (tables == null) {
      inner()
          .gradientHessianVectorAndDirectionalDerivatives(
              innerRows,
              innerScale,
              state.z(),
              state.v(),
              state.innerDirection(),
              state.linearDirection(),
              state.outerDirection());
      outer().gradient(outerRows, outerScale, state.z(), state.outerGradient());
    } else {
      inner()
          .sagaGradientHessianVectorAndDirectionalDerivatives(
              innerRows,
              innerScale,
              state.z(),
              state.v(),
              tables.residuals(),
              tables.curvatures(),
              state.innerDirection(),
              state.linearDirection(),
              state.outerDirection());
      outer()
          .sagaGradient(
              outerRows, outerScale, state.z(), tables.outerResiduals(), state.outerGradient());
    }
    vectors().axpy(1, state.outerGradient(), state.linearDirection());
  }

  private void select(Rows rows) {
    batch.of(rows);
    if (x.length < batch.count()) {
      int length = batch.count();
      x = new double[length];
      weight = new double[length];
      derivative = new double[length];
      stored = new double[length];
      steps = new double[length];
    }
  }

  private void refreshWeights() {
    for (int k = 0; k < batch.count(); k++) {
      weight[k] = Logistic.probability(x[k]);
    }
    vectors().write(batch.rows(), weight, weights);
  }
}
