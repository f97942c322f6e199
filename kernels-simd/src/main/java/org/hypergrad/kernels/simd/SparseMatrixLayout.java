package org.hypergrad.kernels.simd;

import java.util.List;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.SparseFeatures;

/**
 * Sparse rows as the dataset holds them, row by row: with several outputs an entry is a few whole
 * vectors of work, beside which its own bytes are little. Matrices are held feature by feature,
 * outputs along the lanes, those of a second matrix after those of the first.
 */
final class SparseMatrixLayout extends MatrixLayout {

  private static final VectorSpecies<Double> D = Lanes.DOUBLES;
  private static final int L = Lanes.COUNT;

  private static final int GROUP_ROWS = 64;

  private final SparseFeatures features;
  private final List<SparseFeatures.Block> blocks;
  private int blockNumber;

  /** The row at hand: its columns, its values, and which of both. */
  private int[] rowColumns = new int[0];

  private double[] rowValues = new double[0];
  private int columnsFrom;
  private int valuesFrom;
  private int entries;
  private double[] widened = new double[0];

  /** Rows of a dataset, for matrices of its columns × outputs. */
  SparseMatrixLayout(SparseFeatures features, int outputs) {
    super(features.columns(), outputs);
    this.features = features;
    blocks = features.blocks();
  }

  @Override
  int groupRows() {
    return GROUP_ROWS;
  }

  @Override
  MatrixLayout twin() {
    return new SparseMatrixLayout(features, outputs);
  }

  @Override
  double entriesARow() {
    return (double) features.storedEntries() / Math.max(1, features.rows());
  }

  @Override
  String describe() {
    return "sparse rows as read, 32-bit columns";
  }

  @Override
  int width(int count) {
    return Lanes.padded(count);
  }

  @Override
  int paddedColumns() {
    return columns;
  }

  @Override
  void put(double[] matrix, int first) {
    boolean roomForWhole = first + Lanes.padded(outputs) <= inputWidth;
    for (int j = 0; j < columns; j++) {
      if (roomForWhole) {
        copyRow(matrix, j * outputs, input, j * inputWidth + first);
      } else { // what a whole vector writes beyond would be the next feature's
        System.arraycopy(matrix, j * outputs, input, j * inputWidth + first, outputs);
      }
    }
  }

  @Override
  void take(int first, double[] matrix) {
    for (int j = 0; j < columns; j++) {
      copyRow(sums, j * sumWidth + first, matrix, j * outputs);
    }
  }

  /**
   * Copies the numbers of a feature, in whole vectors where there is room: what they write beyond
   * is padding, or is overwritten by what comes next.
   */
  private void copyRow(double[] from, int source, double[] to, int target) {
    int whole = Lanes.padded(outputs);
    if (source + whole <= from.length && target + whole <= to.length) {
      for (int c = 0; c < whole; c += L) {
        DoubleVector.fromArray(D, from, source + c).intoArray(to, target + c);
      }
      return;
    }
    System.arraycopy(from, source, to, target, outputs);
  }

  @Override
  void forget() {}

  private void open(int row) {
    SparseFeatures.Block block = blocks.get(blockNumber);
    while (row < block.firstRow()) {
      block = blocks.get(--blockNumber);
    }
    while (row >= block.firstRow() + block.rows()) {
      block = blocks.get(++blockNumber);
    }
    int place = row - block.firstRow();
    columnsFrom = block.rowOffsets()[place];
    entries = block.rowOffsets()[place + 1] - columnsFrom;
    rowColumns = block.columns();
    double[] doubles = block.doubleValues();
    float[] floats = block.floatValues();
    if (doubles != null) {
      rowValues = doubles;
      valuesFrom = columnsFrom;
    } else if (floats != null) {
      if (widened.length < entries) {
        widened = new double[entries];
      }
      for (int e = 0; e < entries; e++) {
        widened[e] = floats[columnsFrom + e];
      }
      rowValues = widened;
      valuesFrom = 0;
    }
  }

  @Override
  void margins(Rows rows, int from, int count, double[] out) {
    for (int k = 0; k < count; k++) {
      open(rows.row(from + k));
      int at = 0;
      for (; at <= inputWidth - 2 * L; at += 2 * L) {
        dotTwo(at, out, k * inputWidth + at);
      }
      if (at < inputWidth) {
        dotOne(at, out, k * inputWidth + at);
      }
    }
  }

  private void dotOne(int at, double[] out, int place) {
    int[] which = rowColumns;
    double[] values = rowValues;
    double[] matrix = input;
    DoubleVector a = DoubleVector.zero(D);
    for (int e = 0; e < entries; e++) {
      DoubleVector x = DoubleVector.broadcast(D, values[valuesFrom + e]);
      int row = which[columnsFrom + e] * inputWidth + at;
      a = x.fma(DoubleVector.fromArray(D, matrix, row), a);
    }
    a.intoArray(out, place);
  }

  private void dotTwo(int at, double[] out, int place) {
    int[] which = rowColumns;
    double[] values = rowValues;
    double[] matrix = input;
    DoubleVector a = DoubleVector.zero(D);
    DoubleVector b = DoubleVector.zero(D);
    for (int e = 0; e < entries; e++) {
      DoubleVector x = DoubleVector.broadcast(D, values[valuesFrom + e]);
      int row = which[columnsFrom + e] * inputWidth + at;
      a = x.fma(DoubleVector.fromArray(D, matrix, row), a);
      b = x.fma(DoubleVector.fromArray(D, matrix, row + L), b);
    }
    a.intoArray(out, place);
    b.intoArray(out, place + L);
  }

  @Override
  void accumulate(Rows rows, int from, int count, double[] coefficients) {
    for (int k = 0; k < count; k++) {
      open(rows.row(from + k));
      int at = 0;
      for (; at <= sumWidth - 2 * L; at += 2 * L) {
        addTwo(at, coefficients, k * sumWidth + at);
      }
      if (at < sumWidth) {
        addOne(at, coefficients, k * sumWidth + at);
      }
    }
  }

  private void addOne(int at, double[] coefficients, int place) {
    int[] which = rowColumns;
    double[] values = rowValues;
    double[] matrix = sums;
    DoubleVector a = DoubleVector.fromArray(D, coefficients, place);
    for (int e = 0; e < entries; e++) {
      DoubleVector x = DoubleVector.broadcast(D, values[valuesFrom + e]);
      int row = which[columnsFrom + e] * sumWidth + at;
      x.fma(a, DoubleVector.fromArray(D, matrix, row)).intoArray(matrix, row);
    }
  }

  private void addTwo(int at, double[] coefficients, int place) {
    int[] which = rowColumns;
    double[] values = rowValues;
    double[] matrix = sums;
    DoubleVector a = DoubleVector.fromArray(D, coefficients, place);
    DoubleVector b = DoubleVector.fromArray(D, coefficients, place + L);
    for (int e = 0; e < entries; e++) {
      DoubleVector x = DoubleVector.broadcast(D, values[valuesFrom + e]);
      int row = which[columnsFrom + e] * sumWidth + at;
      x.fma(a, DoubleVector.fromArray(D, matrix, row)).intoArray(matrix, row);
      int next = row + L;
      x.fma(b, DoubleVector.fromArray(D, matrix, next)).intoArray(matrix, next);
    }
  }
}
