package org.hypergrad.kernels;

/**
 * The three scalar tables of SABA on a generalised linear model.
 *
 * @param residuals n inner rows: last residual, average over gradients of the inner losses
 * @param curvatures n inner rows: last curvature times a·v, average over Hessian-vector products
 * @param outerResiduals m outer rows: last residual, average over gradients of the outer losses
 */
public record SagaTables(SagaTable residuals, SagaTable curvatures, SagaTable outerResiduals) {

  /** Tables of zeros for the rows of two handles. */
  public static SagaTables zeros(LogisticKernels inner, LogisticKernels outer) {
    return new SagaTables(SagaTable.zeros(inner), SagaTable.zeros(inner), SagaTable.zeros(outer));
  }

  /**
   * Checks that these are tables for the rows of two handles.
   *
   * @throws IllegalArgumentException if not
   */
  void check(LogisticKernels inner, LogisticKernels outer) {
    residuals.check(inner);
    curvatures.check(inner);
    outerResiduals.check(outer);
  }

  /** The same for n inner and m outer rows of two classes and p parameters. */
  public static SagaTables zeros(Vectors vectors, int n, int m, int p) {
    return new SagaTables(
        SagaTable.zeros(vectors, n, p),
        SagaTable.zeros(vectors, n, p),
        SagaTable.zeros(vectors, m, p));
  }
}
