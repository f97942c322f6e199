package org.hypergrad.bench.work;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.hypergrad.kernels.Logistic;
import org.hypergrad.kernels.simd.VectorPointwise;

/**
 * Loss and residual of a million margins and nothing else: the same margins, few enough for the
 * cache, again and again.
 */
public final class PointwiseBlocks implements Operation {

  /** Rows of one run. */
  public static final int ROWS = 1 << 20;

  private static final int BLOCK = 2048;

  /** Who computes. */
  public enum By {
    /** A loop over {@code Math.exp} and {@code Math.log1p}, as people write it. */
    PLAIN("Math.exp"),
    /** The functions of the scalar reference. */
    SCALAR("scalar"),
    /** Those of the SIMD backend. */
    SIMD("simd");

    private final String label;

    By(String label) {
      this.label = label;
    }

    /** The name in tables. */
    public String label() {
      return label;
    }

    /** The one with a name in tables. */
    public static By of(String label) {
      return Arrays.stream(values())
          .filter(by -> by.label.equals(label))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("nobody is called " + label));
    }
  }

  private final By by;
  private final double[] signs = new double[VectorPointwise.padded(BLOCK)];
  private final double[] margins = new double[signs.length];
  private final double[] losses = new double[signs.length];
  private final double[] residuals = new double[signs.length];

  /** Margins between −6 and 6, computed by one of the above. */
  public PointwiseBlocks(By by) {
    this.by = by;
    if (by == By.SIMD) {
      Kernels.of(by.label).selection(); // refuses, with the reason, where vectors are emulated
    }
    SplittableRandom random = new SplittableRandom(6);
    Arrays.setAll(margins, k -> 12 * random.nextDouble() - 6);
    Arrays.setAll(signs, k -> random.nextBoolean() ? 1 : -1);
  }

  @Override
  public double run() {
    double total = 0;
    for (int block = 0; block < ROWS / BLOCK; block++) {
      switch (by) {
        case PLAIN -> plain();
        case SCALAR -> scalar();
        case SIMD -> VectorPointwise.lossAndResidual(BLOCK, signs, margins, losses, residuals);
      }
      total += losses[block];
    }
    return total;
  }

  private void plain() {
    for (int row = 0; row < BLOCK; row++) {
      double signed = signs[row] * margins[row];
      double e = Math.exp(-Math.abs(signed));
      losses[row] = Math.max(-signed, 0) + Math.log1p(e);
      residuals[row] = -signs[row] * (signed >= 0 ? e : 1) / (1 + e);
    }
  }

  private void scalar() {
    for (int row = 0; row < BLOCK; row++) {
      losses[row] = Logistic.loss(signs[row], margins[row]);
      residuals[row] = Logistic.residual(signs[row], margins[row]);
    }
  }

  /** Losses, then residuals. */
  @Override
  public double[] result() {
    double[] both = Arrays.copyOf(losses, 2 * BLOCK);
    System.arraycopy(residuals, 0, both, BLOCK, BLOCK);
    return both;
  }

  /** Checks it against the plain loop: each side is some units in the last place off. */
  public void check() {
    PointwiseBlocks reference = new PointwiseBlocks(By.PLAIN);
    reference.run();
    run();
    double[] bounds = reference.result().clone();
    Arrays.setAll(bounds, k -> 8 * Math.ulp(bounds[k]));
    Verification.compare(by.label, reference.result(), result(), bounds);
  }

  @Override
  public void close() {}
}
