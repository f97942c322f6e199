package org.hypergrad.datasets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.hypergrad.kernels.Dataset;

/**
 * Random divisions of the rows of a data set into disjoint parts. The same seed, number of rows and
 * fractions or sizes give the same parts, everywhere. Thread-safe.
 */
public final class Splits {

  private Splits() {}

  /**
   * Divides a data set. Every fraction is of the rows that the parts before have left; the last
   * part has what remains. So {@code split(data, seed, 0.2, 0.2)} gives three parts: a fifth of all
   * rows, say for testing; a fifth of the others, say for validation; the rest for training.
   *
   * @param fractions above 0 and below 1; the number of rows is rounded to the nearest
   * @return one part more than fractions; rows in a part are in the order of the data set, and
   *     copied; labels keep the map of the whole
   * @throws IllegalArgumentException if a fraction is not as said, or a part would have no row
   */
  public static List<Dataset> split(Dataset data, long seed, double... fractions) {
    return rows(data.rows(), seed, fractions).stream().map(data::selectRows).toList();
  }

  /**
   * The row numbers of the parts that {@link #split} makes, ascending in each part.
   *
   * @throws IllegalArgumentException as {@link #split}
   */
  public static List<int[]> rows(int rows, long seed, double... fractions) {
    int[] order = shuffled(rows, seed);
    List<int[]> parts = new ArrayList<>();
    int from = 0;
    for (double fraction : fractions) {
      if (!(fraction > 0 && fraction < 1)) {
        throw new IllegalArgumentException(
            "a part's fraction must be above 0 and below 1, not " + fraction);
      }
      int to = from + (int) Math.round(fraction * (rows - from));
      parts.add(part(order, from, to, fractions));
      from = to;
    }
    parts.add(part(order, from, rows, fractions));
    return List.copyOf(parts);
  }

  /**
   * Draws parts of given sizes out of a data set, say 20,000 rows for training and 5,000 for
   * validation out of 60,000. What is left over is in no part.
   *
   * @param sizes of the parts, each at least 1
   * @return a part a size; rows in a part are in the order of the data set, and copied; labels keep
   *     the map of the whole
   * @throws IllegalArgumentException if a size is below 1 or there are fewer rows than wanted
   */
  public static List<Dataset> draw(Dataset data, long seed, int... sizes) {
    return drawRows(data.rows(), seed, sizes).stream().map(data::selectRows).toList();
  }

  /**
   * The row numbers of the parts that {@link #draw} makes, ascending in each part.
   *
   * @throws IllegalArgumentException as {@link #draw}
   */
  public static List<int[]> drawRows(int rows, long seed, int... sizes) {
    long wanted = 0;
    for (int size : sizes) {
      if (size < 1) {
        throw new IllegalArgumentException("a part must have at least one row, not " + size);
      }
      wanted += size;
    }
    if (wanted > rows) {
      throw new IllegalArgumentException(
          "parts of %s rows need %d rows, there are %d; ask for fewer"
              .formatted(Arrays.toString(sizes), wanted, rows));
    }
    int[] order = shuffled(rows, seed);
    List<int[]> parts = new ArrayList<>();
    int from = 0;
    for (int size : sizes) {
      parts.add(sorted(order, from, from + size));
      from += size;
    }
    return List.copyOf(parts);
  }

  private static int[] part(int[] order, int from, int to, double[] fractions) {
    if (from == to) {
      throw new IllegalArgumentException(
          "%d rows are too few for the fractions %s: a part would have no row"
              .formatted(order.length, Arrays.toString(fractions)));
    }
    return sorted(order, from, to);
  }

  private static int[] sorted(int[] order, int from, int to) {
    int[] part = Arrays.copyOfRange(order, from, to);
    Arrays.sort(part);
    return part;
  }

  /** Fisher and Yates: every order is equally likely. */
  private static int[] shuffled(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = new int[rows];
    for (int i = 0; i < rows; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
