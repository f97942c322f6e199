package org.hypergrad.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code hypergrad}. */
@Command(
    name = "hypergrad",
    description = "Learns hyperparameters by following their exact gradient.",
    subcommands = {
      DemoCommand.class,
      SolveCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      BackendsCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Callable<Integer> {

  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of a failure.")
  private boolean verbose;

  private Main(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // Numbers are written with a point everywhere, and a log record takes one line.
    Locale.setDefault(Locale.ROOT);
    if (System.getProperty("java.util.logging.SimpleFormatter.format") == null) {
      System.setProperty("java.util.logging.SimpleFormatter.format", "hypergrad: %5$s%n");
    }
    System.exit(run(Terminal.ofProcess(), arguments));
  }

  /** Runs the command line; the exit code. */
  static int run(Terminal terminal, String... arguments) {
    Main main = new Main(terminal);
    Failures failures = new Failures(terminal);
    CommandLine commandLine =
        new CommandLine(main)
            .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
            .setUsageHelpWidth(100)
            .setParameterExceptionHandler((wrong, _) -> failures.usage(wrong))
            .setExecutionExceptionHandler((wrong, _, _) -> failures.failure(wrong, main.verbose));
    sayExitCodes(commandLine);
    commandLine.getSubcommands().values().forEach(Main::sayExitCodes);
    try {
      int code = commandLine.execute(arguments);
      if (terminal.out().checkError() && code == ExitCode.OK) {
        return failures.failure(new IOException("standard output cannot be written to"), false);
      }
      return code;
    } catch (Error error) { // picocli hands exceptions to its handler, but no errors
      return failures.failure(error, main.verbose);
    }
  }

  private static void sayExitCodes(CommandLine command) {
    command
        .getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(ExitCode.meanings());
  }

  /** Where commands print. */
  Terminal terminal() {
    return terminal;
  }

  /** Without a command there is nothing to do but to say which there are. */
  @Override
  public Integer call() {
    spec.commandLine().usage(terminal.err());
    return ExitCode.USAGE;
  }
}
