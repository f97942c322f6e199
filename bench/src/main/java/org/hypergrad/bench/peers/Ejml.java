package org.hypergrad.bench.peers;

import org.ejml.data.DGrowArray;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.DMatrixSparseCSC;
import org.ejml.sparse.csc.CommonOps_DSCC;
import org.hypergrad.kernels.Dataset;

/** EJML's sparse products. It has compressed columns only: rows are those of the transpose. */
final class Ejml extends ProductPasses {

  private final DMatrixSparseCSC transposed;
  private final DGrowArray work = new DGrowArray();

  Ejml(Dataset data) {
    super(data);
    CompressedRows rows = CompressedRows.of(data);
    transposed = new DMatrixSparseCSC(rows.width(), rows.rows(), 0);
    transposed.nz_length = rows.values().length;
    transposed.col_idx = rows.starts();
    transposed.nz_rows = rows.columns();
    transposed.nz_values = rows.values();
    transposed.indicesSorted = true;
  }

  @Override
  void times(double[] z, double[] out) {
    CommonOps_DSCC.multTransA(
        transposed, DMatrixRMaj.wrap(z.length, 1, z), DMatrixRMaj.wrap(out.length, 1, out), work);
  }

  @Override
  void transposedTimes(double[] coefficients, double[] out) {
    CommonOps_DSCC.mult(
        transposed,
        DMatrixRMaj.wrap(coefficients.length, 1, coefficients),
        DMatrixRMaj.wrap(out.length, 1, out));
  }
}
