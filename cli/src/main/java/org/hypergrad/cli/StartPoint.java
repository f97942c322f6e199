package org.hypergrad.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Where a run starts.
 *
 * @param z weights
 * @param x what is learned: logarithms of strengths, say
 */
record StartPoint(double[] z, double[] x) {

  /** Keeps the draws of log-uniform strengths apart from those of rows and batches. */
  private static final long STREAM = 0x5851f42d4c957f2dL;

  /** Weights of zero, and the same logarithm for every strength. */
  static StartPoint constant(int p, int d, double value) {
    double[] x = new double[d];
    Arrays.fill(x, value);
    return new StartPoint(new double[p], x);
  }

  /** Weights of zero, and strengths drawn uniformly from (0, 1]: x = log U. */
  static StartPoint logUniform(int p, int d, long seed) {
    SplittableRandom random = new SplittableRandom(seed ^ STREAM);
    return new StartPoint(new double[p], random.doubles(d).map(u -> Math.log(1 - u)).toArray());
  }

  /**
   * What a file says: a JSON object with arrays {@code z0} and {@code x0}.
   *
   * @param outputs weights that a column has
   */
  static StartPoint read(Path file, int p, int d, int outputs) throws InputException {
    JsonInput json = JsonInput.read(file);
    String columns =
        outputs == 1
            ? "a weight for every column, the intercept last"
            : "%d weights, one a class, for every column, the intercept last".formatted(outputs);
    return new StartPoint(
        json.numbers("z0", p, columns), json.numbers("x0", d, "one for every strength"));
  }
}
