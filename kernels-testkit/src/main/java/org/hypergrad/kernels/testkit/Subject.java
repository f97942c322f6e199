package org.hypergrad.kernels.testkit;

import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.RowWeightKernels;
import org.hypergrad.kernels.Shape;
import org.hypergrad.kernels.Support;

/** A backend under proof, with how its datasets are opened. */
record Subject(Backend backend, OpenOptions options) {

  /** Whether the backend says that it does not do an operation on a dataset, or opens none such. */
  boolean declines(Operation operation, Dataset data) {
    Shape shape = Shape.of(data);
    return backend.supports(Operation.GRADIENT, shape).kind() == Support.Kind.DECLINED
        || backend.supports(operation, shape).kind() == Support.Kind.DECLINED;
  }

  LogisticKernels logistic(Dataset data) {
    return backend.logistic(data, options);
  }

  BilevelKernels bilevel(Dataset inner, Dataset outer, Penalty penalty) {
    return backend.bilevel(logistic(inner), logistic(outer), penalty);
  }

  RowWeightKernels rowWeights(Dataset inner, Dataset outer, Penalty penalty) {
    return backend.rowWeights(logistic(inner), logistic(outer), penalty);
  }
}
