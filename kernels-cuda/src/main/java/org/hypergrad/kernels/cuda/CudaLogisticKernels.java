package org.hypergrad.kernels.cuda;

import org.hypergrad.kernels.Arithmetic;
import org.hypergrad.kernels.BackendRefusedException;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SagaTable;
import org.hypergrad.kernels.Shape;
import org.hypergrad.kernels.SparseFeatures;
import org.hypergrad.kernels.Vec;

/**
 * A dataset resident in the memory of a CUDA device, with every operation computed there, for two
 * classes and for more. Vectors stay on the device; a call moves the numbers of the rows it is
 * given, and brings back no more than a loss.
 *
 * <p>Calls but those that return a number come back before the device is done. Results do not
 * depend on how fast it is: sums have one order, and no atomic operation is used.
 */
final class CudaLogisticKernels extends LogisticKernels {

  /** Vectors of z's length that a solver's state has, and then some. */
  private static final long STATE_VECTORS = 16;

  /** Tables of a number an output for each row, and margins of an exact evaluation. */
  private static final long STATE_TABLES = 4;

  private final CudaSession session;
  private final ResidentRows matrix;
  private final Pass pass;

  private CudaLogisticKernels(Dataset data, CudaSession session, ResidentRows matrix, Pass pass) {
    super(data, session.vectors());
    this.session = session;
    this.matrix = matrix;
    this.pass = pass;
  }

  /**
   * Copies a dataset to a device.
   *
   * @param options the number of threads is of no account: the host computes nothing; floats are
   *     used for dense rows of three classes and more
   * @param device its number
   * @throws BackendRefusedException if the device cannot be used, or has too little memory
   * @throws IllegalArgumentException if the dataset has fewer than two classes
   */
  static CudaLogisticKernels open(Dataset data, OpenOptions options, int device) {
    return open(data, options.arithmetic(), device, data.rows(), describe(data));
  }

  /** A dataset in words. */
  static String describe(Dataset data) {
    return "a dataset of %d × %d, %d classes"
        .formatted(data.rows(), data.columns(), data.labels().classes());
  }

  /**
   * The same for one of several devices.
   *
   * @param rowsOfState rows that vectors of this device will have numbers of
   * @param what it is, for people
   */
  static CudaLogisticKernels open(
      Dataset data, Arithmetic permitted, int device, long rowsOfState, String what) {
    CudaPlan plan = new CudaPlan();
    int classes = data.labels().classes();
    int outputs = classes <= 2 ? 1 : classes;
    ResidentRows.Planned rows = plan(data, outputs, permitted, plan);
    Pass.Scratch scratch = Pass.Scratch.in(plan, data.rows(), outputs);
    plan.reserve(
        (STATE_VECTORS * data.columns() + STATE_TABLES * rowsOfState) * outputs * Double.BYTES);
    CudaSession session = CudaSession.open(device, plan, what);
    try {
      ResidentRows matrix = rows.in(session);
      Pass pass = new Pass(data, outputs, matrix, session, scratch);
      return new CudaLogisticKernels(data, session, matrix, pass);
    } catch (RuntimeException failed) {
      session.close();
      throw failed;
    }
  }

  private static ResidentRows.Planned plan(
      Dataset data, int outputs, Arithmetic permitted, CudaPlan plan) {
    if (data.features() instanceof SparseFeatures sparse && !DenseRows.suit(Shape.of(data))) {
      return SparseRows.plan(sparse, outputs, plan);
    }
    return outputs == 1
        ? DenseRows.plan(data.features(), plan)
        : DenseClassRows.plan(data.features(), outputs, permitted, plan);
  }

  @Override
  public Arithmetic arithmetic() {
    return matrix.arithmetic();
  }

  @Override
  public String storage() {
    return matrix.storage();
  }

  CudaSession session() {
    return session;
  }

  /** Works in one queue with another handle from now on: neither waits for the other. */
  void join(CudaLogisticKernels other) {
    if (!session.equals(other.session)) {
      session.joinQueueOf(other.session);
    }
  }

  /**
   * Appends rows and labels to a description of a problem, as {@code Rows} of steps.cu has them.
   */
  void describeTo(Words words) {
    pass.describeTo(words);
  }

  private Pass over(Rows rows, Vec z) {
    session.enter();
    return pass.over(rows, z);
  }

  @Override
  protected double lossK(Rows rows, double scale, Vec z) {
    return over(rows, z).losses().run(scale);
  }

  @Override
  protected void gradientK(Rows rows, double scale, Vec z, Vec out) {
    over(rows, z).gradient(out, null).run(scale);
  }

  @Override
  protected double lossAndGradientK(Rows rows, double scale, Vec z, Vec out) {
    return over(rows, z).gradient(out, null).losses().run(scale);
  }

  @Override
  protected void hessianVectorK(Rows rows, double scale, Vec z, Vec v, Vec out) {
    over(rows, z).along(v).product(out, null).run(scale);
  }

  @Override
  protected void hessianVectorFromMarginsK(Rows rows, double scale, Vec margins, Vec v, Vec out) {
    session.enter();
    pass.overKnown(rows, margins).along(v).product(out, null).run(scale);
  }

  @Override
  protected void gradientAndHessianVectorK(
      Rows rows, double scale, Vec z, Vec v, Vec gradient, Vec hessianVector) {
    over(rows, z).along(v).gradient(gradient, null).product(hessianVector, null).run(scale);
  }

  @Override
  protected void hessianDiagonalK(Rows rows, double scale, Vec z, Vec out) {
    over(rows, z).product(out, null).run(scale);
  }

  @Override
  protected void marginsK(Rows rows, Vec z, Vec out) {
    session.enter();
    pass.margins(rows, z, out);
  }

  @Override
  protected void directionalDerivativesK(Rows rows, Vec z, Vec v, Vec out) {
    over(rows, z).along(v).directional(out).run(1);
  }

  @Override
  protected void gradientHessianVectorAndDirectionalDerivativesK(
      Rows rows, double scale, Vec z, Vec v, Vec gradient, Vec hessianVector, Vec directional) {
    over(rows, z)
        .along(v)
        .gradient(gradient, null)
        .product(hessianVector, null)
        .directional(directional)
        .run(scale);
  }

  @Override
  protected void sagaGradientK(Rows rows, double scale, Vec z, SagaTable residuals, Vec out) {
    over(rows, z).gradient(out, residuals).run(scale);
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
    over(rows, z)
        .along(v)
        .gradient(gradient, residuals)
        .product(hessianVector, curvatures)
        .run(scale);
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
    over(rows, z)
        .along(v)
        .gradient(gradient, residuals)
        .product(hessianVector, curvatures)
        .directional(directional)
        .run(scale);
  }

  @Override
  protected void closeK() {
    session.close();
  }
}
