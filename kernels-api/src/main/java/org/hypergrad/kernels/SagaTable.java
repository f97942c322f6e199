package org.hypergrad.kernels;

/**
 * The memory of SAGA for a generalised linear model: one scalar a row instead of a gradient
 * (Defazio, Bach, Lacoste-Julien 2014; Dagréou et al. 2022 count 3n + 2m of them for SABA).
 *
 * <p>Invariant, which every operation keeps up to rounding: average = rowScale · Σ<sub>i</sub>
 * scalars<sub>i</sub> a<sub>i</sub>.
 *
 * <p>With k ≥ 3 classes a row has k scalars, at row·k + c, of which scalar c multiplies
 * a<sub>i</sub> into the elements j·k + c of the average.
 *
 * @param scalars length n · outputs: the last residual (or curvature times direction) of every row,
 *     its weight included; owned by the solver's state
 * @param average length p
 * @param rowScale the weight of a row in the average, 1/n for a mean
 */
public record SagaTable(Vec scalars, Vec average, double rowScale) {

  /** A table of zeros for the rows of a handle, averaging with 1/n (0 without rows). */
  public static SagaTable zeros(LogisticKernels kernels) {
    int n = kernels.rows();
    Vectors vectors = kernels.vectors();
    return new SagaTable(
        vectors.create(kernels.lengthOf(n)),
        vectors.create(kernels.parameters()),
        n == 0 ? 0 : 1.0 / n);
  }

  /**
   * Checks that this is a table for the rows of a handle.
   *
   * @throws IllegalArgumentException if not
   */
  void check(LogisticKernels kernels) {
    kernels.vectors().check(scalars, kernels.lengthOf(kernels.rows()));
    kernels.vectors().check(average, kernels.parameters());
    Vectors.checkDistinct(scalars, average);
  }

  /** The same for n rows of two classes and p parameters. */
  public static SagaTable zeros(Vectors vectors, int n, int p) {
    return new SagaTable(vectors.create(n), vectors.create(p), n == 0 ? 0 : 1.0 / n);
  }
}
