package org.hypergrad.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where a run starts, and its seed. */
final class StartOptions {

  private static final String LOG_UNIFORM = "log-uniform";
  private static final double DEFAULT = -2;

  @Option(
      names = "--x0",
      paramLabel = "log-uniform|VALUE",
      description = "Start every x at VALUE, or at log U(0,1) drawn by the seed. (-2)")
  private @Nullable String x0;

  @Option(
      names = "--start",
      paramLabel = "F",
      description =
          "Start at the arrays z0 and x0 of a JSON file. Rows then keep the order of their files; they"
              + " are shuffled by the seed otherwise.")
  private @Nullable Path file;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the order of rows, of batches and of a log-uniform start. (1)")
  private long seed = 1;

  /**
   * Checks ranges, and that the options go together.
   *
   * @throws ParameterException if they do not
   */
  void check(CommandLine command, double box) {
    if (x0 != null && file != null) {
      throw new ParameterException(command, "--x0 and --start exclude each other");
    }
    if (x0 == null) {
      return;
    }
    if (x0.equals(LOG_UNIFORM)) {
      return;
    }
    double value;
    try {
      value = Double.parseDouble(x0);
    } catch (NumberFormatException e) {
      throw new ParameterException(
          command, "--x0 must be %s or a number, it is '%s'".formatted(LOG_UNIFORM, x0), e);
    }
    if (!(Math.abs(value) <= box)) {
      throw new ParameterException(
          command, "--x0 %s is outside the box of ±%s (--box)".formatted(x0, box));
    }
  }

  /**
   * The starting point of a problem.
   *
   * @param outputs weights that a column has
   */
  StartPoint point(int p, int d, int outputs) throws InputException {
    if (file != null) {
      return StartPoint.read(file, p, d, outputs);
    }
    if (x0 == null) {
      return StartPoint.constant(p, d, DEFAULT);
    }
    return x0.equals(LOG_UNIFORM)
        ? StartPoint.logUniform(p, d, seed)
        : StartPoint.constant(p, d, Double.parseDouble(x0));
  }

  /** The parts with their rows in the order in which a run wants them. */
  Parts ordered(Parts parts) {
    return file == null ? parts.shuffled(seed) : parts;
  }

  long seed() {
    return seed;
  }
}
