package org.hypergrad.cli;

import org.hypergrad.kernels.Dataset;

/** Data written as LIBSVM text. */
final class LibSvmText {

  private LibSvmText() {}

  /** A row a line, indices from 1, zeros left out. */
  static String of(Dataset data) {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < data.rows(); row++) {
      text.append(Classes.label(data.labels().value(data.labels().classOf(row))));
      data.features()
          .forEachEntry(
              row,
              (column, value) -> {
                if (value != 0) {
                  text.append(' ').append(column + 1).append(':').append(Classes.label(value));
                }
              });
      text.append('\n');
    }
    return text.toString();
  }
}
