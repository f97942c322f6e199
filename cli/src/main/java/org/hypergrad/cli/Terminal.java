package org.hypergrad.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a command prints.
 *
 * @param out data, and nothing else
 * @param err what is said to people: what was read, progress, what went wrong
 * @param interactive whether {@code err} is a terminal, on which a bar can move
 */
record Terminal(PrintStream out, PrintStream err, boolean interactive) {

  /** Set by the launcher, which can ask the shell whether standard error is a terminal. */
  private static final String PROPERTY = "hypergrad.terminal";

  /** The streams of this process, in UTF-8 whatever the locale: numbers come with ‖∇h‖ and →. */
  static Terminal ofProcess() {
    return new Terminal(stream(FileDescriptor.out), stream(FileDescriptor.err), isInteractive());
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** Java itself can only tell whether standard input and output are terminals. */
  @SuppressWarnings("SystemConsoleNull") // JDK 25 went back to null where there is no terminal
  private static boolean isInteractive() {
    String property = System.getProperty(PROPERTY);
    if (property != null) {
      return Boolean.parseBoolean(property);
    }
    return System.console() != null && System.console().isTerminal();
  }

  /** One line for people. */
  void say(String line) {
    err.println(line);
  }
}
