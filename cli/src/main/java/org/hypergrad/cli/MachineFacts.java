package org.hypergrad.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What this process runs on, as far as it can be found out without asking a tool. */
final class MachineFacts {

  private static final Path CPU = Path.of("/proc/cpuinfo");

  private MachineFacts() {}

  /** Names and values, in order. */
  static Map<String, String> read() {
    Map<String, String> facts = new LinkedHashMap<>();
    addProcessor(facts);
    facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put(
        "system",
        "%s %s, %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")));
    facts.put("java", "%s, %s".formatted(Runtime.version(), System.getProperty("java.vm.name")));
    facts.put("heap", "at most %,d MB".formatted(Runtime.getRuntime().maxMemory() >> 20));
    facts.put("flags", String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
    return facts;
  }

  private static void addProcessor(Map<String, String> facts) {
    if (!Files.isReadable(CPU)) {
      facts.put("processor", "unknown (there is no %s here)".formatted(CPU));
      return;
    }
    try {
      List<String> lines = Files.readAllLines(CPU);
      facts.put("processor", value(lines, "model name"));
      String features = value(lines, "flags");
      facts.put(
          "features",
          String.join(
              " ", Arrays.stream(features.split(" ")).filter(MachineFacts::matters).toList()));
    } catch (IOException e) {
      facts.put("processor", "unknown (%s)".formatted(e));
    }
  }

  /** The extensions that make vectors fast or slow. */
  private static boolean matters(String feature) {
    return Stream.of("sse4_2", "avx", "fma", "bmi2", "amx").anyMatch(feature::startsWith);
  }

  private static String value(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }
}
