package org.hypergrad.kernels.simd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * Groups of columns of which rows have few different subsets, as the levels of some categories do:
 * a row is then one number a group, that of its subset, its pattern (co-coding of columns, as in
 * Elgohary et al., <i>Compressed Linear Algebra for Large-Scale Machine Learning</i>, VLDB 2016).
 *
 * <p>A pattern is another one, its parent, and a column beside; pattern 0 has none. A group takes
 * columns one after the other, always the one for which it needs the fewest new patterns an entry.
 * What that is never falls while a group grows, so a candidate is only looked at again when no
 * other can be better.
 */
final class PatternSearch {

  /** Patterns of a group: those of some groups fit the first cache with the sums of each. */
  private static final int MOST_PATTERNS = 512;

  /** Rows for each pattern of a group, whose sums are gone through once a pass. */
  private static final int ROWS_A_PATTERN = 8;

  /** Columns that fewer rows have, one in so many, are not worth the search. */
  private static final int RARE = 32;

  /** Entries a row, on average, for which a group stands at least: as many take as long. */
  private static final int LEAST_ENTRIES = 2;

  /** A column, and how many patterns it adds to the group, at least. */
  private record Candidate(int column, int entries, int patterns) {
    Candidate with(int morePatterns) {
      return new Candidate(column, entries, morePatterns);
    }

    double price() {
      return (double) patterns / entries;
    }
  }

  private final ColumnEntries entries;
  private final int mostPatterns;
  private final List<char[]> groups = new ArrayList<>();
  private final boolean[] taken;

  /** Of every pattern found. */
  private final int[] parents;

  private final int[] columns;
  private int count = 1;

  /** The pattern that another one becomes with the column at hand, where the mark says so. */
  private final int[] extended;

  private final int[] marks;
  private int mark;

  /** Searches the columns of some rows. */
  PatternSearch(ColumnEntries entries) {
    this.entries = entries;
    int rows = entries.rowCount();
    mostPatterns = Math.clamp(rows / ROWS_A_PATTERN, 1, MOST_PATTERNS);
    int mostGroups =
        Math.min(
            Character.MAX_VALUE / mostPatterns,
            entries.count() / Math.max(1, LEAST_ENTRIES * rows));
    taken = new boolean[entries.columns()];
    int capacity = 1 + mostGroups * mostPatterns; // codes are 16 bits
    parents = new int[capacity];
    columns = new int[capacity];
    extended = new int[capacity];
    marks = new int[capacity];
    List<Candidate> left =
        IntStream.range(0, entries.columns())
            .filter(column -> (long) RARE * entries.count(column) >= Math.max(1, rows))
            .mapToObj(column -> new Candidate(column, entries.count(column), 1))
            .toList();
    while (groups.size() < mostGroups && !left.isEmpty()) {
      List<Candidate> tooMany = new ArrayList<>();
      left = addGroup(left, tooMany) ? tooMany : List.of();
    }
  }

  /**
   * Makes a group.
   *
   * @param tooMany to which columns are added that it has no room for
   * @return whether it stands for enough entries
   */
  private boolean addGroup(List<Candidate> candidates, List<Candidate> tooMany) {
    char[] codes = new char[entries.rowCount()];
    int first = count;
    long covered = 0;
    List<Integer> chosen = new ArrayList<>();
    PriorityQueue<Candidate> queue =
        new PriorityQueue<>(Comparator.comparingDouble(Candidate::price));
    queue.addAll(candidates);
    while (!queue.isEmpty()) {
      Candidate best = queue.remove();
      int patterns = newPatterns(best.column, codes);
      Candidate now = best.with(patterns);
      Candidate next = queue.peek();
      if (count - first + patterns > mostPatterns) {
        tooMany.add(best.with(1));
      } else if (next != null && next.price() < now.price()) {
        queue.add(now);
      } else {
        extend(best.column, codes);
        chosen.add(best.column);
        covered += best.entries;
      }
    }
    if (covered < (long) LEAST_ENTRIES * entries.rowCount()) {
      count = first;
      return false;
    }
    chosen.forEach(column -> taken[column] = true);
    groups.add(codes);
    return true;
  }

  /** How many patterns the rows have that have a column. */
  private int newPatterns(int column, char[] codes) {
    mark++;
    int patterns = 0;
    for (int k = entries.starts()[column]; k < entries.starts()[column + 1]; k++) {
      char code = codes[entries.rows()[k]];
      if (marks[code] != mark) {
        marks[code] = mark;
        patterns++;
      }
    }
    return patterns;
  }

  /** Gives the rows that have a column a pattern with it. */
  private void extend(int column, char[] codes) {
    mark++;
    for (int k = entries.starts()[column]; k < entries.starts()[column + 1]; k++) {
      char row = entries.rows()[k];
      char code = codes[row];
      if (marks[code] != mark) {
        marks[code] = mark;
        extended[code] = count;
        parents[count] = code;
        columns[count] = column;
        count++;
      }
      codes[row] = (char) extended[code];
    }
  }

  /** Whether any group was found. */
  boolean found() {
    return !groups.isEmpty();
  }

  /** Whether a column belongs to no group. */
  boolean left(int column) {
    return !taken[column];
  }

  /** The pattern of every row, group after group. */
  char[] codes() {
    int rows = entries.rowCount();
    char[] codes = new char[groups.size() * rows];
    for (int group = 0; group < groups.size(); group++) {
      System.arraycopy(groups.get(group), 0, codes, group * rows, rows);
    }
    return codes;
  }

  /** The parent of every pattern, which has a smaller number; of pattern 0 itself. */
  int[] parents() {
    return Arrays.copyOf(parents, count);
  }

  /** What every pattern has beside its parent; nothing means what pattern 0 has. */
  int[] columns() {
    return Arrays.copyOf(columns, count);
  }
}
