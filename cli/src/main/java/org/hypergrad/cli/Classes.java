package org.hypergrad.cli;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The classes of a problem.
 *
 * @param labels what each is called in the data, ascending: the label map
 */
record Classes(double[] labels) {

  private static final int MOST_LISTED = 20;

  /** How many there are, k. */
  int count() {
    return labels.length;
  }

  /** Weights that a feature has: one for two classes, else k. */
  int outputs() {
    return count() == 2 ? 1 : count();
  }

  /** A class as people write it. */
  String label(int c) {
    return label(labels[c]);
  }

  /** A number as people write it: 1 rather than 1.0. */
  static String label(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** All classes in one text, or the first of many. */
  String listed() {
    return IntStream.range(0, Math.min(count(), MOST_LISTED))
        .mapToObj(this::label)
        .collect(Collectors.joining(", ", "", count() > MOST_LISTED ? ", …" : ""));
  }

  /** Whether there is a class of this label. */
  boolean has(double label) {
    return Arrays.binarySearch(labels, label + 0.0) >= 0;
  }
}
