package org.hypergrad.kernels.cuda;

import java.util.Arrays;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.SagaTables;
import org.hypergrad.kernels.Shape;
import org.hypergrad.kernels.Support;
import org.hypergrad.kernels.Vec;
import org.jspecify.annotations.Nullable;

/**
 * The single-loop bilevel step on a device, many iterations a launch: steps.cu. The host draws the
 * rows and sends them ahead, so that a run follows the one on a CPU but for rounding.
 *
 * <p>An iteration is fused where the problem has two classes and fits one block ({@link
 * #MOST_PARAMETERS}), and where its rows are different, not weighted and at most {@link #MOST_ROWS}
 * on either side; else it is composed of the primitive operations. Which of the two depends on the
 * iteration alone, so that how iterations are cut into calls changes no bit.
 */
final class CudaBilevelKernels extends BilevelKernels {

  /** Rows of an iteration, inner or outer, whose coefficients have room in shared memory. */
  static final int MOST_ROWS = 512;

  private static final int WARPS = 16;

  /** Bytes of shared memory that every device has for a block, but for the coefficients. */
  private static final int ROOM = 48 * 1024 / Double.BYTES - 3 * MOST_ROWS;

  /** Length of z up to which z, v, the mixed derivative's terms and three sums fit beside them. */
  static final int MOST_PARAMETERS = ROOM / 6;

  /** Iterations of a launch, and their rows. */
  private static final int MOST_STEPS = 1024;

  private static final int ROWS_OF_LAUNCH = 1 << 17;

  private final CudaLogisticKernels inner;
  private final CudaLogisticKernels outer;
  private final boolean fits;
  private final CudaSession session;
  private final DevicePenalty penalty;
  private final CudaFunction function;
  private final long problemAddress;
  private final long rowsAddress;
  private final long startsAddress;
  private final long stepsAddress;
  private final Words problem = new Words();
  private final int[] rowNumbers = new int[ROWS_OF_LAUNCH];
  private final int[] starts = new int[2 * MOST_STEPS + 1];
  private final double[] steps = new double[3 * MOST_STEPS];
  private final DistinctCheck innerRowsSeen;
  private final DistinctCheck outerRowsSeen;

  CudaBilevelKernels(CudaLogisticKernels inner, CudaLogisticKernels outer, Penalty penalty) {
    super(inner, outer, penalty);
    this.inner = inner;
    this.outer = outer;
    fits = inner.outputs() == 1 && inner.parameters() <= MOST_PARAMETERS;
    innerRowsSeen = new DistinctCheck(inner.rows());
    outerRowsSeen = new DistinctCheck(outer.rows());
    CudaPlan plan = new CudaPlan();
    int problemPiece = plan.add(64 * Long.BYTES);
    int rowsPiece = plan.add((long) rowNumbers.length * Integer.BYTES);
    int startsPiece = plan.add((long) starts.length * Integer.BYTES);
    int stepsPiece = plan.add((long) steps.length * Double.BYTES);
    session = CudaSession.open(inner.session().device().ordinal(), plan, "the steps of a problem");
    outer.join(inner);
    session.joinQueueOf(inner.session());
    this.penalty = new DevicePenalty(session, penalty);
    function = session.function("steps", "steps");
    problemAddress = session.address(problemPiece);
    rowsAddress = session.address(rowsPiece);
    startsAddress = session.address(startsPiece);
    stepsAddress = session.address(stepsPiece);
  }

  /** How the step is done where inner rows have a shape. */
  static Support support(Shape shape) {
    return shape.classes() <= 2 && shape.columns() <= MOST_PARAMETERS
        ? Support.own("a block runs many iterations a launch")
        : Support.inherited("composed of the others: too large for a block");
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
    for (int done = 0; done < count; ) {
      int fused = 0;
      starts[0] = 0;
      while (done + fused < count
          && fused < MOST_STEPS
          && gather(fused, innerRows[done + fused], outerRows[done + fused])) {
        schedule(fused, step, firstIteration + done + fused);
        fused++;
      }
      if (fused > 0) {
        long moves = Math.max(0, step.outerStart() - firstIteration - done);
        run(step, state, innerScale, outerScale, fused, moves);
        done += fused;
      } else {
        super.advanceK(
            step,
            state,
            firstIteration + done,
            1,
            Arrays.copyOfRange(innerRows, done, done + 1),
            innerScale,
            Arrays.copyOfRange(outerRows, done, done + 1),
            outerScale);
        done++;
      }
    }
  }

