package org.hypergrad.bench.work;

import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.HostVec;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.Rows;

/** The passes of a backend on a CPU, on arrays as a user of the kernels alone has them. */
public final class KernelPasses implements Passes {

  private final LogisticKernels kernels;
  private HostVec z = HostVec.of();
  private HostVec v = HostVec.of();
  private HostVec gradient = HostVec.of();
  private HostVec hessianVector = HostVec.of();

  /** Of the point z, if there are any. */
  private HostVec margins = HostVec.of();

  private KernelPasses(LogisticKernels kernels) {
    this.kernels = kernels;
  }

  /** Opens the data in a backend, see {@link Kernels#of}. */
  public static KernelPasses open(String backend, Dataset data) {
    Kernels named = Kernels.of(backend);
    return new KernelPasses(named.selection().logistic(data, named.options()));
  }

  @Override
  public double loss(double[] point) {
    return kernels.loss(point);
  }

  @Override
  public void gradient(double[] point, double[] out) {
    kernels.gradient(point, out);
  }

  @Override
  public void hessianVector(double[] point, double[] direction, double[] out) {
    kernels.hessianVector(point, direction, out);
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the margins of another array's numbers are others
  public void hessianVectorFromMargins(double[] point, double[] direction, double[] out) {
    if (margins.length() == 0 || z.array() != point) {
      z = view(z, point);
      margins = HostVec.of(new double[kernels.rows() * kernels.outputs()]);
      kernels.margins(Rows.all(), z, margins);
    }
    v = view(v, direction);
    hessianVector = view(hessianVector, out);
    kernels.hessianVectorFromMargins(Rows.all(), 1, margins, v, hessianVector);
  }

  @Override
  public void gradientAndHessianVector(
      double[] point, double[] direction, double[] out, double[] other) {
    margins = HostVec.of();
    z = view(z, point);
    v = view(v, direction);
    gradient = view(gradient, out);
    hessianVector = view(hessianVector, other);
    kernels.gradientAndHessianVector(Rows.all(), 1, z, v, gradient, hessianVector);
  }

  /** The same view for the same array, so that nothing is allocated. */
  @SuppressWarnings("ReferenceEquality") // a view on another array with the same numbers is wrong
  private static HostVec view(HostVec last, double[] array) {
    return last.array() == array ? last : HostVec.of(array);
  }

  @Override
  public void close() {
    kernels.close();
  }
}
