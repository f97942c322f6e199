package org.hypergrad.solvers;

import java.util.Map;
import org.hypergrad.kernels.BilevelStep;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;

/**
 * SABA with whole gradients as memory, one for each block of rows: the way for problems that are
 * not generalised linear models. Five sums are kept: the inner gradient, Hessian-vector product and
 * mixed derivative, and the outer gradient in z and in x.
 */
final class RowTables extends OracleLoop {

  private final Saba.TableStart tableStart;
  private final Table gradients;
  private final Table hessianVectors;
  private final Table mixedDerivatives;
  private final Table outerInZ;
  private final Table outerInX;
  private final Vec outerInXDirection;

  RowTables(
      BilevelProblem problem,
      Batches batches,
      BilevelStep step,
      Saba.TableStart tableStart,
      double[] z,
      double[] x) {
    super(problem, requireRoom(problem, batches), step, z, x);
    this.tableStart = tableStart;
    int p = problem.innerDimension();
    int d = problem.outerDimension();
    gradients = new Table(vectors, batches.innerBatchesPerEpoch(), p, problem.innerRows());
    hessianVectors = new Table(vectors, batches.innerBatchesPerEpoch(), p, problem.innerRows());
    mixedDerivatives = new Table(vectors, batches.innerBatchesPerEpoch(), d, problem.innerRows());
    outerInZ = new Table(vectors, batches.outerBatchesPerEpoch(), p, problem.outerRows());
    outerInX = new Table(vectors, batches.outerBatchesPerEpoch(), d, problem.outerRows());
    outerInXDirection = vectors.create(d);
  }

  /** Refuses sampling without blocks, and tables that cannot fit, before anything is computed. */
  private static Batches requireRoom(BilevelProblem problem, Batches batches) {
    if (batches.sampling() != Sampling.BLOCKS) {
      throw new IllegalArgumentException(
          "SABA with row tables keeps a gradient for each block of rows: it needs blocks sampling,"
              + " not "
              + batches.sampling());
    }
    double p = problem.innerDimension();
    double d = problem.outerDimension();
    double bytes =
        8
            * (batches.innerBatchesPerEpoch() * (2 * p + d)
                + batches.outerBatchesPerEpoch() * (p + d));
    Runtime runtime = Runtime.getRuntime();
    double free = runtime.maxMemory() - (double) (runtime.totalMemory() - runtime.freeMemory());
    if (bytes > 0.9 * free) {
      throw new IllegalArgumentException(
          "row tables need %.0f MB and %.0f MB of memory are free: take larger batches, more memory"
                  .formatted(bytes / 1e6, free / 1e6)
              + " (-Xmx), or a method without memory such as SOBA");
    }
    return batches;
  }

  @Override
  public void initialize() {
    if (tableStart == Saba.TableStart.ZERO) {
      return;
    }
    int size = batches.innerBatch();
    for (int block = 0; block < batches.innerBatchesPerEpoch(); block++) {
      Rows rows = Rows.range(block * size, Math.min(problem.innerRows(), (block + 1) * size));
      innerSums(rows);
      gradients.estimate(block, 0, state.innerDirection());
      hessianVectors.estimate(block, 0, state.linearDirection());
      mixedDerivatives.estimate(block, 0, state.outerDirection());
    }
    int outerSize = batches.outerBatch();
    for (int block = 0; block < batches.outerBatchesPerEpoch(); block++) {
      Rows rows =
          Rows.range(block * outerSize, Math.min(problem.outerRows(), (block + 1) * outerSize));
      outerSums(rows);
      outerInZ.estimate(block, 0, state.outerGradient());
      outerInX.estimate(block, 0, outerInXDirection);
    }
  }

  @Override
  public long samplesToInitialize() {
    return tableStart == Saba.TableStart.EXACT
        ? (long) problem.innerRows() + problem.outerRows()
        : 0;
  }

  private void innerSums(Rows rows) {
    problem.innerDirections(
        rows,
        1,
        state.z(),
        state.x(),
        state.v(),
        state.innerDirection(),
        state.linearDirection(),
        state.outerDirection());
  }

  private void outerSums(Rows rows) {
    problem.outerGradients(rows, 1, state.z(), state.x(), state.outerGradient(), outerInXDirection);
  }

  @Override
  void directions(Rows inner, Rows outer) {
    innerSums(inner);
    int innerBlock = inner.from() / batches.innerBatch();
    gradients.estimate(innerBlock, batches.innerScale(), state.innerDirection());
    hessianVectors.estimate(innerBlock, batches.innerScale(), state.linearDirection());
    mixedDerivatives.estimate(innerBlock, batches.innerScale(), state.outerDirection());
    outerSums(outer);
    int outerBlock = outer.from() / batches.outerBatch();
    outerInZ.estimate(outerBlock, batches.outerScale(), state.outerGradient());
    outerInX.estimate(outerBlock, batches.outerScale(), outerInXDirection);
    vectors.axpy(1, state.outerGradient(), state.linearDirection());
    vectors.axpy(1, outerInXDirection, state.outerDirection());
  }

  @Override
  public Map<String, Vec> saved() {
    Map<String, Vec> saved = super.saved();
    gradients.save("gradients", saved);
    hessianVectors.save("Hessian-vector products", saved);
    mixedDerivatives.save("mixed derivatives", saved);
    outerInZ.save("outer gradients in z", saved);
    outerInX.save("outer gradients in x", saved);
    return saved;
  }

  /** The last sum over every block, and the mean over all rows of what is stored. */
  static final class Table {
    private final Vectors vectors;
    private final Vec[] stored;
    private final Vec average;
    private final Vec change;
    private final double rowScale;

    Table(Vectors vectors, int blocks, int length, int rows) {
      this.vectors = vectors;
      this.rowScale = 1.0 / rows;
      stored = new Vec[blocks];
      for (int b = 0; b < blocks; b++) {
        stored[b] = vectors.create(length);
      }
      average = vectors.create(length);
      change = vectors.create(length);
    }

    /** From a block's sum to the SAGA estimate of the mean, in place, the memory renewed. */
    void estimate(int block, double scale, Vec sum) {
      vectors.copy(sum, change);
      vectors.axpy(-1, stored[block], change);
      vectors.copy(sum, stored[block]);
      vectors.copy(average, sum);
      vectors.axpy(scale, change, sum);
      vectors.axpy(rowScale, change, average);
    }

    void save(String name, Map<String, Vec> saved) {
      for (int b = 0; b < stored.length; b++) {
        saved.put(name + " " + b, stored[b]);
      }
      saved.put(name + " average", average);
    }
  }
}
