package org.hypergrad.kernels.simd;

import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.Rows;

/** Dense rows, multiplied in blocks; matrices are held as {@link Planes}. */
final class DenseMatrixLayout extends MatrixLayout {

  /** A group should stay in the second-level cache between its two products. */
  private static final int GROUP_BYTES = 512 * 1024;

  private final DenseRows rows;
  private final ValueForm form;
  private final DenseProducts products;
  private final Planes planes;
  private final int groupRows;

  /** Rows held in a form, for matrices of columns × outputs. */
  DenseMatrixLayout(
      DenseRows rows, ValueForm form, int columns, int outputs, DenseProducts products) {
    super(columns, outputs);
    this.rows = rows;
    this.form = form;
    this.products = products;
    planes = new Planes(columns, outputs, rows.stride);
    groupRows = Math.clamp(GROUP_BYTES / (8L * rows.stride) / 8 * 8, 16, 512);
  }

  @Override
  int groupRows() {
    return groupRows;
  }

  /** A batch of these rows, with memory of its own. */
  FusedBatch fusedBatch(Labels labels, Parts parts) {
    return new FusedSoftmaxBatch(rows.twin(), form, labels, parts);
  }

  @Override
  MatrixLayout twin() {
    return new DenseMatrixLayout(rows.twin(), form, columns, outputs, products.twin());
  }

  @Override
  double entriesARow() {
    return rows.stride;
  }

  @Override
  String describe() {
    return rows.describe(form);
  }

  @Override
  int width(int count) {
    return count;
  }

  @Override
  int paddedColumns() {
    return rows.stride;
  }

  @Override
  void put(double[] matrix, int first) {
    planes.pack(matrix, form.unit(), input, first);
  }

  @Override
  void take(int first, double[] matrix) {
    planes.unpack(sums, first, form.unit(), matrix);
  }

  @Override
  void forget() {
    rows.forget();
  }

  @Override
  void margins(Rows selection, int from, int count, double[] out) {
    rows.open(selection, from, count);
    products.margins(rows.array, rows.start, rows.stride, count, input, inputWidth, out);
  }

  @Override
  void accumulate(Rows selection, int from, int count, double[] coefficients) {
    rows.open(selection, from, count);
    products.accumulate(rows.array, rows.start, rows.stride, count, coefficients, sumWidth, sums);
  }
}
