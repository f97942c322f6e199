package org.hypergrad.kernels.cuda;

import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.SagaTables;
import org.hypergrad.kernels.Vec;
import org.jspecify.annotations.Nullable;

/**
 * A launch of steps.cu: many iterations of one problem or of several, a block each. It is told of
 * the problems one after the other and then started; one object, used anew for every launch, which
 * has memory of its own for the rows that the host has drawn.
 */
final class StepLaunch implements AutoCloseable {

  /** Rows of an iteration, inner or outer, whose coefficients have room in shared memory. */
  static final int MOST_ROWS = 512;

  private static final int WARPS = 16;

  /** Numbers in the shared memory that every device has for a block, but for the coefficients. */
  private static final int ROOM = 48 * 1024 / Double.BYTES - 3 * MOST_ROWS;

  /** Length of z up to which z, v, the mixed derivative's terms and three sums fit beside them. */
  static final int MOST_PARAMETERS = ROOM / 6;

  /** Iterations of a problem in a launch, and their rows. */
  private static final int MOST_STEPS = 256;

  private static final int ROWS_OF_PROBLEM = 1 << 14;
  private static final int WORDS_OF_PROBLEM = 64;

  private final CudaSession session;
  private final CudaFunction function;
  private final long problemsAddress;
  private final long rowsAddress;
  private final long startsAddress;
  private final long stepsAddress;
  private final Words words = new Words();
  private final int[] rowNumbers;
  private final int[] starts;
  private final double[] steps;

  private int problems;
  private int rowEnd;
  private int startEnd;
  private int stepEnd;
  private int largest;

  private StepLaunch(
      CudaSession session,
      int most,
      int problemsPiece,
      int rowsPiece,
      int startsPiece,
      int stepsPiece) {
    this.session = session;
    rowNumbers = new int[most * ROWS_OF_PROBLEM];
    starts = new int[most * (2 * MOST_STEPS + 1)];
    steps = new double[most * 3 * MOST_STEPS];
    function = session.function("steps", "steps");
    problemsAddress = session.address(problemsPiece);
    rowsAddress = session.address(rowsPiece);
    startsAddress = session.address(startsPiece);
    stepsAddress = session.address(stepsPiece);
  }

  /** For so many problems at most, on a device. */
  static StepLaunch open(int device, int most) {
    CudaPlan plan = new CudaPlan();
    int problemsPiece = plan.add((long) most * WORDS_OF_PROBLEM * Long.BYTES);
    int rowsPiece = plan.add((long) most * ROWS_OF_PROBLEM * Integer.BYTES);
    int startsPiece = plan.add(most * (2L * MOST_STEPS + 1) * Integer.BYTES);
    int stepsPiece = plan.add(most * 3L * MOST_STEPS * Double.BYTES);
    CudaSession session =
        CudaSession.open(device, plan, "the steps of %d problems".formatted(most));
    try {
      return new StepLaunch(session, most, problemsPiece, rowsPiece, startsPiece, stepsPiece);
    } catch (RuntimeException failed) {
      session.close();
      throw failed;
    }
  }

  CudaSession session() {
    return session;
  }

  /** Begins anew, without problems. */
  void begin() {
    words.clear();
    problems = 0;
    rowEnd = 0;
    startEnd = 0;
    stepEnd = 0;
    largest = 0;
  }

  /** Which iterations of which problem are to be run: the rows from {@code from} on. */
  record Run(
      BilevelStep step,
      BilevelState state,
      long firstIteration,
      int from,
      int to,
      Rows[] innerRows,
      double innerScale,
      Rows[] outerRows,
      double outerScale) {

    /** The number of the k-th of them, from 1. */
    long iteration(int k) {
      return firstIteration + from + k;
    }
  }

