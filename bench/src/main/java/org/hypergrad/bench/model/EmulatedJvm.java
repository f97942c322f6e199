package org.hypergrad.bench.model;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JVM with the driver of CUDA whose device is the processor: one of its own, since a driver is
 * chosen when a JVM starts. Times in it say nothing.
 */
public final class EmulatedJvm {

  /** Names the folder of that driver. */
  public static final String VARIABLE = "HYPERGRAD_FAKE_CUDA";

  private final Path driver;
  private final List<String> classPath = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();

  /** With the driver in a folder, and the class path of this JVM. */
  public EmulatedJvm(Path driver) {
    this.driver = driver;
  }

  /** The driver's folder, or null where the environment names none. */
  public static @Nullable Path driverOfEnvironment() {
    String folder = System.getenv(VARIABLE);
    return folder == null || folder.isBlank() ? null : Path.of(folder);
  }

  /** Looks into a folder before the rest of the class path. */
  EmulatedJvm lookingInto(Path folder) {
    classPath.add(folder.toString());
    return this;
  }

  /** Sets a variable of the environment. */
  EmulatedJvm with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /**
   * Runs a main class to its end.
   *
   * @return the lines that it printed
   * @throws IOException if it ends badly, with what it said
   */
  public List<String> run(Class<?> main, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(classPath);
    all.add(System.getProperty("java.class.path"));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--add-modules",
                "jdk.incubator.vector",
                "-Dstdout.encoding=UTF-8",
                "-cp",
                String.join(File.pathSeparator, all),
                main.getName()));
    command.addAll(List.of(arguments));
    Path errors = Files.createTempFile("hypergrad-emulated", ".txt");
    try {
      return run(new ProcessBuilder(command).redirectError(errors.toFile()), errors);
    } finally {
      Files.delete(errors);
    }
  }

  private List<String> run(ProcessBuilder builder, Path errors) throws IOException {
    builder.environment().put("LD_LIBRARY_PATH", driver.toString());
    builder.environment().put("FAKECUDA_PTX", "1");
    builder.environment().put("FAKECUDA_PROTECT", "0"); // Java reads no address of the device
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      byte[] output = process.getInputStream().readAllBytes();
      if (process.waitFor() != 0) {
        throw new IOException("an emulated device ended badly: " + Files.readString(errors));
      }
      return new String(output, StandardCharsets.UTF_8).lines().toList();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    } finally {
      process.destroyForcibly();
    }
  }
}
