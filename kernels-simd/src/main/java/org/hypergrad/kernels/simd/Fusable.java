package org.hypergrad.kernels.simd;

import org.jspecify.annotations.Nullable;

/** Kernels whose rows a {@link FusedStep} may read. */
interface Fusable {

  /** A batch of these rows, with memory of its own; null if the rows are not dense. */
  @Nullable FusedBatch fusedBatch();
}