  /**
   * Adds a problem, with as many of its iterations as can be fused and have room.
   *
   * @return how many; the problem is not added if there are none
   */
  int add(CudaBilevelKernels kernels, Run run) {
    int firstStart = startEnd;
    int firstStep = stepEnd;
    int limit = Math.min(run.to - run.from, MOST_STEPS);
    int count = 0;
    int end = rowEnd;
    starts[firstStart] = rowEnd;
    while (count < limit) {
      Rows inner = run.innerRows[run.from + count].within(kernels.inner().rows());
      Rows outer = run.outerRows[run.from + count].within(kernels.outer().rows());
      if (end + inner.count() + outer.count() - rowEnd > ROWS_OF_PROBLEM
          || !kernels.fuses(inner, outer)) {
        break;
      }
      end = append(inner, end);
      starts[firstStart + 2 * count + 1] = end;
      end = append(outer, end);
      starts[firstStart + 2 * count + 2] = end;
      schedule(firstStep + 3 * count, run.step, run.iteration(count));
      count++;
    }
    if (count > 0) {
      describe(kernels, run, count);
      rowEnd = end;
      startEnd += 2 * count + 1;
      stepEnd += 3 * count;
    }
    return count;
  }

  private int append(Rows rows, int from) {
    int count = rows.count();
    for (int k = 0; k < count; k++) {
      rowNumbers[from + k] = rows.row(k);
    }
    return from + count;
  }

  /** Step sizes of iteration t, as {@link BilevelStep} computes them. */
  private void schedule(int at, BilevelStep step, long t) {
    steps[at] = step.innerStep().at(t);
    steps[at + 1] = t < step.outerStart() ? 0 : step.outerStep().at(t - step.outerStart() + 1);
    steps[at + 2] = 1 - Math.pow(step.secondMomentDecay(), (double) t);
  }

  /** Appends the words of {@code Problem} in steps.cu, in their order. */
  private void describe(CudaBilevelKernels kernels, Run run, int count) {
    BilevelStep step = run.step;
    BilevelState state = run.state;
    SagaTables tables = state.tables();
    Penalty penalty = kernels.penalty();
    int columns = penalty.innerDimension();
    words.add(columns).add(penalty.outerDimension()).add(parts(columns)).add(count);
    kernels.describeRowsTo(words);
    words.add(run.innerScale).add(run.outerScale);
    add(state.z(), state.v(), state.x(), state.momentum(), state.secondMoment());
    add(tables == null ? null : tables.residuals());
    add(tables == null ? null : tables.curvatures());
    add(tables == null ? null : tables.outerResiduals());
    kernels.describePenaltyTo(words);
    words
        .add(rowsAddress)
        .add(startsAddress + (long) startEnd * Integer.BYTES)
        .add(stepsAddress + (long) stepEnd * Double.BYTES)
        .add(step.lower())
        .add(step.upper())
        .add(1 - step.momentum())
        .add(step.secondMomentDecay())
        .add(step.semiImplicit() ? 1 : 0)
        .add(Math.max(0, step.outerStart() - run.iteration(0)));
    problems++;
    largest = Math.max(largest, sharedBytes(columns));
  }

  private void add(Vec... vecs) {
    for (Vec vec : vecs) {
      words.add(session.address(vec));
    }
  }

  private void add(@Nullable SagaTable table) {
    if (table == null) {
      words.add(0).add(0).add(0.0);
    } else {
      add(table.scalars(), table.average());
      words.add(table.rowScale());
    }
  }

  /** In how many parts the rows of a batch are added up: a power of two, as many as fit. */
  private static int parts(int columns) {
    int parts = WARPS;
    while (parts > 1 && 3 * columns * (1 + parts) > ROOM) {
      parts /= 2;
    }
    return parts;
  }

  private static int sharedBytes(int columns) {
    return (3 * columns * (1 + parts(columns)) + 3 * MOST_ROWS) * Double.BYTES;
  }

  /** Starts the iterations of all problems added, if there are any. */
  void start() {
    if (problems == 0) {
      return;
    }
    session.upload(words.array(), 0, words.count(), problemsAddress);
    session.upload(rowNumbers, 0, rowEnd, rowsAddress);
    session.upload(starts, 0, startEnd, startsAddress);
    session.upload(steps, 0, stepEnd, stepsAddress);
    session
        .launch(function)
        .pointer(problemsAddress)
        .integer(MOST_ROWS)
        .on(problems, 1, 32 * WARPS, largest);
  }

  @Override
  public void close() {
    session.close();
  }
}
