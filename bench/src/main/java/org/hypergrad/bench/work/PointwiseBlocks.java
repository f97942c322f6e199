package org.hypergrad.bench.work;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Labels;
import org.hypergrad.kernels.LogisticKernels;
import org.jspecify.annotations.Nullable;

/**
 * Loss and gradient over a million rows of width one, where there is next to nothing to do but the
 * pointwise functions: the same rows, few enough for the cache, again and again.
 */
public final class PointwiseBlocks implements Operation {

  /** Rows of one run. */
  public static final int ROWS = 1 << 20;

  private static final int BLOCK = 2048;
  private static final double Z = 1.5;

  private final double[] features;
  private final double[] signs;
  private final @Nullable LogisticKernels kernels;
  private final double[] z = {Z};
  private final double[] out = new double[1];
  private double loss;

  private PointwiseBlocks(@Nullable String backend) {
    SplittableRandom random = new SplittableRandom(6);
    features = new double[BLOCK];
    signs = new double[BLOCK];
    Arrays.setAll(features, k -> 8 * random.nextDouble() - 4);
    Arrays.setAll(signs, k -> random.nextBoolean() ? 1 : -1);
    if (backend == null) {
      kernels = null;
      return;
    }
    Kernels named = Kernels.of(backend);
    kernels = named.selection().logistic(dataset(), named.options());
  }

  /** Through a backend, see {@link Kernels#of}. */
  public static PointwiseBlocks of(String backend) {
    return new PointwiseBlocks(backend);
  }

  /** A loop over {@code Math.exp} and {@code Math.log1p}. */
  public static PointwiseBlocks plain() {
    return new PointwiseBlocks(null);
  }

  private Dataset dataset() {
    return new Dataset(
        DenseFeatures.copyOf(BLOCK, 1, features), Labels.of(signs, new double[] {-1, 1}));
  }

  @Override
  public double run() {
    double total = 0;
    for (int block = 0; block < ROWS / BLOCK; block++) {
      total += kernels == null ? loop() : kernels.lossAndGradient(z, out);
    }
    loss = total;
    return total;
  }

  private double loop() {
    double total = 0;
    double gradient = 0;
    for (int row = 0; row < BLOCK; row++) {
      double signed = signs[row] * features[row] * z[0];
      double e = Math.exp(-Math.abs(signed));
      total += Math.max(-signed, 0) + Math.log1p(e);
      gradient += -signs[row] * (signed >= 0 ? e : 1) / (1 + e) * features[row];
    }
    out[0] = gradient;
    return total;
  }

  @Override
  public double[] result() {
    return new double[] {loss, out[0]};
  }

  /** Checks it against {@link #plain()}. */
  public void check(String what) {
    PointwiseBlocks reference = plain();
    reference.run();
    run();
    // sums of ROWS and of BLOCK terms below 8, each some units off
    double unit = 2 * 0x1p-53;
    double ofLoss = unit * (ROWS + 16.0) * ROWS * 8;
    double ofGradient = unit * (BLOCK + 16.0) * BLOCK * 8;
    Verification.compare(what, reference.result(), result(), new double[] {ofLoss, ofGradient});
  }

  @Override
  public void close() {
    if (kernels != null) {
      kernels.close();
    }
  }
}
