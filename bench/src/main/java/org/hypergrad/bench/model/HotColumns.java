package org.hypergrad.bench.model;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.SparseFeatures;

/** Data whose columns are numbered by how often they occur, so that what is gathered is near. */
final class HotColumns {

  private HotColumns() {}

  /** The same rows with their most frequent column first. */
  static Dataset first(Dataset data) {
    int columns = data.columns();
    int[] counts = new int[columns];
    for (int row = 0; row < data.rows(); row++) {
      data.features().forEachEntry(row, (column, value) -> counts[column]++);
    }
    int[] byCount =
        IntStream.range(0, columns)
            .boxed()
            .sorted(Comparator.comparingInt(column -> -counts[column]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] rankOf = new int[columns];
    for (int rank = 0; rank < columns; rank++) {
      rankOf[byCount[rank]] = rank;
    }
    SparseFeatures.Builder builder = new SparseFeatures.Builder(columns);
    double[] values = new double[columns];
    int[] ranks = new int[columns];
    for (int row = 0; row < data.rows(); row++) {
      int[] length = {0};
      data.features()
          .forEachEntry(
              row,
              (column, value) -> {
                ranks[length[0]++] = rankOf[column];
                values[rankOf[column]] = value;
              });
      Arrays.sort(ranks, 0, length[0]);
      for (int k = 0; k < length[0]; k++) {
        builder.add(ranks[k], values[ranks[k]]);
      }
      builder.endRow();
    }
    return new Dataset(builder.build(), data.labels());
  }
}
