package org.hypergrad.cli;

import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.SparseFeatures;

/**
 * Brings data to another width. A LIBSVM file is as wide as its largest index, so files of the same
 * features often differ; what a file does not mention is zero.
 */
final class Width {

  private Width() {}

  /** The data with that many columns: zeros are added, or what lies beyond is left out. */
  static Dataset set(Dataset data, int columns) {
    return data.columns() == columns
        ? data
        : new Dataset(set(data.features(), columns), data.labels());
  }

  private static Features set(Features features, int columns) {
    SparseFeatures.Builder builder = new SparseFeatures.Builder(columns);
    for (int row = 0; row < features.rows(); row++) {
      features.forEachEntry(
          row,
          (column, value) -> {
            if (column < columns) {
              builder.add(column, value);
            }
          });
      builder.endRow();
    }
    return builder.build();
  }

  /** How many entries lie at or beyond a column. */
  static long entriesBeyond(Features features, int columns) {
    long[] count = {0};
    for (int row = 0; row < features.rows(); row++) {
      features.forEachEntry(
          row,
          (column, _) -> {
            if (column >= columns) {
              count[0]++;
            }
          });
    }
    return count[0];
  }
}
