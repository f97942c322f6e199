package org.hypergrad.bench.peers;

import java.util.Arrays;
import org.hypergrad.bench.work.Passes;
import org.hypergrad.kernels.Dataset;

/** What people write: an array of rows in plain Java. */
final class PlainDense implements Passes {

  private final double[][] rows;
  private final double[] signs;

  PlainDense(Dataset data) {
    rows = new double[data.rows()][data.columns()];
    signs = new double[data.rows()];
    for (int i = 0; i < rows.length; i++) {
      double[] row = rows[i];
      data.features().forEachEntry(i, (column, value) -> row[column] = value);
      signs[i] = data.labels().sign(i);
    }
  }

  private static double dot(double[] row, double[] z) {
    double sum = 0;
    for (int j = 0; j < row.length; j++) {
      sum += row[j] * z[j];
    }
    return sum;
  }

  private static void add(double[] row, double factor, double[] out) {
    for (int j = 0; j < row.length; j++) {
      out[j] += factor * row[j];
    }
  }

  @Override
  public double loss(double[] z) {
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      sum += Pointwise.loss(signs[i], dot(rows[i], z));
    }
    return sum;
  }

  @Override
  public void gradient(double[] z, double[] out) {
    Arrays.fill(out, 0);
    for (int i = 0; i < rows.length; i++) {
      add(rows[i], Pointwise.residual(signs[i], dot(rows[i], z)), out);
    }
  }

  @Override
  public void hessianVector(double[] z, double[] v, double[] out) {
    Arrays.fill(out, 0);
    for (int i = 0; i < rows.length; i++) {
      add(rows[i], Pointwise.curvature(dot(rows[i], z)) * dot(rows[i], v), out);
    }
  }
}
