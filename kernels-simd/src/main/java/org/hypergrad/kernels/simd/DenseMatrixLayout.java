package org.hypergrad.kernels.simd;

import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.Rows;

/** Dense rows, multiplied in blocks. */
final class DenseMatrixLayout extends MatrixLayout {

  /** A group should stay in the second-level cache between its two products. */
  private static final int GROUP_BYTES = 512 * 1024;

  private final DenseRows rows;
  private final ValueForm form;
  private final DenseProducts products;
  private final int groupRows;

  /** Rows held in a form, for matrices of columns × outputs. */
  DenseMatrixLayout(
      DenseRows rows, ValueForm form, int columns, int outputs, DenseProducts products) {
    super(columns, outputs, products);
    this.rows = rows;
    this.form = form;
    this.products = products;
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
    return new DenseMatrixLayout(rows.twin(), form, columns, outputs, products);
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
  double unit() {
    return form.unit();
  }

  @Override
  int paddedColumns() {
    return rows.stride;
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
