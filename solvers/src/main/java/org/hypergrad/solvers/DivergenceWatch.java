package org.hypergrad.solvers;

import org.hypergrad.kernels.Vec;
import org.hypergrad.kernels.Vectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at iterates between stretches of iterations: whether they are finite and have not exploded,
 * and keeps a copy of a recent state that was good.
 */
final class DivergenceWatch {

  /** Iterates whose norm grew by this over the start's (or over 1) have exploded. */
  private static final double EXPLODED = 1e10;

  /** A state is worth keeping while its norms grew by less than this. */
  private static final double GOOD = 1e5;

  private static final long NANOS_BETWEEN_COPIES = 200_000_000;

  /** A point of the iterates. */
  record Point(double[] z, double[] v, double[] x, long iterations, long samples, double seconds) {

    /** The iterates as they are now. */
    static Point of(
        Vectors vectors, Iterates iterates, long iterations, long samples, double seconds) {
      return new Point(
          vectors.toArray(iterates.z()),
          vectors.toArray(iterates.v()),
          vectors.toArray(iterates.x()),
          iterations,
          samples,
          seconds);
    }
  }

  private final Vectors vectors;
  private final Iterates iterates;
  private final double scale;
  private Point good;
  private long copied;

  DivergenceWatch(
      Vectors vectors, Iterates iterates, long iterations, long samples, double seconds) {
    this.vectors = vectors;
    this.iterates = iterates;
    scale =
        Math.max(
            1,
            Math.max(
                vectors.norm(iterates.z()),
                Math.max(vectors.norm(iterates.v()), vectors.norm(iterates.x()))));
    good = Point.of(vectors, iterates, iterations, samples, seconds);
    copied = System.nanoTime();
  }

  /** A recent state that was good. */
  Point good() {
    return good;
  }

  /** What is wrong with the iterates, or null. */
  @Nullable String look(long iterations, long samples, double seconds) {
    double largest = 0;
    Vec[] vecs = {iterates.z(), iterates.v(), iterates.x()};
    for (int k = 0; k < vecs.length; k++) {
      double norm = vectors.norm(vecs[k]);
      if (!(norm <= EXPLODED * scale)) {
        return "‖%s‖ = %.3g".formatted("zvx".charAt(k), norm);
      }
      largest = Math.max(largest, norm);
    }
    if (largest <= GOOD * scale && System.nanoTime() - copied >= NANOS_BETWEEN_COPIES) {
      good = Point.of(vectors, iterates, iterations, samples, seconds);
      copied = System.nanoTime();
    }
    return null;
  }
}
