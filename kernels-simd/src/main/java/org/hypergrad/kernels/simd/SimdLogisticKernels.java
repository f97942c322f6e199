package org.hypergrad.kernels.simd;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.HostVec;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.scalar.ScalarLogisticKernels;
import org.jspecify.annotations.Nullable;

/**
 * The operations as passes over groups of rows, one pass a thread: a selection is cut into as many
 * contiguous parts as there are threads if it is large enough, and sums of parts are added in their
 * order, so that results depend on the number of threads and on nothing else. What is not
 * overridden is the scalar reference's.
 */
final class SimdLogisticKernels extends ScalarLogisticKernels {

  /** A part must have so many entries that waking a thread, some 10 µs, is little beside it. */
  static final long LEAST_ENTRIES_A_PART = 100_000;

  private final RowPass[] passes;
  private final @Nullable Team team;
  private final double[] losses;
  private final long rowsAPart;
  private final SagaUpdate residualUpdate;
  private final SagaUpdate curvatureUpdate;

  /** Opens a dataset whose rows lie in {@code layout}, with so many threads. */
  SimdLogisticKernels(Dataset data, SimdVectors vectors, RowLayout layout, int threads) {
    super(data, vectors);
    double[] signs = new double[data.rows()];
    Arrays.setAll(signs, data.labels()::sign);
    passes = new RowPass[threads];
    for (int k = 0; k < threads; k++) {
      passes[k] = new RowPass(k == 0 ? layout : layout.twin(), signs);
    }
    team = threads > 1 ? new Team(threads) : null;
    losses = new double[threads];
    double entriesARow = Math.max(1, layout.entriesARow());
    rowsAPart = Math.max(1, (long) (LEAST_ENTRIES_A_PART / entriesARow));
    residualUpdate = new SagaUpdate(data.features());
    curvatureUpdate = new SagaUpdate(data.features());
  }

  private static double[] array(Vec vec) {
    return ((HostVec) vec).array();
  }

  /** Into how many parts a selection is cut. */
  private int parts(Rows rows) {
    return Math.clamp(rows.count() / rowsAPart, 1, passes.length);
  }

  /** The first place of a part. */
  private static int start(Rows rows, int part, int parts) {
    return (int) ((long) rows.count() * part / parts);
  }

  private void run(int parts, IntConsumer part) {
    if (team != null) {
      team.run(parts, part);
    }
  }

  private void store(int parts, Vec out) {
    double[] outs = array(out);
    passes[0].layout().store(outs);
    for (int k = 1; k < parts; k++) {
      passes[k].layout().addTo(outs);
    }
  }

  private void store(int parts, Vec out, Vec otherOut) {
    double[] outs = array(out);
    double[] others = array(otherOut);
    passes[0].layout().store(outs, others);
    for (int k = 1; k < parts; k++) {
      passes[k].layout().addTo(outs, others);
    }
  }

  private double totalLoss(int parts) {
    double total = 0;
    for (int k = 0; k < parts; k++) {
      total += losses[k];
    }
    return total;
  }

  @Override
  protected double lossK(Rows rows, double scale, Vec z) {
    double[] zs = array(z);
    int parts = parts(rows);
    if (parts == 1) {
      return scale * passes[0].loss(rows, 0, rows.count(), zs);
    }
    run(
        parts,
        k ->
            losses[k] = passes[k].loss(rows, start(rows, k, parts), start(rows, k + 1, parts), zs));
    return scale * totalLoss(parts);
  }

  @Override
  protected void gradientK(Rows rows, double scale, Vec z, Vec out) {
    double[] zs = array(z);
    int parts = parts(rows);
    if (parts == 1) {
      passes[0].gradient(rows, 0, rows.count(), scale, zs);
    } else {
      run(
          parts,
          k ->
              passes[k].gradient(
                  rows, start(rows, k, parts), start(rows, k + 1, parts), scale, zs));
    }
    store(parts, out);
  }

