package org.hypergrad.kernels.cuda;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.hypergrad.kernels.BilevelState;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.RowWeightState;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.SagaTables;
import org.hypergrad.kernels.Vec;
import org.jspecify.annotations.Nullable;

/**
 * A launch of steps.cu: many iterations of one problem or of several, a block each. It is told of
 * the problems one after the other and then started; one object, used anew for every launch.
 *
 * <p>What a launch is told lies in one piece of memory: the problems' words, then for each of them
 * its step sizes, where the rows of each iteration begin, and the rows. It is written where it is
 * sent from, in one of two halves, so that the host draws rows while the device uses those before.
 */
final class StepLaunch implements AutoCloseable {

  /** Iterations of a problem in a launch, and their rows. */
  private static final int MOST_STEPS = 256;

  private static final int ROWS_OF_PROBLEM = 1 << 14;

  /** Words of {@code Problem} in problem.cuh. */
  private static final int WORDS = 58;

  private static final long BYTES_OF_WORDS = WORDS * Long.BYTES;

  private final CudaSession session;
  private final CudaFunction function;
  private final long address;
  private final int most;
  private final Words words = new Words();
  private MemorySegment half = MemorySegment.NULL;

  private int problems;
  private long end;
  private int largest;

  private StepLaunch(CudaSession session, int most, long address) {
    this.session = session;
    this.most = most;
    this.address = address;
    function = session.function("steps", "steps");
  }

  /** For so many problems at most, on a device. */
  static StepLaunch open(int device, int most) {
    CudaPlan plan = new CudaPlan();
    long bytes = most * (BYTES_OF_WORDS + rowsFrom(MOST_STEPS) + ROWS_OF_PROBLEM * Integer.BYTES);
    int piece = plan.add(bytes);
    plan.stage(bytes);
    CudaSession session =
        CudaSession.open(device, plan, "the steps of %d problems".formatted(most));
    try {
      return new StepLaunch(session, most, session.address(piece));
    } catch (RuntimeException failed) {
      session.close();
      throw failed;
    }
  }

  CudaSession session() {
    return session;
  }

  /** Begins anew, without problems, when the launch before the last one has what it was told. */
  void begin() {
    half = session.freeHalf();
    problems = 0;
    end = most * BYTES_OF_WORDS;
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

    /** How many there are. */
    int count() {
      return to - from;
    }

    /** The number of the k-th of them, from 1. */
    long iteration(int k) {
      return firstIteration + from + k;
    }

    /** The inner rows of the next one. */
    Rows[] nextInnerRows() {
      return Arrays.copyOfRange(innerRows, from, from + 1);
    }

    /** The outer rows of the next one. */
    Rows[] nextOuterRows() {
      return Arrays.copyOfRange(outerRows, from, from + 1);
    }

    /** What is left after so many. */
    Run after(int done) {
      return new Run(
          step,
          state,
          firstIteration,
          from + done,
          to,
          innerRows,
          innerScale,
          outerRows,
          outerScale);
    }
  }

  /**
   * Bytes before the rows of a problem with so many iterations: three steps and two starts each.
   */
  private static long rowsFrom(int iterations) {
    return startsFrom(iterations) + (2L * iterations + 2) * Integer.BYTES;
  }

  private static long startsFrom(int iterations) {
    return 3L * iterations * Double.BYTES;
  }

