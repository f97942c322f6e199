package org.hypergrad.kernels;

import java.util.Arrays;
import java.util.Objects;

/**
 * The class of every row, and what each class is called in the data: the label map.
 *
 * <p>Classes are numbered 0 to k − 1 in ascending order of their values. With two classes, class 1
 * is the positive one (y = +1 in the logistic loss) and class 0 the negative one (y = −1).
 * Immutable and thread-safe.
 */
public final class Labels {

  private final int[] classOf;
  private final double[] values;

  private Labels(int[] classOf, double[] values) {
    this.classOf = classOf;
    this.values = values;
  }

  /**
   * Labels from the values found in the data, the label map being those values in ascending order.
   *
   * @param labels one finite value a row; copied
   * @throws IllegalArgumentException if a label is not finite
   */
  public static Labels of(double... labels) {
    double[] map = Arrays.stream(labels).map(v -> v + 0.0).distinct().sorted().toArray();
    return of(labels, map);
  }

  /**
   * Labels under a given map, such as the training part's, so that classes mean the same in every
   * part.
   *
   * @param labels one value a row; copied
   * @param labelMap the value of every class, ascending; copied
   * @throws IllegalArgumentException if a label is not in the map, or the map is not ascending
   */
  public static Labels of(double[] labels, double[] labelMap) {
    double[] map = Arrays.stream(labelMap).map(v -> v + 0.0).toArray(); // −0 is the same label as 0
    for (int c = 0; c < map.length; c++) {
      if (!Double.isFinite(map[c]) || (c > 0 && map[c] <= map[c - 1])) {
        throw new IllegalArgumentException(
            "the label map must be finite and ascending: " + Arrays.toString(map));
      }
    }
    int[] classes = new int[labels.length];
    for (int i = 0; i < labels.length; i++) {
      classes[i] = Arrays.binarySearch(map, labels[i] + 0.0);
      if (classes[i] < 0) {
        throw new IllegalArgumentException(
            "row %d: label %s is not one of %s".formatted(i, labels[i], Arrays.toString(map)));
      }
    }
    return new Labels(classes, map);
  }

  /** Number of rows. */
  public int rows() {
    return classOf.length;
  }

  /** Number of classes in the map, k; a class may have no row here. */
  public int classes() {
    return values.length;
  }

  /** The class of a row, in [0, classes). */
  public int classOf(int row) {
    return classOf[row];
  }

  /** −1 for class 0, +1 for class 1: the y of the binary logistic loss. */
  public double sign(int row) {
    return classOf[row] == 1 ? 1 : -1;
  }

  /** What a class is called in the data. */
  public double value(int classNumber) {
    return values[classNumber];
  }

  /** The label map: the value of every class, ascending; a copy. */
  public double[] map() {
    return values.clone();
  }

  /** The labels of the given rows, under the same map. */
  public Labels selectRows(int[] rows) {
    int[] selected = new int[rows.length];
    for (int k = 0; k < rows.length; k++) {
      selected[k] = classOf[Objects.checkIndex(rows[k], classOf.length)];
    }
    return new Labels(selected, values);
  }
}
