package org.hypergrad.kernels.cuda;

import java.util.Arrays;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.SparseFeatures;
import org.jspecify.annotations.Nullable;

/** Values in 32 bits: where nothing is lost, or where that is permitted. */
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

  /** Whether every entry is near a float: none is beyond the largest. */
  static boolean reachAll(Features features) {
    boolean[] all = {true};
    for (int row = 0; row < features.rows(); row++) {
      features.forEachEntry(row, (column, value) -> all[0] &= Float.isFinite((float) value));
    }
    return all[0];
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
