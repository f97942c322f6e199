package org.hypergrad.kernels.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.hypergrad.kernels.Features;

/**
 * At most 2^16 rows compressed by columns, without values: for each column that has entries, the
 * numbers of its rows counted from the block's first. Columns are ordered by their number of
 * entries up to {@value #FEW}, then by their own number, so that loops over columns of a class run
 * equally often and the width is still gone through upwards. Immutable and thread-safe.
 */
final class ColumnBlock {

  /** Two doubles, one of each of two interleaved vectors. */
  private static final VectorSpecies<Double> PAIR =
      VectorSpecies.of(double.class, VectorShape.S_128_BIT);

  /** Columns with at most so many entries are in a class of their own. */
  private static final int FEW = 16;

  /** Column numbers, class by class: class c at classStarts[c] to classStarts[c + 1] − 1. */
  private final int[] columns;

  private final int[] classStarts;

  /** Where the entries of each class begin, and of each column of the last class. */
  private final int[] classEntries;

  private final int[] manyStarts;
  private final char[] rows;

  private ColumnBlock(
      int[] columns, int[] classStarts, int[] classEntries, int[] manyStarts, char[] rows) {
    this.columns = columns;
    this.classStarts = classStarts;
    this.classEntries = classEntries;
    this.manyStarts = manyStarts;
    this.rows = rows;
  }

  /** The rows {@code from} to {@code to − 1} of a matrix. */
  static ColumnBlock of(Features features, int from, int to) {
    int[] counts = new int[features.columns()];
    for (int row = from; row < to; row++) {
      features.forEachEntry(row, (column, value) -> counts[column]++);
    }
    int most = FEW + 1; // the class of all columns with more
    int[] classStarts = new int[most + 2];
    for (int count : counts) {
      if (count > 0) {
        classStarts[Math.min(count, most) + 1]++;
      }
    }
    for (int c = 1; c <= most + 1; c++) {
      classStarts[c] += classStarts[c - 1];
    }
    int[] columns = new int[classStarts[most + 1]];
    int[] next = classStarts.clone();
    for (int column = 0; column < counts.length; column++) {
      if (counts[column] > 0) {
        columns[next[Math.min(counts[column], most)]++] = column;
      }
    }
    // counts become the places of the columns' next entries
    int[] classEntries = new int[most + 1];
    int[] manyStarts = new int[columns.length - classStarts[most] + 1];
    int entries = 0;
    for (int c = 1; c <= most; c++) {
      classEntries[c] = entries;
      for (int q = classStarts[c]; q < classStarts[c + 1]; q++) {
        int count = counts[columns[q]];
        counts[columns[q]] = entries;
        entries = Math.addExact(entries, count);
        if (c == most) {
          manyStarts[q - classStarts[c] + 1] = entries;
        }
      }
    }
    manyStarts[0] = classEntries[most];
    char[] rows = new char[entries];
    for (int row = from; row < to; row++) {
      char number = (char) (row - from);
      features.forEachEntry(row, (column, value) -> rows[counts[column]++] = number);
    }
    return new ColumnBlock(columns, classStarts, classEntries, manyStarts, rows);
  }

  int entries() {
    return rows.length;
  }

  long bytes() {
    return 4L * (columns.length + manyStarts.length) + 2L * rows.length;
  }

  /** out[row] ← out[row] + Σ z[column] over the row's entries. */
  void spread(double[] z, double[] out) {
    spreadOnes(z, out);
    for (int few = 2; few <= FEW; few++) {
      spreadFew(few, z, out);
    }
    for (int q = classStarts[FEW + 1]; q < columns.length; q++) {
      int many = q - classStarts[FEW + 1];
      spreadMany(manyStarts[many], manyStarts[many + 1], z[columns[q]], out);
    }
  }

  private void spreadOnes(double[] z, double[] out) {
    char[] numbers = rows;
    int[] which = columns;
    int shift = classEntries[1] - classStarts[1];
    for (int q = classStarts[1], end = classStarts[2]; q < end; q++) {
      out[numbers[q + shift]] += z[which[q]];
    }
  }

  private void spreadFew(int few, double[] z, double[] out) {
    char[] numbers = rows;
    int[] which = columns;
    int entry = classEntries[few];
    for (int q = classStarts[few], end = classStarts[few + 1]; q < end; q++) {
      double value = z[which[q]];
      for (int k = 0; k < few; k++) {
        out[numbers[entry + k]] += value;
      }
      entry += few;
    }
  }

  private void spreadMany(int from, int to, double value, double[] out) {
    char[] numbers = rows;
    for (int k = from; k < to; k++) {
      out[numbers[k]] += value;
    }
  }

  /** out[column] ← out[column] + Σ alpha[row] over the column's entries. */
  void gather(double[] alpha, double[] out) {
    gatherOnes(alpha, out);
    for (int few = 2; few <= FEW; few++) {
      gatherFew(few, alpha, out);
    }
    for (int q = classStarts[FEW + 1]; q < columns.length; q++) {
      int many = q - classStarts[FEW + 1];
      out[columns[q]] += gatherMany(manyStarts[many], manyStarts[many + 1], alpha);
    }
  }

