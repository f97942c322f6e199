package org.hypergrad.bench.quick;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.hypergrad.bench.peers.Peer;
import org.hypergrad.kernels.Backend;

/** What the measurements were made on. */
public final class Machine {

  private static final Path CPU = Path.of("/proc/cpuinfo");

  private Machine() {}

  /** Backends of which it is said what they run on, or why they do not. */
  private static final Set<String> REPORTED = Set.of("simd", "cuda");

  /** Names and values, in order. */
  public static Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "machine",
        "%s, %d processors, %s %s"
            .formatted(
                processor(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.arch")));
    facts.put("java", "%s, %s".formatted(Runtime.version(), System.getProperty("java.vm.name")));
    facts.put("flags", String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
    for (Backend backend : ServiceLoader.load(Backend.class)) {
      if (REPORTED.contains(backend.name())) {
        facts.put(
            backend.name(),
            backend.probe().available()
                ? backend.probe().facts().entrySet().stream()
                    .map(fact -> fact.getKey() + " of " + fact.getValue())
                    .collect(Collectors.joining(", "))
                : backend.probe().reason());
      }
    }
    String library = Peer.nativeLibrary();
    facts.put("BLAS", library == null ? "no OpenBLAS found" : library + ", one thread");
    return facts;
  }

  private static String processor() {
    try {
      return Files.readAllLines(CPU).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown processor");
    } catch (IOException absent) {
      return "unknown processor";
    }
  }
}
