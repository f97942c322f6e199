package org.hypergrad.kernels.blas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hypergrad.kernels.BackendRefusedException;
import org.jspecify.annotations.Nullable;

/**
 * The OpenBLAS in the jar {@code org.bytedeco:openblas} with the classifier of this platform, if
 * that is on the class path: unpacked to a folder that only this user can enter, and removed again
 * once it is loaded.
 */
final class BundledOpenBlas implements AutoCloseable {

  private static final String LIBRARY = "libopenblas.so.0";

  /** What it needs, if the jar has it. */
  private static final List<String> OTHERS =
      List.of("libgfortran.so.5", "libquadmath.so.0", "libgcc_s.so.1");

  private final Path folder;

  private BundledOpenBlas(Path folder) {
    this.folder = folder;
  }

  /**
   * Unpacks the library.
   *
   * @throws BackendRefusedException if there is none, or no place for it
   */
  static BundledOpenBlas unpack() {
    String platform = platform();
    if (platform == null) {
      throw new BackendRefusedException("there is none that is unpacked on this platform");
    }
    String home = "/org/bytedeco/openblas/" + platform + "/";
    if (BundledOpenBlas.class.getResource(home + LIBRARY) == null) {
      throw new BackendRefusedException(
          "org.bytedeco:openblas:%s is not on the class path".formatted(platform));
    }
    try {
      // "private": the permissions of a temporary directory are its owner's alone
      BundledOpenBlas bundled = new BundledOpenBlas(Files.createTempDirectory("hypergrad-blas"));
      try {
        bundled.copy(home, LIBRARY);
        for (String other : OTHERS) {
          bundled.copy(home, other);
        }
        return bundled;
      } catch (IOException failure) {
        bundled.close();
        throw failure;
      }
    } catch (IOException failure) {
      throw new BackendRefusedException("it cannot be unpacked to java.io.tmpdir: " + failure);
    }
  }

  /** The name that the jar has for this platform, or null. */
  private static @Nullable String platform() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return null;
    }
    return switch (System.getProperty("os.arch")) {
      case "amd64" -> "linux-x86_64";
      case "aarch64" -> "linux-arm64";
      default -> null;
    };
  }

  private void copy(String home, String name) throws IOException {
    try (InputStream content = BundledOpenBlas.class.getResourceAsStream(home + name)) {
      if (content != null) {
        Files.copy(content, folder.resolve(name));
      }
    }
  }

  /** The unpacked library, until {@link #close}. */
  Path library() {
    return folder.resolve(LIBRARY);
  }

  /** Removes the files; what has been loaded stays. */
  @Override
  public void close() {
    try {
      for (String other : OTHERS) {
        Files.deleteIfExists(folder.resolve(other));
      }
      Files.deleteIfExists(library());
      Files.deleteIfExists(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
