package org.hypergrad.kernels.cuda;

import java.util.Arrays;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.Vec;
import org.jspecify.annotations.Nullable;

/**
 * One pass over rows, forward · pointwise · backward: margins, the functions of each row that are
 * asked for, and their transposed products. It is told what is asked for and then runs; one object
 * a handle, used anew for every call.
 */
final class Pass {

  /** Memory of the device for passes over rows: numbers of its pieces. */
  record Scratch(
      Batch.Scratch batch,
      int classes,
      int margins,
      int along,
      int losses,
      int residuals,
      int residualsOnce,
      int curvatures,
      int curvaturesOnce) {
    static Scratch in(CudaPlan plan, int n, int outputs) {
      long bytes = bytesOfScalars(n, outputs);
      return new Scratch(
          Batch.Scratch.in(plan, n),
          plan.add((long) n * Integer.BYTES),
          plan.add(bytes),
          plan.add(bytes),
          plan.add((Teams.blocks(n, Teams.width(outputs)) + 1L) * Double.BYTES),
          plan.add(bytes),
          plan.add(bytes),
          plan.add(bytes),
          plan.add(bytes));
    }
  }

  private final CudaSession session;
  private final ResidentRows matrix;
  private final int n;
  private final int columns;
  private final int outputs;
  private final int width;
  private final long bytesOfScalars;
  private final Batch batch;
  private final long classes;
  private final long margins;
  private final long along;
  private final long partialLosses;
  private final Coefficients residuals;
  private final Coefficients curvatures;
  private final CudaFunction function;
  private final CudaFunction gather;

  private Rows rows = Rows.range(0, 0);
  private @Nullable Vec z;
  private @Nullable Vec known;
  private @Nullable Vec v;
  private @Nullable Vec directional;
  private boolean losses;

  /** Passes over the rows of a dataset, whose labels are copied to the device. */
  Pass(Dataset data, int outputs, ResidentRows matrix, CudaSession session, Scratch scratch) {
    this.session = session;
    this.matrix = matrix;
    this.outputs = outputs;
    n = data.rows();
    columns = data.columns();
    width = Teams.width(outputs);
    bytesOfScalars = bytesOfScalars(n, outputs);
    batch = Batch.ofRows(n, session, scratch.batch);
    classes = session.address(scratch.classes);
    margins = session.address(scratch.margins);
    along = session.address(scratch.along);
    partialLosses = session.address(scratch.losses);
    residuals =
        new Coefficients(
            session.address(scratch.residuals), session.address(scratch.residualsOnce));
    curvatures =
        new Coefficients(
            session.address(scratch.curvatures), session.address(scratch.curvaturesOnce));
    function =
        outputs == 1
            ? session.function("binary", "binary")
            : session.function("softmax", "softmax");
    gather = session.function("vectors", "gather");
    uploadLabels(data.labels());
  }

  private void uploadLabels(Labels labels) {
    int[] classOf = new int[n];
    Arrays.setAll(classOf, labels::classOf);
    session.upload(classOf, 0, n, classes);
  }

  /** Of a number an output for every row; never 0, which would be no address. */
  private static long bytesOfScalars(int n, int outputs) {
    return Math.max(1, (long) n * outputs) * Double.BYTES;
  }

  /** What is added up over rows, times a number of each: its scratch, and where it goes. */
  private final class Coefficients {
    private final long address;
    private final long onceAddress;
    private @Nullable Vec out;
    private @Nullable SagaTable table;

    Coefficients(long address, long onceAddress) {
      this.address = address;
      this.onceAddress = onceAddress;
    }

    void to(@Nullable Vec sum, @Nullable SagaTable memory) {
      out = sum;
      table = memory;
    }

    private boolean alsoOnce() {
      return table != null && batch.repeats();
    }

    /** Where the coefficients are, or 0 if the sum is not asked for. */
    long address() {
      return out == null ? 0 : address;
    }

    /** Where those are in which a repeated row counts once, or 0 if they are not needed. */
    long onceAddress() {
      return alsoOnce() ? onceAddress : 0;
    }

    void clear() {
      if (out != null) {
        session.zero(address, bytesOfScalars);
      }
      if (alsoOnce()) {
        session.zero(onceAddress, bytesOfScalars);
      }
    }

    /** Appends coefficients and table to a launch, as {@code Pointwise} has them. */
    CudaLaunch to(CudaLaunch launch) {
      return launch
          .pointer(address())
          .pointer(onceAddress())
          .pointer(table == null ? 0 : session.address(table.scalars()));
    }

    /** The sum, and the average where no row moves it more than once. */
    Target target(double scale) {
      if (out == null) {
        return Target.NONE;
      }
      if (table == null) {
        return Target.of(scale, session.address(out));
      }
      long average = session.address(table.average());
      return new Target(
          scale, average, session.address(out), table.rowScale(), alsoOnce() ? 0 : average);
    }

    /** The average, from coefficients that count a row once. */
    Target average() {
      return table == null
          ? Target.NONE
          : Target.added(table.rowScale(), session.address(table.average()));
    }
  }

