package org.hypergrad.solvers;

import java.util.Arrays;
import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.jspecify.annotations.Nullable;

/**
 * An approximation to a Hessian's inverse for conjugate gradients: the inverse of its diagonal, or,
 * once that has turned out to be too little, a Cholesky factor of the whole Hessian at some earlier
 * point. A factor costs p products and p² numbers, so it is for small p; a stale one still serves
 * as long as it saves more steps than a new one costs.
 */
final class Preconditioner implements LinearOperator {

  /**
   * A part of the largest diagonal element, below what penalties add and far above rounding: where
   * the Hessian is singular, as along an intercept of many classes, a factor must not blow up
   * noise.
   */
  private static final double RIDGE = 1e-9;

  private final Vectors vectors;
  private final int length;
  private final Vec inverseDiagonal;
  private double @Nullable [][] factor;
  private double[] numbers = new double[0];

  Preconditioner(Vectors vectors, int length) {
    this.vectors = vectors;
    this.length = length;
    inverseDiagonal = vectors.create(length);
    vectors.fill(1, inverseDiagonal);
  }

  /** Sets the diagonal, which is used while there is no factor; {@code diagonal} is used up. */
  void diagonal(Vec diagonal) {
    double[] elements = vectors.toArray(diagonal);
    Arrays.setAll(elements, k -> elements[k] > 0 ? 1 / elements[k] : 1);
    vectors.write(elements, inverseDiagonal);
  }

  /** Goes back to the diagonal. */
  void dropFactor() {
    factor = null;
  }

  /** Takes a factor of a Hessian from now on; goes back to the diagonal where there is none. */
  void factorize(LinearOperator hessian) {
    double[][] matrix = new double[length][];
    double[] unit = new double[length];
    Vec in = vectors.create(length);
    Vec out = vectors.create(length);
    double largest = 0;
    for (int k = 0; k < length; k++) {
      unit[k] = 1;
      vectors.write(unit, in);
      unit[k] = 0;
      hessian.apply(in, out);
      matrix[k] = vectors.toArray(out);
      largest = Math.max(largest, matrix[k][k]);
    }
    for (int k = 0; k < length; k++) {
      matrix[k][k] += RIDGE * largest;
    }
    try {
      factor = DenseMatrix.choleskyFactor(matrix);
      numbers = new double[length];
    } catch (ArithmeticException e) { // not positive within rounding: the diagonal has to do
      factor = null;
    }
  }

  @Override
  public void apply(Vec in, Vec out) {
    if (factor == null) {
      vectors.fill(0, out);
      vectors.multiplyAdd(1, inverseDiagonal, in, out);
      return;
    }
    vectors.read(in, numbers);
    DenseMatrix.solveFactored(factor, numbers);
    vectors.write(numbers, out);
  }
}
