package org.hypergrad.bench.peers;

import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Features;

/**
 * A data set as plain arrays: row i has the columns and values at positions starts[i] to starts[i +
 * 1] − 1, and sign[i] = ±1.
 */
record CompressedRows(int width, int[] starts, int[] columns, double[] values, double[] signs) {

  static CompressedRows of(Dataset data) {
    Features features = data.features();
    int entries = Math.toIntExact(features.storedEntries());
    int[] starts = new int[data.rows() + 1];
    int[] columns = new int[entries];
    double[] values = new double[entries];
    double[] signs = new double[data.rows()];
    int[] position = {0};
    for (int row = 0; row < data.rows(); row++) {
      features.forEachEntry(
          row,
          (column, value) -> {
            columns[position[0]] = column;
            values[position[0]++] = value;
          });
      starts[row + 1] = position[0];
      signs[row] = data.labels().sign(row);
    }
    return new CompressedRows(data.columns(), starts, columns, values, signs);
  }

  int rows() {
    return signs.length;
  }
}
