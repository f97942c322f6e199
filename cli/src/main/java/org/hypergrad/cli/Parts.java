package org.hypergrad.cli;

import java.util.stream.IntStream;
import org.hypergrad.datasets.Preprocessing;
import org.hypergrad.datasets.Standardization;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.SparseFeatures;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a problem, all of the same width and with the same classes.
 *
 * @param training what weights are fitted to
 * @param validation what is learned on
 * @param test for errors only; null for none
 * @param features width of the data as it was read, without an intercept
 * @param preprocessing what was done to all three
 * @param trainingOrigin for every training row, its number in the file, from 0
 * @param images size of the images that rows are; null if they are none
 */
record Parts(
    Dataset training,
    Dataset validation,
    @Nullable Dataset test,
    int features,
    Preprocessing preprocessing,
    int[] trainingOrigin,
    @Nullable ImageSize images) {

  /**
   * Size of images, whose pixel at (r, c) is column r · width + c.
   *
   * @param height rows of pixels
   * @param width pixels in every such row
   */
  record ImageSize(int height, int width) {}

  /**
   * Sparse data with at least this part of all entries is centred, and so becomes dense: it then
   * takes no more than about five times the memory, and the steps of a solver may be larger.
   */
  private static final double DENSE = 0.125;

  /** Parts as they are in their files, training rows in a file of their own. */
  static Parts of(Dataset training, Dataset validation, @Nullable Dataset test) {
    return of(training, validation, test, IntStream.range(0, training.rows()).toArray(), null);
  }

  /** Parts as they are in their files. */
  static Parts of(
      Dataset training,
      Dataset validation,
      @Nullable Dataset test,
      int[] trainingOrigin,
      @Nullable ImageSize images) {
    return new Parts(
        training, validation, test, training.columns(), Preprocessing.NONE, trainingOrigin, images);
  }

  /** The classes of all rows. */
  Classes classes() {
    return new Classes(training.labels().map());
  }

  /** The parts with other labels for the training rows. */
  Parts relabelled(Labels labels) {
    return new Parts(
        new Dataset(training.features(), labels),
        validation,
        test,
        features,
        preprocessing,
        trainingOrigin,
        images);
  }

  /** The parts, standardised as the training part asks for, and with a column for the intercept. */
  Parts prepared(boolean standardize, boolean intercept) {
    Standardization standardization = standardize ? fit(training.features()) : null;
    Preprocessing steps = new Preprocessing(standardization, intercept);
    return new Parts(
        steps.apply(training),
        steps.apply(validation),
        test == null ? null : steps.apply(test),
        features,
        steps,
        trainingOrigin,
        images);
  }

  private static Standardization fit(Features features) {
    double stored =
        (double) features.storedEntries()
            / Math.max(1, (double) features.rows() * features.columns());
    return features instanceof SparseFeatures && stored >= DENSE
        ? Standardization.fitCentred(features)
        : Standardization.fit(features);
  }

  /** What standardising did to the features, in words; null if it was not asked for. */
  @Nullable String scaling() {
    Standardization standardization = preprocessing.standardization();
    if (standardization == null) {
      return null;
    }
    boolean centred = standardization.centres();
    String what =
        centred
            ? "every feature centred and divided by its standard deviation on the training rows"
            : "every feature divided by its standard deviation on the training rows, but not centred,"
                + " so that zeros need not be stored";
    int constant = standardization.constantColumns();
    return constant == 0
        ? what
        : "%s; %,d of %,d are constant there and %s"
            .formatted(what, constant, features, centred ? "become 0" : "stay as they are");
  }

  /** The parts with training and validation rows in a random order, which blocks rely on. */
  Parts shuffled(long seed) {
    int[] order = RowOrder.random(training.rows(), seed);
    return new Parts(
        training.selectRows(order),
        validation.selectRows(RowOrder.random(validation.rows(), seed)),
        test,
        features,
        preprocessing,
        IntStream.of(order).map(row -> trainingOrigin[row]).toArray(),
        images);
  }
}
