package org.hypergrad.solvers;

/** Small dense linear algebra for closed forms: row-major square or rectangular arrays. */
final class DenseMatrix {

  private DenseMatrix() {}

  /** A x. */
  static double[] times(double[][] a, double[] x) {
    double[] out = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < x.length; j++) {
        out[i] += a[i][j] * x[j];
      }
    }
    return out;
  }

  /** Aᵀ x, A having {@code columns} columns. */
  static double[] transposedTimes(double[][] a, double[] x, int columns) {
    double[] out = new double[columns];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < columns; j++) {
        out[j] += a[i][j] * x[i];
      }
    }
    return out;
  }

  /**
   * A⁻¹ b for a symmetric positive definite A, by Cholesky factorisation.
   *
   * @throws ArithmeticException if A is not positive definite
   */
  static double[] solvePositive(double[][] a, double[] b) {
    double[] x = b.clone();
    solveFactored(choleskyFactor(a), x);
    return x;
  }

  /**
   * The lower triangle L with L Lᵀ = A, of which only the lower triangle is read.
   *
   * @throws ArithmeticException if A is not positive definite
   */
  static double[][] choleskyFactor(double[][] a) {
    int n = a.length;
    double[][] factor = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = a[i][j];
        for (int k = 0; k < j; k++) {
          sum -= factor[i][k] * factor[j][k];
        }
        if (i > j) {
          factor[i][j] = sum / factor[j][j];
        } else if (sum > 0) {
          factor[i][i] = Math.sqrt(sum);
        } else {
          throw new ArithmeticException("the matrix is not positive definite");
        }
      }
    }
    return factor;
  }

  /** x ← (L Lᵀ)⁻¹ x. */
  static void solveFactored(double[][] factor, double[] x) {
    int n = x.length;
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) {
        x[i] -= factor[i][k] * x[k];
      }
      x[i] /= factor[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      x[i] /= factor[i][i];
      for (int k = 0; k < i; k++) {
        x[k] -= factor[i][k] * x[i];
      }
    }
  }
}
