package org.hypergrad.kernels.blas;

import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.BackendRefusedException;
import org.hypergrad.kernels.BilevelKernels;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.LogisticKernels;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Operation;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Probe;
import org.hypergrad.kernels.RowWeightKernels;
import org.hypergrad.kernels.Shape;
import org.hypergrad.kernels.Support;
import org.hypergrad.kernels.simd.SimdBackend;

/**
 * The SIMD backend with its products of dense blocks by a native BLAS, where there are three
 * classes or more. Refuses, with the reasons, where no fast native library is found: netlib's BLAS
 * in Java never takes its place. Sparse rows are declined, for BLAS has nothing for them.
 */
public final class BlasBackend implements Backend {

  private static final SimdBackend SIMD = new SimdBackend();

  /** For the service loader. */
  public BlasBackend() {}

  @Override
  public String name() {
    return "blas";
  }

  /**
   * Below simd, so {@code auto} takes it for no shape: iterations of a solver are slower here at
   * every shape that was measured, see docs/performance.md.
   */
  @Override
  public int rank() {
    return 5;
  }

  @Override
  public Probe probe() {
    Probe simd = SIMD.probe();
    if (!simd.available()) {
      return Probe.refused("all but its products are simd's, and " + simd.reason());
    }
    try {
      return Probe.available(NativeBlas.get().facts());
    } catch (BackendRefusedException refused) {
      return Probe.refused(String.valueOf(refused.getMessage()));
    }
  }

  @Override
  public boolean needsWarmUp() {
    return SIMD.needsWarmUp();
  }

  @Override
  public Support supports(Operation operation, Shape shape) {
    if (SimdBackend.staysSparse(shape)) {
      return Support.declined("under a quarter is non-zero: BLAS has no sparse rows");
    }
    Support simd = SIMD.supports(operation, shape);
    if (simd.kind() != Support.Kind.OWN) {
      return simd;
    }
    if (shape.classes() == 2 || operation == Operation.VECTORS) {
      return Support.inherited("simd");
    }
    return switch (operation) {
      case BILEVEL_STEP, ROW_WEIGHT_STEP -> Support.inherited("composed of the others");
      default -> Support.own("products by BLAS");
    };
  }

  @Override
  public LogisticKernels logistic(Dataset data, OpenOptions options) {
    Support support = supports(Operation.GRADIENT, Shape.of(data));
    if (support.kind() == Support.Kind.DECLINED) {
      throw new BackendRefusedException(support.note());
    }
    return SimdBackend.withProducts(data, options, new BlasProducts(NativeBlas.get().calls()));
  }

  /**
   * With two classes all is simd's, its fused step too; with more it would not multiply by BLAS.
   */
  @Override
  public BilevelKernels bilevel(LogisticKernels inner, LogisticKernels outer, Penalty penalty) {
    return inner.outputs() == 1
        ? SIMD.bilevel(inner, outer, penalty)
        : new BilevelKernels(inner, outer, penalty);
  }

  @Override
  public RowWeightKernels rowWeights(
      LogisticKernels inner, LogisticKernels outer, Penalty penalty) {
    return inner.outputs() == 1
        ? SIMD.rowWeights(inner, outer, penalty)
        : new RowWeightKernels(inner, outer, penalty);
  }
}
