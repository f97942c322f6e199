package org.hypergrad.kernels.simd;

import java.util.function.IntPredicate;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows compressed by columns: for each column that has entries, the numbers of its rows. Columns
 * are ordered by their number of entries up to {@value #FEW}, then by their own number, so that
 * loops over columns of a class run equally often and the width is still gone through upwards.
 */
final class ColumnBlock extends BinaryBlock {

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

  /** A number of each of two vectors. */
  private final double[] both = new double[2];

  private ColumnBlock(
      int[] columns, int[] classStarts, int[] classEntries, int[] manyStarts, char[] rows) {
    this.columns = columns;
    this.classStarts = classStarts;
    this.classEntries = classEntries;
    this.manyStarts = manyStarts;
    this.rows = rows;
  }

  /** The rows in those of their columns that are wanted. */
  static ColumnBlock of(ColumnEntries all, IntPredicate wanted) {
    int[] classOf = new int[all.columns()]; // 0 if it is left out
    int most = FEW + 1; // the class of all columns with more
    int[] classStarts = new int[most + 2];
    int entries = 0;
    for (int column = 0; column < classOf.length; column++) {
      if (all.count(column) > 0 && wanted.test(column)) {
        classOf[column] = Math.min(all.count(column), most);
        classStarts[classOf[column] + 1]++;
        entries += all.count(column);
      }
    }
    for (int c = 1; c <= most + 1; c++) {
      classStarts[c] += classStarts[c - 1];
    }
    int[] columns = new int[classStarts[most + 1]];
    int[] next = classStarts.clone();
    for (int column = 0; column < classOf.length; column++) {
      if (classOf[column] > 0) {
        columns[next[classOf[column]]++] = column;
      }
    }
    int[] classEntries = new int[most + 1];
    int[] manyStarts = new int[columns.length - classStarts[most] + 1];
    char[] rows = new char[entries];
    int at = 0;
    for (int c = 1; c <= most; c++) {
      classEntries[c] = at;
      for (int q = classStarts[c]; q < classStarts[c + 1]; q++) {
        int count = all.count(columns[q]);
        System.arraycopy(all.rows(), all.starts()[columns[q]], rows, at, count);
        at += count;
        if (c == most) {
          manyStarts[q - classStarts[c] + 1] = at;
        }
      }
    }
    manyStarts[0] = classEntries[most];
    return new ColumnBlock(columns, classStarts, classEntries, manyStarts, rows);
  }

  @Override
  int entries() {
    return rows.length;
  }

  @Override
  int patterns() {
    return 0;
  }

  @Override
  long bytes() {
    return 4L * (columns.length + manyStarts.length) + 2L * rows.length;
  }

  @Override
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

  @Override
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

  @Override
  void spreadTwo(double[] z, double[] v, double[] pairs) {
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

  @Override
  void gatherTwo(double[] pairs, double[] out, double[] other) {
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
