package org.hypergrad.kernels;

import org.hypergrad.kernels.scalar.ScalarBackend;

/**
 * Kernels whose vectors live elsewhere, as a GPU's do, to see that the overloads on arrays copy in
 * and out. Only what those overloads need is there.
 */
final class DeviceKernels extends LogisticKernels {

  private final LogisticKernels host;

  DeviceKernels(Dataset data) {
    super(data, new DeviceVectors());
    host = new ScalarBackend().logistic(data, OpenOptions.defaults());
  }

  int vectorsMade() {
    return ((DeviceVectors) vectors()).made;
  }

  /** A vector that no host operation can take. */
  static final class DeviceVec extends Vec {
    private final double[] memory;

    DeviceVec(int length) {
      super(length);
      memory = new double[length];
    }

    @Override
    protected boolean overlaps(Vec other) {
      return other == this;
    }
  }

  private static HostVec onHost(Vec vec) {
    return HostVec.of(((DeviceVec) vec).memory);
  }

  @Override
  protected double lossK(Rows rows, double scale, Vec z) {
    return host.loss(rows, scale, onHost(z));
  }

  @Override
  protected void gradientK(Rows rows, double scale, Vec z, Vec out) {
    host.gradient(rows, scale, onHost(z), onHost(out));
  }

  @Override
  protected double lossAndGradientK(Rows rows, double scale, Vec z, Vec out) {
    return host.lossAndGradient(rows, scale, onHost(z), onHost(out));
  }

  @Override
  protected void hessianVectorK(Rows rows, double scale, Vec z, Vec v, Vec out) {
    host.hessianVector(rows, scale, onHost(z), onHost(v), onHost(out));
  }

  @Override
  protected void hessianVectorFromMarginsK(Rows rows, double scale, Vec margins, Vec v, Vec out) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void gradientAndHessianVectorK(
      Rows rows, double scale, Vec z, Vec v, Vec gradient, Vec hessianVector) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void hessianDiagonalK(Rows rows, double scale, Vec z, Vec out) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void marginsK(Rows rows, Vec z, Vec out) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void sagaGradientK(Rows rows, double scale, Vec z, SagaTable residuals, Vec out) {
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
  }

  @Override
  protected void directionalDerivativesK(Rows rows, Vec z, Vec v, Vec out) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void gradientHessianVectorAndDirectionalDerivativesK(
      Rows rows, double scale, Vec z, Vec v, Vec gradient, Vec hessianVector, Vec directional) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void sagaGradientHessianVectorAndDirectionalDerivativesK(
      Rows rows,
      double scale,
      Vec z,
      Vec v,
      SagaTable residuals,
      SagaTable curvatures,
      Vec gradient,
      Vec hessianVector,
      Vec directional) {
    throw new UnsupportedOperationException();
  }

  private static final class DeviceVectors extends Vectors {
    private int made;

    @Override
    protected boolean owns(Vec vec) {
      return vec instanceof DeviceVec;
    }

    @Override
    protected Vec createK(int length) {
      made++;
      return new DeviceVec(length);
    }

    @Override
    protected void readK(Vec from, double[] to) {
      System.arraycopy(((DeviceVec) from).memory, 0, to, 0, to.length);
    }

    @Override
    protected void writeK(double[] from, Vec to) {
      System.arraycopy(from, 0, ((DeviceVec) to).memory, 0, from.length);
    }

    @Override
    protected void readK(Rows rows, Vec from, double[] to) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void writeK(Rows rows, double[] from, Vec to) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void fillK(double value, Vec x) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void copyK(Vec x, Vec y) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void scaleK(double a, Vec x) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void axpyK(double a, Vec x, Vec y) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected double dotK(Vec x, Vec y) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void multiplyAddK(double a, Vec x, Vec y, Vec out) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void clipK(double lower, double upper, Vec x) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void averageK(double decay, Vec x, Vec average) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void averageSquaresK(double decay, Vec x, Vec average) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void normalizedStepK(double step, Vec d, Vec moment, double correction, Vec x) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void shrinkK(double step, Vec e, Vec z) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void coefficientsK(Penalty penalty, Vec x, Vec out) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void mixedDerivativeK(Penalty penalty, Vec e, Vec z, Vec v, Vec out) {
      throw new UnsupportedOperationException();
    }
  }
}
