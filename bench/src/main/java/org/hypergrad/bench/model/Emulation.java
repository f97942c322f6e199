package org.hypergrad.bench.model;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hypergrad.bench.data.Source;
import org.jspecify.annotations.Nullable;

/** Tasks on the driver of CUDA whose device is the processor, and which counts what kernels ask. */
final class Emulation {

  private static final String KERNELS = "/org/hypergrad/kernels/cuda/";
  private static final List<String> MODULES =
      List.of("product", "longlines", "batch", "densesum", "classes");
  private static final String PROFILE = "FAKECUDA_PROFILE";
  private static final String TASK = "task ";

  private final Path driver;
  private final Source source;

  /** With that driver, on this data. */
  Emulation(Path driver, Source source) {
    this.driver = driver;
    this.source = source;
  }

  /**
   * What tasks on some data count, with kernels that do not load some of their operands.
   *
   * @param hotFirst whether columns of words are numbered by how often they occur
   */
  Map<Task, Profile> count(Set<PtxLoads.Role> removed, boolean hotFirst, Task.Data data)
      throws IOException {
    Path folder = Files.createTempDirectory("hypergrad-model");
    try {
      Path modules = Files.createDirectories(Path.of(folder + KERNELS));
      for (String module : MODULES) {
        String text = PtxLoads.without(ptx(module), removed);
        Files.writeString(modules.resolve(module + ".ptx"), text);
      }
      return parse(run(folder, hotFirst, data));
    } finally {
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static String ptx(String module) throws IOException {
    try (InputStream content =
        ClassLoader.getSystemResourceAsStream(KERNELS.substring(1) + module + ".ptx")) {
      if (content == null) {
        throw new IOException("no kernels of " + module);
      }
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private List<String> run(Path folder, boolean hotFirst, Task.Data data) throws IOException {
    return new EmulatedJvm(driver)
        .lookingInto(folder)
        .with("FAKECUDA_CHECKS", "0") // the tests check; here is counted
        .with("FAKECUDA_PROFILE_RESYNC", "1")
        .with(PROFILE, folder.resolve("profile").toString())
        .run(
            Emulation.class,
            source.folder() == null ? "" : source.folder().toString(),
            Integer.toString(source.divisor()),
            Boolean.toString(hotFirst),
            data.name());
  }

  private static Map<Task, Profile> parse(List<String> output) {
    Map<Task, List<String>> lines = new EnumMap<>(Task.class);
    List<String> current = new ArrayList<>();
    for (String line : output) {
      if (line.startsWith(TASK)) {
        current = new ArrayList<>();
        lines.put(Task.valueOf(line.substring(TASK.length())), current);
      } else {
        current.add(line);
      }
    }
    Map<Task, Profile> profiles = new EnumMap<>(Task.class);
    lines.forEach((task, counted) -> profiles.put(task, Profile.parse(counted)));
    return profiles;
  }

  /** What the JVM started above does: runs the tasks, and prints what was counted of each. */
  public static void main(String[] arguments) {
    Path folder = arguments[0].isEmpty() ? null : Path.of(arguments[0]);
    Counter counter = new Counter();
    Task.runAll(
        Task.Data.valueOf(arguments[3]),
        new Source(folder, Integer.parseInt(arguments[1])),
        Boolean.parseBoolean(arguments[2]),
        counter);
  }

  /** The driver's counters. */
  private static final class Counter implements Task.Observer {
    private final MethodHandle reset = function("reset", FunctionDescriptor.ofVoid());
    private final MethodHandle write =
        function("write", FunctionDescriptor.of(ValueLayout.JAVA_INT));

    private static MethodHandle function(String name, FunctionDescriptor type) {
      SymbolLookup library = SymbolLookup.libraryLookup("libcuda.so.1", Arena.global());
      return Linker.nativeLinker()
          .downcallHandle(library.findOrThrow("fakecuda_profile_" + name), type);
    }

    private static @Nullable Object call(MethodHandle function) {
      try {
        return function.invokeWithArguments();
      } catch (Throwable thrown) { // a native call throws nothing of its own
        throw new IllegalStateException(thrown);
      }
    }

    @Override
    public void begin() {
      call(reset);
    }

    @Override
    public void end(Task task) {
      if (!Integer.valueOf(0).equals(call(write))) {
        throw new IllegalStateException("the driver has counted nothing");
      }
      System.out.println(TASK + task.name());
      try {
        Files.readAllLines(Path.of(System.getenv(PROFILE))).forEach(System.out::println);
      } catch (IOException failure) {
        throw new java.io.UncheckedIOException(failure);
      }
    }
  }
}
