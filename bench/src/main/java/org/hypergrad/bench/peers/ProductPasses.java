package org.hypergrad.bench.peers;

import org.hypergrad.bench.work.Passes;
import org.hypergrad.kernels.Dataset;

/**
 * Passes by a library that has products with a matrix and with its transpose: margins of all rows,
 * pointwise functions in plain Java, and the product back.
 */
abstract class ProductPasses implements Passes {

  private final double[] signs;
  private final double[] margins;
  private final double[] along;

  ProductPasses(Dataset data) {
    signs = new double[data.rows()];
    for (int row = 0; row < signs.length; row++) {
      signs[row] = data.labels().sign(row);
    }
    margins = new double[signs.length];
    along = new double[signs.length];
  }

  /** out ← A z. */
  abstract void times(double[] z, double[] out);

  /** out ← Aᵀ coefficients. */
  abstract void transposedTimes(double[] coefficients, double[] out);

  @Override
  public double loss(double[] z) {
    times(z, margins);
    double sum = 0;
    for (int row = 0; row < signs.length; row++) {
      sum += Pointwise.loss(signs[row], margins[row]);
    }
    return sum;
  }

  @Override
  public void gradient(double[] z, double[] out) {
    times(z, margins);
    for (int row = 0; row < signs.length; row++) {
      margins[row] = Pointwise.residual(signs[row], margins[row]);
    }
    transposedTimes(margins, out);
  }

  @Override
  public void hessianVector(double[] z, double[] v, double[] out) {
    times(z, margins);
    times(v, along);
    for (int row = 0; row < signs.length; row++) {
      along[row] *= Pointwise.curvature(margins[row]);
    }
    transposedTimes(along, out);
  }
}