  private void gatherOnes(double[] alpha, double[] out) {
    char[] numbers = rows;
    int[] which = columns;
    int shift = classEntries[1] - classStarts[1];
    for (int q = classStarts[1], end = classStarts[2]; q < end; q++) {
      out[which[q]] += alpha[numbers[q + shift]];
    }
  }

  private void gatherFew(int few, double[] alpha, double[] out) {
    char[] numbers = rows;
    int[] which = columns;
    int entry = classEntries[few];
    for (int q = classStarts[few], end = classStarts[few + 1]; q < end; q++) {
      double total = 0;
      for (int k = 0; k < few; k++) {
        total += alpha[numbers[entry + k]];
      }
      out[which[q]] += total;
      entry += few;
    }
  }

  private double gatherMany(int from, int to, double[] alpha) {
    char[] numbers = rows;
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int k = from;
    for (; k < to - 3; k += 4) {
      a += alpha[numbers[k]];
      b += alpha[numbers[k + 1]];
      c += alpha[numbers[k + 2]];
      d += alpha[numbers[k + 3]];
    }
    for (; k < to; k++) {
      a += alpha[numbers[k]];
    }
    return (a + b) + (c + d);
  }

  /**
   * {@link #spread} of z into the even and of v into the odd elements of {@code pairs}.
   *
   * @param both scratch of length two
   */
  void spreadTwo(double[] z, double[] v, double[] both, double[] pairs) {
    for (int few = 1; few <= FEW; few++) {
      spreadFewTwo(few, z, v, pairs);
    }
    for (int q = classStarts[FEW + 1]; q < columns.length; q++) {
      int many = q - classStarts[FEW + 1];
      both[0] = z[columns[q]];
      both[1] = v[columns[q]];
      spreadManyTwo(manyStarts[many], manyStarts[many + 1], both, pairs);
    }
  }

  private void spreadFewTwo(int few, double[] z, double[] v, double[] pairs) {
    char[] numbers = rows;
    int[] which = columns;
    int entry = classEntries[few];
    for (int q = classStarts[few], end = classStarts[few + 1]; q < end; q++) {
      double value = z[which[q]];
      double along = v[which[q]];
      for (int k = 0; k < few; k++) {
        int at = 2 * numbers[entry + k];
        pairs[at] += value;
        pairs[at + 1] += along;
      }
      entry += few;
    }
  }

  private void spreadManyTwo(int from, int to, double[] both, double[] pairs) {
    char[] numbers = rows;
    DoubleVector value = DoubleVector.fromArray(PAIR, both, 0);
    for (int k = from; k < to; k++) {
      int at = 2 * numbers[k];
      value.add(DoubleVector.fromArray(PAIR, pairs, at)).intoArray(pairs, at);
    }
  }

  /**
   * {@link #gather} of the even elements of {@code pairs} into out, of the odd into other.
   *
   * @param both scratch of length two
   */
  void gatherTwo(double[] pairs, double[] both, double[] out, double[] other) {
    for (int few = 1; few <= FEW; few++) {
      gatherFewTwo(few, pairs, out, other);
    }
    for (int q = classStarts[FEW + 1]; q < columns.length; q++) {
      int many = q - classStarts[FEW + 1];
      gatherManyTwo(manyStarts[many], manyStarts[many + 1], pairs, both);
      out[columns[q]] += both[0];
      other[columns[q]] += both[1];
    }
  }

  private void gatherFewTwo(int few, double[] pairs, double[] out, double[] other) {
    char[] numbers = rows;
    int[] which = columns;
    int entry = classEntries[few];
    for (int q = classStarts[few], end = classStarts[few + 1]; q < end; q++) {
      double total = 0;
      double otherTotal = 0;
      for (int k = 0; k < few; k++) {
        int at = 2 * numbers[entry + k];
        total += pairs[at];
        otherTotal += pairs[at + 1];
      }
      out[which[q]] += total;
      other[which[q]] += otherTotal;
      entry += few;
    }
  }

  private void gatherManyTwo(int from, int to, double[] pairs, double[] both) {
    char[] numbers = rows;
    DoubleVector a = DoubleVector.zero(PAIR);
    DoubleVector b = DoubleVector.zero(PAIR);
    int k = from;
    for (; k < to - 1; k += 2) {
      a = DoubleVector.fromArray(PAIR, pairs, 2 * numbers[k]).add(a);
      b = DoubleVector.fromArray(PAIR, pairs, 2 * numbers[k + 1]).add(b);
    }
    if (k < to) {
      a = DoubleVector.fromArray(PAIR, pairs, 2 * numbers[k]).add(a);
    }
    a.add(b).intoArray(both, 0);
  }
}
