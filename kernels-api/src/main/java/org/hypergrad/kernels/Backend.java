package org.hypergrad.kernels;

/**
 * A provider of kernels, found by {@link java.util.ServiceLoader}.
 *
 * <p>Constructors do nothing; {@link #probe} looks whether the backend can run and never throws.
 * What a provider throws all the same is caught, and stands in the report as the reason of its
 * refusal. Providers are stateless and thread-safe.
 */
public interface Backend {

  /** A short name in lower case, by which users ask for it. */
  String name();

  /** Its place in {@code auto}: higher is tried first. The scalar reference has 0. */
  int rank();

  /**
   * Its place in {@code auto} for data of a shape, by measurement where it wins or loses on some.
   * For bilevel kernels the shape is that of the inner rows. Below 0 it has none: {@code auto} does
   * not take it for this shape.
   */
  default int rank(Shape shape) {
    return rank();
  }

  /**
   * This backend on one of its devices, for the request {@code name:device}.
   *
   * @throws BackendRefusedException if there are none to choose from, or this cannot be one
   */
  default Backend on(String device) throws BackendRefusedException {
    throw new BackendRefusedException("it has no devices to choose from");
  }

  /** Looks whether this backend can run here; never throws. */
  Probe probe();

  /**
   * Whether its first calls are many times slower than later ones, until Java's compiler has been
   * at them: who waits for something else before the first real call, such as files, may spend the
   * time on made-up ones. Who does not loses a second or so, and no bit of a result.
   */
  default boolean needsWarmUp() {
    return false;
  }

  /** How it does an operation on a shape. */
  Support supports(Operation operation, Shape shape);

  /**
   * Opens a dataset.
   *
   * @throws BackendRefusedException if this backend cannot open this dataset, with the reason
   */
  LogisticKernels logistic(Dataset data, OpenOptions options) throws BackendRefusedException;

  /** Joins two handles of this backend into bilevel kernels, which take them over. */
  default BilevelKernels bilevel(LogisticKernels inner, LogisticKernels outer, Penalty penalty) {
    return new BilevelKernels(inner, outer, penalty);
  }

  /** Joins two handles of this backend into kernels of data cleaning, which take them over. */
  default RowWeightKernels rowWeights(
      LogisticKernels inner, LogisticKernels outer, Penalty penalty) {
    return new RowWeightKernels(inner, outer, penalty);
  }
}