  @Override
  protected double lossAndGradientK(Rows rows, double scale, Vec z, Vec out) {
    double[] zs = array(z);
    int parts = parts(rows);
    if (parts == 1) {
      losses[0] = passes[0].lossAndGradient(rows, 0, rows.count(), scale, zs);
    } else {
      run(
          parts,
          k ->
              losses[k] =
                  passes[k].lossAndGradient(
                      rows, start(rows, k, parts), start(rows, k + 1, parts), scale, zs));
    }
    store(parts, out);
    return scale * totalLoss(parts);
  }

  @Override
  protected void hessianVectorK(Rows rows, double scale, Vec z, Vec v, Vec out) {
    double[] zs = array(z);
    double[] vs = array(v);
    int parts = parts(rows);
    if (parts == 1) {
      passes[0].hessianVector(rows, 0, rows.count(), scale, zs, vs);
    } else {
      run(
          parts,
          k ->
              passes[k].hessianVector(
                  rows, start(rows, k, parts), start(rows, k + 1, parts), scale, zs, vs));
    }
    store(parts, out);
  }

  @Override
  protected void gradientAndHessianVectorK(
      Rows rows, double scale, Vec z, Vec v, Vec gradient, Vec hessianVector) {
    double[] zs = array(z);
    double[] vs = array(v);
    int parts = parts(rows);
    if (parts == 1) {
      passes[0].gradientAndHessianVector(rows, 0, rows.count(), scale, zs, vs);
    } else {
      run(
          parts,
          k ->
              passes[k].gradientAndHessianVector(
                  rows, start(rows, k, parts), start(rows, k + 1, parts), scale, zs, vs));
    }
    store(parts, gradient, hessianVector);
  }

  @Override
  protected void marginsK(Rows rows, Vec z, Vec out) {
    double[] zs = array(z);
    double[] outs = array(out);
    int parts = parts(rows);
    if (parts == 1) {
      passes[0].margins(rows, 0, rows.count(), zs, outs);
    } else {
      run(
          parts,
          k -> passes[k].margins(rows, start(rows, k, parts), start(rows, k + 1, parts), zs, outs));
    }
  }

  @Override
  protected void sagaGradientK(Rows rows, double scale, Vec z, SagaTable residuals, Vec out) {
    double[] zs = array(z);
    int parts = parts(rows);
    residualUpdate.open(rows, residuals);
    if (parts == 1) {
      passes[0].sagaGradient(rows, 0, rows.count(), zs, residualUpdate);
    } else {
      run(
          parts,
          k ->
              passes[k].sagaGradient(
                  rows, start(rows, k, parts), start(rows, k + 1, parts), zs, residualUpdate));
    }
    store(parts, out);
    residualUpdate.finish(scale, array(out));
  }

  @Override
  protected void sagaGradientAndHessianVectorK(
      Rows rows,
      double scale,
      Vec z,
      Vec v,
      SagaTable residuals,
      SagaTable curvatures,
      Vec gradient,
      Vec hessianVector) {
    double[] zs = array(z);
    double[] vs = array(v);
    int parts = parts(rows);
    residualUpdate.open(rows, residuals);
    curvatureUpdate.open(rows, curvatures);
    if (parts == 1) {
      passes[0].sagaGradientAndHessianVector(
          rows, 0, rows.count(), zs, vs, residualUpdate, curvatureUpdate);
    } else {
      run(
          parts,
          k ->
              passes[k].sagaGradientAndHessianVector(
                  rows,
                  start(rows, k, parts),
                  start(rows, k + 1, parts),
                  zs,
                  vs,
                  residualUpdate,
                  curvatureUpdate));
    }
    store(parts, gradient, hessianVector);
    residualUpdate.finish(scale, array(gradient));
    curvatureUpdate.finish(scale, array(hessianVector));
  }

  @Override
  protected void closeK() {
    if (team != null) {
      team.close();
    }
  }
}