  /** Begins anew: over these rows at z. */
  Pass over(Rows selected, Vec point) {
    return over(selected, point, null);
  }

  /** Begins anew: over these rows at a point of which the margins are known, by row. */
  Pass overKnown(Rows selected, Vec knownMargins) {
    return over(selected, null, knownMargins);
  }

  private Pass over(Rows selected, @Nullable Vec point, @Nullable Vec knownMargins) {
    rows = selected;
    z = point;
    known = knownMargins;
    v = null;
    residuals.to(null, null);
    curvatures.to(null, null);
    directional = null;
    losses = false;
    return this;
  }

  /** Margins of v too, for products and directional derivatives. */
  Pass along(Vec direction) {
    v = direction;
    return this;
  }

  /** Asks for the gradient; with a table for SAGA's estimate, and the table's update. */
  Pass gradient(Vec out, @Nullable SagaTable table) {
    residuals.to(out, table);
    return this;
  }

  /**
   * Asks for the Hessian times v, or without v for its diagonal; with a table as {@link #gradient}.
   */
  Pass product(Vec out, @Nullable SagaTable table) {
    curvatures.to(out, table);
    return this;
  }

  /** Asks for the derivatives of the rows' losses along v. */
  Pass directional(Vec out) {
    directional = out;
    return this;
  }

  /** Asks for the sum of losses. */
  Pass losses() {
    losses = true;
    return this;
  }

  /**
   * Runs what was asked for.
   *
   * @return the sum of losses, 0 if not asked for
   */
  double run(double scale) {
    batch.select(session, rows);
    multiply();
    boolean byRow = matrix.byRow(batch.count());
    if (byRow && batch.count() < n) {
      residuals.clear();
      curvatures.clear();
    }
    if (batch.count() > 0) {
      pointwise(byRow);
    }
    if (columns > 0) {
      addUp(scale);
    }
    if (!losses || batch.count() == 0) {
      return 0;
    }
    int blocks = Teams.blocks(batch.count(), width);
    long sum = partialLosses + (long) blocks * Double.BYTES;
    session.sum(partialLosses, blocks, sum);
    return scale * session.readDouble(sum);
  }

  private void multiply() {
    long point = z == null ? 0 : session.address(z);
    if (known != null && v != null) {
      takeMargins(known);
      matrix.multiply(batch, session.address(v), 0, along, 0);
    } else if (v == null) {
      matrix.multiply(batch, point, 0, margins, 0);
    } else if (columns == 0) { // a vector without elements has no address, which would be no vector
      session.zero(margins, bytesOfScalars);
      session.zero(along, bytesOfScalars);
    } else {
      matrix.multiply(batch, point, session.address(v), margins, along);
    }
  }

  /** Copies the margins of the batch's rows to where they may be used up. */
  private void takeMargins(Vec ofRows) {
    if (batch.count() > 0) {
      CudaLaunch launch = batch.to(session.launch(gather).integer(outputs));
      launch.pointer(session.address(ofRows)).pointer(margins);
      Teams.start(launch, (long) batch.count() * outputs, 1);
    }
  }

  private void pointwise(boolean byRow) {
    CudaLaunch launch = session.launch(function);
    if (outputs > 1) {
      launch.integer(outputs).integer(width);
    }
    batch.to(launch.pointer(margins).pointer(v == null ? 0 : along));
    Vec weights = rows.weights();
    launch
        .pointer(batch.times())
        .pointer(classes)
        .pointer(weights == null ? 0 : session.address(weights))
        .integer(byRow ? 1 : 0);
    curvatures
        .to(residuals.to(launch))
        .pointer(directional == null ? 0 : session.address(directional))
        .pointer(losses ? partialLosses : 0);
    Teams.start(launch, batch.count(), width);
  }

  private void addUp(double scale) {
    boolean squares = v == null && curvatures.out != null;
    addUp(
        squares,
        residuals.address(),
        curvatures.address(),
        residuals.target(scale),
        curvatures.target(scale));
    addUp(
        squares,
        residuals.onceAddress(),
        curvatures.onceAddress(),
        residuals.average(),
        curvatures.average());
  }

  /** One sum or two, or none; a single one is always the first. */
  private void addUp(boolean squares, long x1, long x2, Target first, Target second) {
    if (x1 != 0) {
      matrix.addUp(batch, squares, x1, x2, first, second);
    } else if (x2 != 0) {
      matrix.addUp(batch, squares, x2, 0, second, Target.NONE);
    }
  }

  /** The margins of rows as they are listed, repeats included. */
  void margins(Rows selected, Vec point, Vec out) {
    long from = session.address(point);
    long to = session.address(out);
    for (int k = 0; k < selected.count(); k += batch.count()) {
      batch.listFrom(session, selected, k);
      matrix.multiply(batch, from, 0, to + (long) k * outputs * Double.BYTES, 0);
    }
  }

  /**
   * Appends rows and labels to a description of a problem, as {@code Rows} of steps.cu has them.
   */
  void describeTo(Words words) {
    matrix.describeTo(words);
    words.add(classes);
  }
}
