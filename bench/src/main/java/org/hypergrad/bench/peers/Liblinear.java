package org.hypergrad.bench.peers;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.LogisticRegressionFunction;
import de.bwaldvogel.liblinear.Problem;
import java.util.ArrayList;
import java.util.List;
import org.hypergrad.bench.work.Passes;
import org.hypergrad.kernels.Dataset;
import org.jspecify.annotations.Nullable;

/**
 * liblinear-java's objective. A gradient is {@code fun} and {@code grad}, as its solvers call them.
 * Its {@code Hv} takes curvatures over from the last gradient and so does a third less than a whole
 * Hessian-vector product; it is timed as it is. The ½‖z‖² of its objective is subtracted again.
 */
final class Liblinear implements Passes {

  private final LogisticRegressionFunction function;
  private double @Nullable [] lastPoint;

  Liblinear(Dataset data) {
    Problem problem = new Problem();
    problem.l = data.rows();
    problem.n = data.columns();
    problem.bias = -1;
    problem.y = new double[data.rows()];
    problem.x = new Feature[data.rows()][];
    for (int row = 0; row < data.rows(); row++) {
      problem.y[row] = data.labels().sign(row);
      List<Feature> features = new ArrayList<>();
      data.features()
          .forEachEntry(row, (column, value) -> features.add(new FeatureNode(column + 1, value)));
      problem.x[row] = features.toArray(Feature[]::new);
    }
    function = new LogisticRegressionFunction(problem);
  }

  @Override
  public double loss(double[] z) {
    double squares = 0;
    for (double value : z) {
      squares += value * value;
    }
    return function.value(z) - squares / 2;
  }

  @Override
  public void gradient(double[] z, double[] out) {
    function.value(z);
    function.gradient(z, out);
    subtract(z, out);
    lastPoint = z;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the very array of the last gradient, as its solvers do
  public void hessianVector(double[] z, double[] v, double[] out) {
    if (lastPoint != z) {
      gradient(z, out);
    }
    function.hessianVector(v, out);
    subtract(v, out);
  }

  private static void subtract(double[] z, double[] out) {
    for (int j = 0; j < out.length; j++) {
      out[j] -= z[j];
    }
  }
}
