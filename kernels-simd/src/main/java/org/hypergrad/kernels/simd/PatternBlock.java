package org.hypergrad.kernels.simd;

import java.util.Arrays;

/**
 * Rows as patterns of columns, a 16-bit number for each row and group of columns that {@link
 * PatternSearch} found, beside the columns that are in no group.
 *
 * <p>Forward, every pattern's sum is its parent's and one element more, and a row adds up those of
 * its patterns; backward it is the other way round. Of one-hot categories, a dozen entries a row
 * become three numbers.
 */
final class PatternBlock extends BinaryBlock {

  /** Rows whose sums stay in the first cache from one group to the next. */
  private static final int CHUNK = 1_024;

  private final int rows;
  private final char[] codes;
  private final int[] parents;
  private final int[] columns;
  private final ColumnBlock rest;
  private final int entries;

  /** Of each pattern. */
  private final double[] sums;

  /** The same of two vectors side by side. */
  private final double[] pairSums;

  private PatternBlock(ColumnEntries all, PatternSearch patterns) {
    rows = all.rowCount();
    codes = patterns.codes();
    parents = patterns.parents();
    columns = patterns.columns();
    rest = ColumnBlock.of(all, patterns::left);
    entries = all.count();
    sums = new double[parents.length];
    pairSums = new double[2 * parents.length];
  }

  /** The rows in the better form: as patterns, where there are few of them, or by columns. */
  static BinaryBlock of(ColumnEntries all) {
    PatternSearch patterns = new PatternSearch(all);
    return patterns.found() ? new PatternBlock(all, patterns) : ColumnBlock.of(all, column -> true);
  }

  @Override
  int entries() {
    return entries;
  }

  @Override
  long bytes() {
    return 2L * codes.length + 8L * parents.length + 24L * sums.length + rest.bytes();
  }

  @Override
  int patterns() {
    return parents.length - 1;
  }

  @Override
  void spread(double[] z, double[] out) {
    sums[0] = 0;
    for (int k = 1; k < parents.length; k++) {
      sums[k] = sums[parents[k]] + z[columns[k]];
    }
    for (int from = 0; from < rows; from += CHUNK) {
      int to = Math.min(rows, from + CHUNK);
      for (int group = 0; group < codes.length; group += rows) {
        spreadGroup(group, from, to, out);
      }
    }
    rest.spread(z, out);
  }

  private void spreadGroup(int group, int from, int to, double[] out) {
    char[] code = codes;
    double[] sum = sums;
    for (int k = from; k < to; k++) {
      out[k] += sum[code[group + k]];
    }
  }

  @Override
  void gather(double[] alpha, double[] out) {
    Arrays.fill(sums, 0);
    for (int from = 0; from < rows; from += CHUNK) {
      int to = Math.min(rows, from + CHUNK);
      for (int group = 0; group < codes.length; group += rows) {
        gatherGroup(group, from, to, alpha);
      }
    }
    for (int k = parents.length - 1; k > 0; k--) {
      out[columns[k]] += sums[k];
      sums[parents[k]] += sums[k];
    }
    rest.gather(alpha, out);
  }

  private void gatherGroup(int group, int from, int to, double[] alpha) {
    char[] code = codes;
    double[] sum = sums;
    for (int k = from; k < to; k++) {
      sum[code[group + k]] += alpha[k];
    }
  }

  @Override
  void spreadTwo(double[] z, double[] v, double[] pairs) {
    double[] sum = pairSums;
    sum[0] = 0;
    sum[1] = 0;
    for (int k = 1; k < parents.length; k++) {
      int parent = 2 * parents[k];
      sum[2 * k] = sum[parent] + z[columns[k]];
      sum[2 * k + 1] = sum[parent + 1] + v[columns[k]];
    }
    for (int from = 0; from < rows; from += CHUNK) {
      int to = Math.min(rows, from + CHUNK);
      for (int group = 0; group < codes.length; group += rows) {
        spreadGroupTwo(group, from, to, pairs);
      }
    }
    rest.spreadTwo(z, v, pairs);
  }

  private void spreadGroupTwo(int group, int from, int to, double[] pairs) {
    char[] code = codes;
    double[] sum = pairSums;
    for (int k = from; k < to; k++) {
      int at = 2 * code[group + k];
      pairs[2 * k] += sum[at];
      pairs[2 * k + 1] += sum[at + 1];
    }
  }

  @Override
  void gatherTwo(double[] pairs, double[] out, double[] other) {
    double[] sum = pairSums;
    Arrays.fill(sum, 0);
    for (int from = 0; from < rows; from += CHUNK) {
      int to = Math.min(rows, from + CHUNK);
      for (int group = 0; group < codes.length; group += rows) {
        gatherGroupTwo(group, from, to, pairs);
      }
    }
    for (int k = parents.length - 1; k > 0; k--) {
      int parent = 2 * parents[k];
      out[columns[k]] += sum[2 * k];
      other[columns[k]] += sum[2 * k + 1];
      sum[parent] += sum[2 * k];
      sum[parent + 1] += sum[2 * k + 1];
    }
    rest.gatherTwo(pairs, out, other);
  }

  private void gatherGroupTwo(int group, int from, int to, double[] pairs) {
    char[] code = codes;
    double[] sum = pairSums;
    for (int k = from; k < to; k++) {
      int at = 2 * code[group + k];
      sum[at] += pairs[2 * k];
      sum[at + 1] += pairs[2 * k + 1];
    }
  }
}
