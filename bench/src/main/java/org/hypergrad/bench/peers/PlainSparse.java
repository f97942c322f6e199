package org.hypergrad.bench.peers;

import java.util.Arrays;
import org.hypergrad.bench.work.Passes;
import org.hypergrad.kernels.Dataset;

/** What people write: compressed rows in plain Java, dot, {@code Math.exp}, add, row by row. */
final class PlainSparse implements Passes {

  private final CompressedRows data;

  PlainSparse(Dataset data) {
    this.data = CompressedRows.of(data);
  }

  private double dot(int row, double[] z) {
    int[] columns = data.columns();
    double[] values = data.values();
    int end = data.starts()[row + 1];
    double sum = 0;
    for (int k = data.starts()[row]; k < end; k++) {
      sum += values[k] * z[columns[k]];
    }
    return sum;
  }

  private void add(int row, double factor, double[] out) {
    int[] columns = data.columns();
    double[] values = data.values();
    int end = data.starts()[row + 1];
    for (int k = data.starts()[row]; k < end; k++) {
      out[columns[k]] += factor * values[k];
    }
  }

  @Override
  public double loss(double[] z) {
    double sum = 0;
    for (int row = 0; row < data.rows(); row++) {
      sum += Pointwise.loss(data.signs()[row], dot(row, z));
    }
    return sum;
  }

  @Override
  public void gradient(double[] z, double[] out) {
    Arrays.fill(out, 0);
    for (int row = 0; row < data.rows(); row++) {
      add(row, Pointwise.residual(data.signs()[row], dot(row, z)), out);
    }
  }

  @Override
  public void hessianVector(double[] z, double[] v, double[] out) {
    Arrays.fill(out, 0);
    for (int row = 0; row < data.rows(); row++) {
      add(row, Pointwise.curvature(dot(row, z)) * dot(row, v), out);
    }
  }
}
