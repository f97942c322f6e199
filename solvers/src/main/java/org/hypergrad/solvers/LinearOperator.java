package org.hypergrad.solvers;

import org.hypergrad.kernels.Vec;

/** A linear map of vectors, known by what it makes of each. */
@FunctionalInterface
public interface LinearOperator {

  /** out ← H in; out is overwritten and may not be in. */
  void apply(Vec in, Vec out);
}
