package org.hypergrad.kernels.scalar;

import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.Rows;
import org.hypergrad.kernels.Vec;

/** What the scalar reference of two classes shares with that of many: rows, weights and tables. */
abstract class ScalarKernels extends LogisticKernels {

  final RowStorage storage;
  final SagaMemory residualMemory;
  final SagaMemory curvatureMemory;

  ScalarKernels(Dataset data, HostVectors vectors, int outputs) {
    super(data, vectors);
    storage = RowStorage.of(data.features());
    residualMemory = new SagaMemory(storage, outputs);
    curvatureMemory = new SagaMemory(storage, outputs);
  }

  static double[] array(Vec vec) {
    return HostVectors.array(vec);
  }

  static double weight(Rows rows, int row) {
    Vec weights = rows.weights();
    return weights == null ? 1 : array(weights)[row];
  }
}
