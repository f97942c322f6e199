package org.hypergrad.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.concurrent.CancellationException;
import org.hypergrad.datasets.DataFormatException;
import org.hypergrad.kernels.BackendRefusedException;
import org.hypergrad.kernels.DeviceFailedException;
import org.hypergrad.solvers.CheckpointException;
import org.hypergrad.solvers.DivergedException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one line on standard error and an exit code. */
final class Failures {

  private final Terminal terminal;

  Failures(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Wrong usage: what is wrong, and where to read how it is right. */
  int usage(ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    StringBuilder line = new StringBuilder(inUsersWords(String.valueOf(wrong.getMessage())));
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      String suggestions = String.join(", ", unmatched.getSuggestions());
      String first = unmatched.getUnmatched().getFirst();
      if (!suggestions.isEmpty()) {
        line.append("; did you mean " + suggestions + "?");
      } else if (!first.startsWith("-") && command.getCommandSpec().findOption("--data") != null) {
        line.append("; files are given by options, as in --data " + first);
      }
    }
    line.append(" (see %s --help)".formatted(command.getCommandSpec().qualifiedName()));
    say(line.toString());
    return ExitCode.USAGE;
  }

  /** Picocli names numbers by Java's types. */
  private static String inUsersWords(String message) {
    return message
        .replaceFirst("is not a double$", "is not a number")
        .replaceFirst("is not an? (int|long)$", "is not a whole number");
  }

  /** Everything else. */
  int failure(Throwable wrong, boolean verbose) {
    say(describe(wrong, verbose));
    if (verbose) {
      wrong.printStackTrace(terminal.err());
    }
    return wrong instanceof InputException
            || wrong instanceof DataFormatException
            || wrong instanceof CheckpointException
        ? ExitCode.BAD_DATA
        : ExitCode.FAILED;
  }

  private static String describe(Throwable wrong, boolean verbose) {
    String message = wrong.getMessage() == null ? "" : wrong.getMessage();
    return switch (wrong) {
      case AccessDeniedException denied -> denied.getFile() + ": no permission to write there";
      case FileSystemException broken ->
          broken.getFile()
              + ": "
              + (broken.getReason() != null ? broken.getReason() : broken.getClass().getName());
      case IOException _,
          BackendRefusedException _,
          DeviceFailedException _,
          DivergedException _,
          CancellationException _ ->
          message;
      case ArithmeticException _ ->
          message + "; columns of like scale (--standardize) or a smaller --box make it easier";
      case OutOfMemoryError _ ->
          "the heap of %d MB is too small; give more, as in HYPERGRAD_JAVA_OPTS=-Xmx8g"
              .formatted(Runtime.getRuntime().maxMemory() >> 20);
      default ->
          "a mistake of this program: %s%s"
              .formatted(
                  wrong, verbose ? "" : "; run it with --verbose, and please report what it says");
    };
  }

  private void say(String line) {
    terminal.say("hypergrad: " + OneLine.of(line));
  }
}
