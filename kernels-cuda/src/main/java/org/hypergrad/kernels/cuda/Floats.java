package org.hypergrad.kernels.cuda;

import java.util.Arrays;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.SparseFeatures;
import org.jspecify.annotations.Nullable;

/** Values in 32 bits, where nothing is lost. */
final class Floats {

  private Floats() {}

  /** Whether a float holds every entry exactly. */
  static boolean holdAll(Features features) {
    return switch (features) {
      case SparseFeatures sparse ->
          sparse.blocks().stream()
              .allMatch(block -> holdAll(block.doubleValues(), block.entries()));
      case DenseFeatures dense ->
          dense.doubleBlocks() == null
              || Arrays.stream(dense.doubleBlocks()).allMatch(b -> holdAll(b, b.length));
    };
  }

  /** Null for values that are floats already. */
  private static boolean holdAll(double @Nullable [] values, int count) {
    if (values == null) {
      return true;
    }
    for (int k = 0; k < count; k++) {
      if ((float) values[k] != values[k]) {
        return false;
      }
    }
    return true;
  }

  /** The values as floats. */
  static float[] of(double[] values) {
    float[] floats = new float[values.length];
    for (int k = 0; k < values.length; k++) {
      floats[k] = (float) values[k];
    }
    return floats;
  }
}
