package org.hypergrad.kernels;

import org.jspecify.annotations.Nullable;

/**
 * The arrays of the last call of {@link LogisticKernels} on arrays, two inputs and the output: as
 * views and, on a device, as copies, both kept so that repeated calls make nothing. Not
 * thread-safe.
 */
final class ArrayOperands {

  /** The slot of the output; those before are inputs. */
  static final int OUTPUT = 2;

  private final Vectors vectors;
  private final @Nullable HostVec[] views = new HostVec[OUTPUT + 1];
  private final @Nullable Vec[] copies = new Vec[OUTPUT + 1];

  ArrayOperands(Vectors vectors) {
    this.vectors = vectors;
  }

  /** The view made for the last array of a slot is kept: repeated calls allocate nothing. */
  HostVec view(int slot, double[] array) {
    HostVec view = views[slot];
    if (view == null || !view.isOn(array)) {
      view = HostVec.of(array);
      views[slot] = view;
    }
    return view;
  }

  /** The view itself on a CPU, a copy on a device, which is kept for the next call. */
  Vec resident(int slot, HostVec view) {
    if (vectors.owns(view)) {
      return view;
    }
    Vec copy = copies[slot];
    if (copy == null || copy.length() != view.length()) {
      copy = vectors.create(view.length());
      copies[slot] = copy;
    }
    if (slot != OUTPUT) {
      vectors.write(view.array(), copy);
    }
    return copy;
  }

  /** Brings an output into its array, where it is not there yet. */
  void release(Vec result, double[] array) {
    if (!(result instanceof HostVec)) {
      vectors.read(result, array);
    }
  }
}
