package org.hypergrad.cli;

import org.hypergrad.datasets.Preprocessing;
import org.hypergrad.datasets.Standardization;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.SparseFeatures;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a problem, all of the same width and with the same classes.
 *
 * @param training what weights are fitted to
 * @param validation what strengths are learned on
 * @param test for errors only; null for none
 * @param features width of the data as it was read, without an intercept
 * @param preprocessing what was done to all three
 */
record Parts(
    Dataset training,
    Dataset validation,
    @Nullable Dataset test,
    int features,
    Preprocessing preprocessing) {

  /** Sparse data with more entries than this part of all is centred, and so becomes dense. */
  private static final double DENSE = 0.25;

  /** Parts as they are in their files. */
  static Parts of(Dataset training, Dataset validation, @Nullable Dataset test) {
    return new Parts(training, validation, test, training.columns(), Preprocessing.NONE);
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
        steps);
  }

  private static Standardization fit(Features features) {
    double stored =
        (double) features.storedEntries()
            / Math.max(1, (double) features.rows() * features.columns());
    return features instanceof SparseFeatures && stored > DENSE
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
    return new Parts(
        training.selectRows(RowOrder.random(training.rows(), seed)),
        validation.selectRows(RowOrder.random(validation.rows(), seed)),
        test,
        features,
        preprocessing);
  }
}
