package org.hypergrad.kernels.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hypergrad.kernels.Backends;

/**
 * Runs a main class in a JVM of its own: what depends on how Java was started cannot be tested in
 * the JVM of the tests.
 */
public final class ChildJvm {

  private static final int MOST_SECONDS = 300;

  private final List<Class<?>> classPath;

  private ChildJvm(List<Class<?>> classPath) {
    this.classPath = classPath;
  }

  /**
   * A JVM with the kernels' contract, this testkit, and the folders or jars that hold the classes.
   */
  public static ChildJvm with(Class<?>... classes) {
    return new ChildJvm(
        Stream.concat(Stream.of(Backends.class, ChildJvm.class), Stream.of(classes)).toList());
  }

  /**
   * Runs a main class to its end, which must be a good one.
   *
   * @param options of the JVM
   * @param environment variables to set; those by which Java and the backends are chosen are not
   *     inherited
   * @return what it printed, standard error included
   * @throws AssertionError if it ends badly or does not end in five minutes, with what it printed
   */
  public String run(
      Class<?> main, List<String> options, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8"));
    command.addAll(options);
    command.addAll(
        List.of(
            "-cp",
            classPath.stream()
                .map(ChildJvm::home)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator)),
            main.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .keySet()
        .removeAll(List.of(Backends.VARIABLE, "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    builder.environment().putAll(environment);
    try {
      return output(builder.start());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while a child JVM ran", interrupted);
    }
  }

  private static String output(Process process) throws IOException, InterruptedException {
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Require.that(
          process.waitFor(MOST_SECONDS, TimeUnit.SECONDS), "a child JVM does not end: " + output);
      Require.that(
          process.exitValue() == 0,
          "a child JVM ends with status %d: %s".formatted(process.exitValue(), output));
      return output;
    } finally {
      process.destroyForcibly();
    }
  }

  private static String home(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
