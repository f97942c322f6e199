package org.hypergrad.datasets;

import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Features;
import org.jspecify.annotations.Nullable;

/**
 * What is done to features before they reach a solver, the same way for training, validation, test
 * and new data: first the standardisation, then the intercept, which is itself not standardised.
 * Immutable and thread-safe.
 *
 * @param standardization fitted on the training part; null for none
 * @param intercept whether a column of ones is appended
 */
public record Preprocessing(@Nullable Standardization standardization, boolean intercept) {

  /** Leaves features as they are. */
  public static final Preprocessing NONE = new Preprocessing(null, false);

  /**
   * The features as a solver gets them; the very same object if there is nothing to do.
   *
   * @param features of the width the standardisation was fitted to; not changed
   * @throws IllegalArgumentException if the width is another
   */
  public Features apply(Features features) {
    Features result = standardization == null ? features : standardization.apply(features);
    return intercept ? Intercept.append(result) : result;
  }

  /**
   * The data set with {@link #apply(Features)} done to its features.
   *
   * @throws IllegalArgumentException as {@link #apply(Features)}
   */
  public Dataset apply(Dataset data) {
    return new Dataset(apply(data.features()), data.labels());
  }
}
