package de.bwaldvogel.liblinear;

import java.util.Arrays;

/** A door to liblinear's {@code L2R_LrFunction}, which only its own package can see. */
public final class LogisticRegressionFunction {

  private final L2R_LrFunction function;

  /** ½‖w‖² + Σ loss on a problem. */
  public LogisticRegressionFunction(Problem problem) {
    double[] costs = new double[problem.l];
    Arrays.fill(costs, 1);
    function = new L2R_LrFunction(problem, new Parameter(SolverType.L2R_LR, 1, 0.01), costs);
  }

  /** The objective; remembers the margins. */
  public double value(double[] w) {
    return function.fun(w);
  }

  /** Its gradient at the point of the last {@link #value}; remembers the curvatures. */
  public void gradient(double[] w, double[] out) {
    function.grad(w, out);
  }

  /** Hessian-vector product at the point of the last {@link #gradient}. */
  public void hessianVector(double[] s, double[] out) {
    function.Hv(s, out);
  }
}
