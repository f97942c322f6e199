package org.hypergrad.cli;

import java.util.Arrays;
import org.hypergrad.kernels.Dataset;
import org.jspecify.annotations.Nullable;

/**
 * Training rows as they were read: neither standardised nor in another order, with the labels of
 * their file.
 *
 * @param data features and labels
 * @param numbers of the rows in their file, from 0, ascending
 * @param images size of the images that rows are; null if they are none
 * @param planted whether the labels to train on were made wrong on purpose, so that those here are
 *     the truth
 */
record TrainingRows(
    Dataset data, int[] numbers, Parts.@Nullable ImageSize images, boolean planted) {

  /** The training rows of parts as they were read. */
  static TrainingRows of(Parts read, boolean planted) {
    return new TrainingRows(read.training(), read.trainingOrigin(), read.images(), planted);
  }

  /** The class that the file gives a row, by the row's number there. */
  int classOf(int number) {
    return data.labels().classOf(Arrays.binarySearch(numbers, number));
  }

  /** The pixels of a row, by the row's number in the file. */
  double[] pixels(int number) {
    double[] pixels = new double[data.columns()];
    data.features()
        .forEachEntry(
            Arrays.binarySearch(numbers, number), (column, value) -> pixels[column] = value);
    return pixels;
  }
}