  /** Appends the rows of an iteration, if it can be fused and there is room for it. */
  private boolean gather(int k, Rows innerRows, Rows outerRows) {
    Rows first = innerRows.within(inner.rows());
    Rows second = outerRows.within(outer.rows());
    int from = starts[2 * k];
    if (!fits
        || Math.max(first.count(), second.count()) > MOST_ROWS
        || from + first.count() + second.count() > ROWS_OF_LAUNCH
        || first.weights() != null
        || second.weights() != null
        || !innerRowsSeen.areDistinct(first)
        || !outerRowsSeen.areDistinct(second)) {
      return false;
    }
    starts[2 * k + 1] = append(first, from);
    starts[2 * k + 2] = append(second, starts[2 * k + 1]);
    return true;
  }

  private int append(Rows rows, int from) {
    int count = rows.count();
    for (int k = 0; k < count; k++) {
      rowNumbers[from + k] = rows.row(k);
    }
    return from + count;
  }

  /** Appends the step sizes of iteration t, as {@link BilevelStep} computes them. */
  private void schedule(int k, BilevelStep step, long t) {
    steps[3 * k] = step.innerStep().at(t);
    steps[3 * k + 1] = t < step.outerStart() ? 0 : step.outerStep().at(t - step.outerStart() + 1);
    steps[3 * k + 2] = 1 - Math.pow(step.secondMomentDecay(), (double) t);
  }

  private void run(
      BilevelStep step,
      BilevelState state,
      double innerScale,
      double outerScale,
      int count,
      long firstMove) {
    session.enter();
    SagaTables tables = state.tables();
    problem.clear();
    inner.describeTo(problem);
    outer.describeTo(problem);
    problem.add(innerScale).add(outerScale);
    add(state.z(), state.v(), state.x(), state.momentum(), state.secondMoment());
    add(tables == null ? null : tables.residuals());
    add(tables == null ? null : tables.curvatures());
    add(tables == null ? null : tables.outerResiduals());
    problem
        .add(penalty.groupOf())
        .add(penalty.starts())
        .add(penalty.members())
        .add(penalty().fixedStrength())
        .add(rowsAddress)
        .add(startsAddress)
        .add(stepsAddress)
        .add(step.lower())
        .add(step.upper())
        .add(1 - step.momentum())
        .add(step.secondMomentDecay())
        .add(step.semiImplicit() ? 1 : 0)
        .add(firstMove);
    session.upload(problem.array(), 0, problem.count(), problemAddress);
    session.upload(rowNumbers, 0, starts[2 * count], rowsAddress);
    session.upload(starts, 0, 2 * count + 1, startsAddress);
    session.upload(steps, 0, 3 * count, stepsAddress);
    int columns = inner.parameters();
    int parts = parts(columns);
    int sharedBytes = (3 * columns * (1 + parts) + 3 * MOST_ROWS) * Double.BYTES;
    session
        .launch(function)
        .pointer(problemAddress)
        .integer(columns)
        .integer(penalty().outerDimension())
        .integer(parts)
        .integer(MOST_ROWS)
        .integer(count)
        .on(1, 1, 32 * WARPS, sharedBytes);
  }

  /** In how many parts the rows of a batch are added up: a power of two, as many as fit. */
  private static int parts(int columns) {
    int parts = WARPS;
    while (parts > 1 && 3 * columns * (1 + parts) > ROOM) {
      parts /= 2;
    }
    return parts;
  }

  private void add(Vec... vecs) {
    for (Vec vec : vecs) {
      problem.add(session.address(vec));
    }
  }

  private void add(@Nullable SagaTable table) {
    if (table == null) {
      problem.add(0).add(0).add(0.0);
    } else {
      add(table.scalars(), table.average());
      problem.add(table.rowScale());
    }
  }

  @Override
  protected void closeK() {
    try (session) {
      if (!session.driver().isLost()) { // else its memory is gone
        session.enter();
        penalty.free();
      }
    }
  }
}
