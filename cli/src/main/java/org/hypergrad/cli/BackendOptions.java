package org.hypergrad.cli;

import org.hypergrad.kernels.Arithmetic;
import org.hypergrad.kernels.BackendRefusedException;
import org.hypergrad.kernels.Backends;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Selection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What computes. */
final class BackendOptions {

  @Option(
      names = "--backend",
      paramLabel = "auto|NAME",
      description =
          "A backend by name, or names in order of preference, separated by commas. (the environment"
              + " variable "
              + Backends.VARIABLE
              + ", or auto)")
  private @Nullable String request;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads for full passes and large batches. (1)")
  private int threads = 1;

  @Option(
      names = "--arithmetic",
      paramLabel = "double|float",
      converter = Word.OfArithmetic.class,
      description =
          "What products of rows with vectors may be computed in: with float in floats where that"
              + " is faster, which is cuda on dense rows of three classes or more. (double)")
  private Arithmetic arithmetic = Arithmetic.DOUBLE;

  /**
   * Checks ranges.
   *
   * @throws ParameterException if they are not kept
   */
  void check(CommandLine command) {
    if (threads < 1) {
      throw new ParameterException(command, "--threads must be at least 1, it is " + threads);
    }
  }

  /**
   * The backends to try.
   *
   * @throws ParameterException if none that was asked for is there, with every reason
   */
  Selection select(CommandLine command) {
    Backends backends = Backends.discover();
    try {
      return request == null ? backends.choose() : backends.choose(request);
    } catch (BackendRefusedException refused) {
      throw new ParameterException(command, String.valueOf(refused.getMessage()), refused);
    }
  }

  int threads() {
    return threads;
  }

  OpenOptions openOptions() {
    return new OpenOptions(threads, arithmetic);
  }

  /** Says what is computed in, where there is a question. */
  void sayArithmetic(OpenProblem open, Terminal terminal) {
    if (arithmetic == Arithmetic.FLOAT) {
      terminal.say(
          open.arithmetic() == Arithmetic.FLOAT
              ? "arithmetic products of rows in floats"
              : "arithmetic doubles: floats would not be faster in this backend on this data");
    }
  }
}