  /**
   * Adds a problem, with as many of its iterations as can be fused and have room.
   *
   * @return how many; the problem is not added if there are none
   */
  int add(FusedSteps steps, Run run) {
    int limit = Math.min(run.count(), MOST_STEPS);
    long starts = end + startsFrom(limit);
    long rows = end + rowsFrom(limit);
    int row = 0;
    int count = 0;
    putInt(starts, 0, 0);
    while (count < limit) {
      Rows inner = run.innerRows[run.from + count].within(steps.innerCount());
      Rows outer = run.outerRows[run.from + count].within(steps.outerCount());
      if (inner.count() + (long) outer.count() + row > ROWS_OF_PROBLEM
          || !steps.fuses(inner, outer)) {
        break;
      }
      row = put(inner, rows, row);
      putInt(starts, 2 * count + 1, row);
      row = put(outer, rows, row);
      putInt(starts, 2 * count + 2, row);
      schedule(count, run.step, run.iteration(count));
      count++;
    }
    if (count > 0) {
      describe(steps, run, count, address + rows, address + starts);
      end = Math.ceilDiv(rows + (long) row * Integer.BYTES, Double.BYTES) * Double.BYTES;
    }
    return count;
  }

  private void putInt(long at, int index, int value) {
    half.set(ValueLayout.JAVA_INT, at + (long) index * Integer.BYTES, value);
  }

  private int put(Rows rows, long at, int from) {
    int count = rows.count();
    for (int k = 0; k < count; k++) {
      putInt(at, from + k, rows.row(k));
    }
    return from + count;
  }

  /** Step sizes of the k-th iteration, t, as {@link BilevelStep} computes them. */
  private void schedule(int k, BilevelStep step, long t) {
    putStep(3 * k, step.innerStep().at(t));
    putStep(3 * k + 1, t < step.outerStart() ? 0 : step.outerStep().at(t - step.outerStart() + 1));
    putStep(3 * k + 2, 1 - Math.pow(step.secondMomentDecay(), (double) t));
  }

  private void putStep(int index, double value) {
    half.set(ValueLayout.JAVA_DOUBLE, end + (long) index * Double.BYTES, value);
  }

  /** Writes the words of {@code Problem} in problem.cuh, in their order. */
  private void describe(FusedSteps steps, Run run, int count, long rows, long starts) {
    BilevelStep step = run.step;
    BilevelState state = run.state;
    SagaTables tables = state.tables();
    StepLayout layout = steps.layout();
    steps.describeSizesTo(words.clear());
    words.add(count).add(layout.coefficients()).add(layout.rows()).add(layout.parts());
    steps.describeRowsTo(words);
    words.add(run.innerScale).add(run.outerScale);
    add(state.z(), state.v(), state.x(), state.momentum(), state.secondMoment());
    add(tables == null ? null : tables.residuals());
    add(tables == null ? null : tables.curvatures());
    add(tables == null ? null : tables.outerResiduals());
    add(
        state.innerDirection(),
        state.linearDirection(),
        state.outerGradient(),
        state.coefficients());
    steps.describePenaltyTo(words);
    words
        .add(rows)
        .add(starts)
        .add(address + end)
        .add(step.lower())
        .add(step.upper())
        .add(1 - step.momentum())
        .add(step.secondMomentDecay())
        .add(step.semiImplicit() ? 1 : 0)
        .add(Math.max(0, step.outerStart() - run.iteration(0)));
    if (state instanceof RowWeightState weighted) {
      words.add(1);
      add(weighted.rowDerivatives(), weighted.stepsAtLastMove(), weighted.steps());
      words.add(steps.innerCount() == 0 ? 0 : 1.0 / steps.innerCount());
    } else {
      words.add(0).add(0).add(0).add(0).add(0.0);
    }
    if (words.count() != WORDS) {
      throw new IllegalStateException("a problem of %d words".formatted(words.count()));
    }
    MemorySegment.copy(
        words.array(), 0, half, ValueLayout.JAVA_LONG, problems * BYTES_OF_WORDS, WORDS);
    problems++;
    largest = Math.max(largest, layout.sharedBytes());
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

  /** Starts the iterations of all problems added, if there are any. */
  void start() {
    if (problems == 0) {
      return;
    }
    session.sendHalf(end, address);
    session.launch(function).pointer(address).on(problems, 1, 32 * StepLayout.WARPS, largest);
  }

  @Override
  public void close() {
    session.close();
  }
}
