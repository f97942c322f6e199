package org.hypergrad.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;

/** LIBSVM files that are solved in a blink: a noisy linear rule on some of a few features. */
final class SmallData {

  static final int FEATURES = 6;
  static final int ROWS = 200;

  private static final double[] RULE = {2, -1.5, 1, 0, 0, 0};

  private SmallData() {}

  /** Writes rows with labels −1 and 1. */
  static Path write(Path file, long seed) throws IOException {
    return write(file, seed, "-1", "1");
  }

  /** Writes rows with labels of any name. */
  static Path write(Path file, long seed, String negative, String positive) throws IOException {
    return write(file, seed, negative, positive, 0.7);
  }

  /** Writes rows of as many classes as there are labels, feature c speaking for class c. */
  static Path writeClasses(Path file, long seed, String... labels) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < ROWS; row++) {
      int best = 0;
      double[] values = random.doubles(FEATURES, -1, 1).toArray();
      for (int c = 1; c < labels.length; c++) {
        if (values[c] > values[best]) {
          best = c;
        }
      }
      text.append(labels[random.nextDouble() < 0.1 ? 0 : best]);
      for (int k = 0; k < FEATURES; k++) {
        text.append(String.format(Locale.ROOT, " %d:%.6f", k + 1, values[k]));
      }
      text.append('\n');
    }
    return Files.writeString(file, text);
  }

  /** Writes rows of which about a part is not zero. */
  static Path write(Path file, long seed, String negative, String positive, double density)
      throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < ROWS; row++) {
      double margin = random.nextDouble(-1, 1);
      StringBuilder entries = new StringBuilder();
      for (int k = 0; k < FEATURES; k++) {
        if (random.nextDouble() < density) {
          double value = random.nextDouble(-1, 1);
          margin += RULE[k] * value;
          entries.append(String.format(Locale.ROOT, " %d:%.6f", k + 1, value));
        }
      }
      text.append(margin > 0 ? positive : negative).append(entries).append('\n');
    }
    return Files.writeString(file, text);
  }
}
