package org.hypergrad.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hypergrad.kernels.BackendRefusedException;
import org.hypergrad.kernels.Backends;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code hypergrad backends}: what can compute here, and why something cannot. */
@Command(
    name = "backends",
    description = "Says which backends were found, which would be used and why others are not.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class BackendsCommand implements Callable<Integer> {

  @ParentCommand private Main main;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Backends backends = Backends.discover();
    Map<String, String> machine = MachineFacts.read();
    Terminal terminal = main.terminal();
    if (json) {
      Map<String, @Nullable Object> content = new LinkedHashMap<>();
      content.put("chosen", chosen(backends));
      content.put("report", backends.report().lines().toList());
      content.put("machine", machine);
      terminal.out().print(JsonOutput.text(content));
    } else {
      terminal.out().print(backends.report());
      terminal.out().println();
      machine.forEach(
          (name, value) -> terminal.out().printf("%-10s %s%n", name, OneLine.of(value)));
    }
    return ExitCode.OK;
  }

  private static @Nullable String chosen(Backends backends) {
    try {
      return backends.choose().first();
    } catch (BackendRefusedException _) { // the report says why
      return null;
    }
  }
}
