package org.hypergrad.kernels.simd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
  private final double[][] partSums;
  private final double[][] partOthers;
  private final long rowsAPart;
  private final SagaUpdate residualUpdate;
  private final SagaUpdate curvatureUpdate;
  private final String storage;

  /** Opens a dataset whose rows lie as planned, with so many threads. */
  SimdLogisticKernels(Dataset data, SimdVectors vectors, StoragePlan plan, int threads) {
    super(data, vectors);
    double[] signs = new double[data.rows()];
    Arrays.setAll(signs, data.labels()::sign);
    double entriesARow = Math.max(1, plan.rows().entriesARow());
    rowsAPart = Math.max(1, (long) (LEAST_ENTRIES_A_PART / entriesARow));
    passes = new RowPass[threads];
    Rows all = Rows.range(0, data.rows());
    int parts = parts(all);
    List<String> storage = new ArrayList<>(List.of(plan.rows().describe()));
    for (int k = 0; k < threads; k++) {
      ColumnLayout columns =
          k < parts ? plan.columnCopy(start(all, k, parts), start(all, k + 1, parts)) : null;
      if (columns != null) {
        storage.add(columns.describe());
      }
      passes[k] = new RowPass(k == 0 ? plan.rows() : plan.rows().twin(), columns, signs);
    }
    this.storage = String.join("; ", storage);
    team = threads > 1 ? new Team(threads) : null;
    losses = new double[threads];
    partSums = new double[threads][0];
    partOthers = new double[threads][0];
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

  /** Where a part's sum goes: the first part's where it belongs, the others' beside it. */
  private double[] sumOf(int part, double[] out) {
    return part == 0 ? out : partSums[part];
  }

  private double[] otherOf(int part, double[] out) {
    return part == 0 ? out : partOthers[part];
  }

  /** Room for the sums of so many parts. */
  private void reserve(double[][] sums, int parts) {
    for (int k = 1; k < parts; k++) {
      if (sums[k].length == 0) {
        sums[k] = new double[parameters()];
      }
    }
  }

  /** Adds the parts' sums to the first, in order. */
  private static void collect(double[][] sums, int parts, double[] out) {
    for (int k = 1; k < parts; k++) {
      double[] sum = sums[k];
      for (int j = 0; j < out.length; j++) {
        out[j] += sum[j];
      }
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
    double[] outs = array(out);
    int parts = parts(rows);
    if (parts == 1) {
      passes[0].gradient(rows, 0, rows.count(), scale, zs, outs);
      return;
    }
    reserve(partSums, parts);
    run(
        parts,
        k ->
            passes[k].gradient(
                rows,
                start(rows, k, parts),
                start(rows, k + 1, parts),
                scale,
                zs,
                sumOf(k, outs)));
    collect(partSums, parts, outs);
  }

  @Override
  protected double lossAndGradientK(Rows rows, double scale, Vec z, Vec out) {
    double[] zs = array(z);
    double[] outs = array(out);
    int parts = parts(rows);
    if (parts == 1) {
      return scale * passes[0].lossAndGradient(rows, 0, rows.count(), scale, zs, outs);
    }
    reserve(partSums, parts);
    run(
        parts,
        k ->
            losses[k] =
                passes[k].lossAndGradient(
                    rows,
                    start(rows, k, parts),
                    start(rows, k + 1, parts),
                    scale,
                    zs,
                    sumOf(k, outs)));
    collect(partSums, parts, outs);
    return scale * totalLoss(parts);
  }

  @Override
  protected void hessianVectorK(Rows rows, double scale, Vec z, Vec v, Vec out) {
    double[] zs = array(z);
    double[] vs = array(v);
    double[] outs = array(out);
    int parts = parts(rows);
    if (parts == 1) {
      passes[0].hessianVector(rows, 0, rows.count(), scale, zs, vs, outs);
      return;
    }
    reserve(partSums, parts);
    run(
        parts,
        k ->
            passes[k].hessianVector(
                rows,
                start(rows, k, parts),
                start(rows, k + 1, parts),
                scale,
                zs,
                vs,
                sumOf(k, outs)));
    collect(partSums, parts, outs);
  }

  @Override
  protected void gradientAndHessianVectorK(
      Rows rows, double scale, Vec z, Vec v, Vec gradient, Vec hessianVector) {
    double[] zs = array(z);
    double[] vs = array(v);
    double[] gradients = array(gradient);
    double[] products = array(hessianVector);
    int parts = parts(rows);
    if (parts == 1) {
      passes[0].gradientAndHessianVector(
          rows, 0, rows.count(), scale, zs, vs, gradients, products);
      return;
    }
    reserve(partSums, parts);
    reserve(partOthers, parts);
    run(
        parts,
        k ->
            passes[k].gradientAndHessianVector(
                rows,
                start(rows, k, parts),
                start(rows, k + 1, parts),
                scale,
                zs,
                vs,
                sumOf(k, gradients),
                otherOf(k, products)));
    collect(partSums, parts, gradients);
    collect(partOthers, parts, products);
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
    double[] outs = array(out);
    int parts = parts(rows);
    residualUpdate.open(rows, residuals);
    if (parts == 1) {
      passes[0].sagaGradient(rows, 0, rows.count(), zs, residualUpdate, outs);
    } else {
      reserve(partSums, parts);
      run(
          parts,
          k ->
              passes[k].sagaGradient(
                  rows,
                  start(rows, k, parts),
                  start(rows, k + 1, parts),
                  zs,
                  residualUpdate,
                  sumOf(k, outs)));
      collect(partSums, parts, outs);
    }
    residualUpdate.finish(scale, outs);
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
    double[] gradients = array(gradient);
    double[] products = array(hessianVector);
    int parts = parts(rows);
    residualUpdate.open(rows, residuals);
    curvatureUpdate.open(rows, curvatures);
    if (parts == 1) {
      passes[0].sagaGradientAndHessianVector(
          rows,
          0,
          rows.count(),
          zs,
          vs,
          residualUpdate,
          curvatureUpdate,
          gradients,
          products);
    } else {
      reserve(partSums, parts);
      reserve(partOthers, parts);
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
                  curvatureUpdate,
                  sumOf(k, gradients),
                  otherOf(k, products)));
      collect(partSums, parts, gradients);
      collect(partOthers, parts, products);
    }
    residualUpdate.finish(scale, gradients);
    curvatureUpdate.finish(scale, products);
  }

  /** How the rows lie in memory, with their bytes. */
  String storage() {
    return storage;
  }

  @Override
  protected void closeK() {
    if (team != null) {
      team.close();
    }
  }
}
