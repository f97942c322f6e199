package org.hypergrad.datasets;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hypergrad.kernels.Labels;

/**
 * Training labels of which some are wrong, and the knowledge which ones: the planted noise that
 * data cleaning is measured by. Drawn once, from labels of training rows alone; nothing else of a
 * data set is touched. Immutable and thread-safe.
 *
 * @param original the labels before, n
 * @param stored the labels to train on, n, under the same map
 */
public record LabelCorruption(Labels original, Labels stored) {

  /**
   * Checks that both are labels of the same rows and classes.
   *
   * @throws IllegalArgumentException if they are not
   */
  public LabelCorruption {
    if (original.rows() != stored.rows() || !Arrays.equals(original.map(), stored.map())) {
      throw new IllegalArgumentException(
          "%d labels of %s were made from %d of %s"
              .formatted(
                  stored.rows(),
                  Arrays.toString(stored.map()),
                  original.rows(),
                  Arrays.toString(original.map())));
    }
  }

  /**
   * Replaces every label with a given probability by a uniform draw from all k classes of the map.
   * The draw may be the label that was there, so a fraction probability · (k − 1) / k is really
   * wrong in the mean.
   *
   * <p>The same labels, probability and seed give the same result, everywhere; and with the same
   * seed, what is replaced under one probability is replaced by the same under every larger one.
   *
   * @param original labels of the training rows
   * @param probability in [0, 1]
   * @throws IllegalArgumentException if the probability is not as said
   */
  public static LabelCorruption draw(Labels original, double probability, long seed) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "the probability that a label is replaced must be from 0 to 1, not " + probability);
    }
    // split(), since with the seed of Splits its very numbers would come again
    SplittableRandom random = new SplittableRandom(seed).split();
    double[] map = original.map();
    double[] labels = new double[original.rows()];
    for (int row = 0; row < labels.length; row++) {
      boolean replaced = random.nextDouble() < probability;
      // drawn in any case, so that the numbers of later rows are the same for every probability
      int drawn = random.nextInt(map.length);
      labels[row] = map[replaced ? drawn : original.classOf(row)];
    }
    return new LabelCorruption(original, Labels.of(labels, map));
  }

  /**
   * Whether the stored label of a row differs from the original one.
   *
   * @throws IndexOutOfBoundsException if {@code row} is not in [0, n)
   */
  public boolean isWrong(int row) {
    return stored.classOf(row) != original.classOf(row);
  }

  /** The rows whose stored label is wrong, ascending; a new array. */
  public int[] wrongRows() {
    return IntStream.range(0, stored.rows()).filter(this::isWrong).toArray();
  }

  /** How many stored labels are wrong. */
  public int wrongCount() {
    return (int) IntStream.range(0, stored.rows()).filter(this::isWrong).count();
  }
}
