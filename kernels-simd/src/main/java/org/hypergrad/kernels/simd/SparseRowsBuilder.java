package org.hypergrad.kernels.simd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Collects entries row by row in their final format, so that nothing larger than the result is ever
 * held.
 */
final class SparseRowsBuilder {

  private final ValueForm form;
  private final boolean narrow;
  private final int blockLimit;
  private final List<SparseRows> blocks = new ArrayList<>();
  private int[] firstRows = {0};
  private int rows;

  private int[] starts;
  private int blockRows;
  private char[] chars = new char[0];
  private int[] ints = new int[0];
  private float[] floats = new float[0];
  private double[] doubles = new double[0];
  private double[] rowValues = new double[0];
  private int count;

  /**
   * For rows of {@code columns} columns.
   *
   * @param entries how many are expected
   * @param blockLimit entries that one array may hold; a row longer than that is too long
   */
  SparseRowsBuilder(ValueForm form, int rows, int columns, long entries, int blockLimit) {
    this.form = form;
    this.blockLimit = blockLimit;
    narrow = columns <= Character.MAX_VALUE + 1;
    starts = new int[rows + 1];
    if (form.kind() == ValueForm.Kind.ROW_CONSTANT) {
      rowValues = new double[rows];
    }
    grow((int) Math.min(entries, blockLimit));
  }

  /** Room for a row of so many entries, which begins now. */
  void beginRow(int entries) {
    if (entries > blockLimit) {
      throw new IllegalArgumentException(
          "row %d has %d entries, an array holds %d".formatted(rows, entries, blockLimit));
    }
    if (count > blockLimit - entries) {
      finishBlock();
    }
    if (count + entries > capacity()) {
      grow((int) Math.min(blockLimit, Math.max(count + entries, 1.5 * capacity())));
    }
  }

  private int capacity() {
    return narrow ? chars.length : ints.length;
  }

  private void grow(int capacity) {
    if (narrow) {
      chars = Arrays.copyOf(chars, capacity);
    } else {
      ints = Arrays.copyOf(ints, capacity);
    }
    switch (form.kind()) {
      case FLOATS -> floats = Arrays.copyOf(floats, capacity);
      case DOUBLES -> doubles = Arrays.copyOf(doubles, capacity);
      case ROW_CONSTANT -> {}
    }
  }

  /** The next entry of the row. */
  void add(int column, double value) {
    if (narrow) {
      chars[count] = (char) column;
    } else {
      ints[count] = column;
    }
    switch (form.kind()) {
      case FLOATS -> floats[count] = form.inUnits(value);
      case DOUBLES -> doubles[count] = value;
      case ROW_CONSTANT -> rowValues[blockRows] = value;
    }
    count++;
  }

  void endRow() {
    rows++;
    blockRows++;
    starts[blockRows] = count;
  }

  private void finishBlock() {
    int[] rowStarts = Arrays.copyOf(starts, blockRows + 1);
    char[] shortColumns = Arrays.copyOf(chars, narrow ? count : 0);
    int[] columns = Arrays.copyOf(ints, narrow ? 0 : count);
    blocks.add(
        switch (form.kind()) {
          case FLOATS -> {
            float[] values = Arrays.copyOf(floats, count);
            yield narrow
                ? NarrowRows.floats(rowStarts, shortColumns, values, form.unit())
                : WideRows.floats(rowStarts, columns, values, form.unit());
          }
          case DOUBLES -> {
            double[] values = Arrays.copyOf(doubles, count);
            yield narrow
                ? NarrowRows.doubles(rowStarts, shortColumns, values)
                : WideRows.doubles(rowStarts, columns, values);
          }
          case ROW_CONSTANT -> {
            double[] values = Arrays.copyOf(rowValues, blockRows);
            yield narrow
                ? NarrowRows.constants(rowStarts, shortColumns, values)
                : WideRows.constants(rowStarts, columns, values);
          }
        });
    firstRows = Arrays.copyOf(firstRows, blocks.size() + 1);
    firstRows[blocks.size()] = rows;
    blockRows = 0;
    count = 0;
  }

  /** The rows collected. */
  SparseRows build() {
    finishBlock();
    return blocks.size() == 1
        ? blocks.get(0)
        : new SparseBlocks(blocks, Arrays.copyOf(firstRows, blocks.size()));
  }
}
