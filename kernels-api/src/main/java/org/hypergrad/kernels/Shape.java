package org.hypergrad.kernels;

/**
 * What a backend needs to know of a dataset to say whether an operation pays there.
 *
 * @param rows n
 * @param columns width
 * @param storedEntries entries held
 * @param sparse whether rows are sparse
 * @param classes number of classes
 */
public record Shape(int rows, int columns, long storedEntries, boolean sparse, int classes) {

  /** The shape of a dataset. */
  public static Shape of(Dataset data) {
    return new Shape(
        data.rows(),
        data.columns(),
        data.features().storedEntries(),
        data.features() instanceof SparseFeatures,
        data.labels().classes());
  }
}
