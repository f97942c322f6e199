package org.hypergrad.kernels.blas;

import java.util.ArrayList;
import java.util.List;
import org.hypergrad.kernels.BackendRefusedException;
import org.jspecify.annotations.Nullable;

/**
 * Where a library is looked for: where the user says, and nowhere else then; or else in the system,
 * or else on the class path. Every try that fails leaves its reason.
 */
final class LibrarySearch {

  /** What a user says to have the library of the class path rather than the system's. */
  static final String BUNDLED = "bundled";

  /** The last may be a link to any BLAS, and is taken if it is one of the fast ones. */
  private static final List<String> LINUX =
      List.of(
          "libopenblas.so.0",
          "libopenblas.so",
          "libopenblasp.so.0",
          "libopenblaso.so.0",
          "libblas.so.3");

  private static final List<String> MACOS =
      List.of(
          "libopenblas.dylib",
          "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
          "/usr/local/opt/openblas/lib/libopenblas.dylib");
  private static final List<String> WINDOWS = List.of("libopenblas.dll", "openblas.dll");

  private LibrarySearch() {}

  /**
   * Loads the first library that will do.
   *
   * @param named what the user named, or null
   * @throws BackendRefusedException if there is none, with the reason of every try
   */
  static NativeBlas search(@Nullable String named) {
    if (!LibrarySearch.class.getModule().isNativeAccessEnabled()) {
      throw new BackendRefusedException(
          "Java may not call native code: start it with --enable-native-access=ALL-UNNAMED");
    }
    if (named != null) {
      try {
        return named.equals(BUNDLED)
            ? bundled()
            : NativeBlas.load(SharedLibrary.open(named), "named " + named, true);
      } catch (BackendRefusedException refused) {
        throw new BackendRefusedException(
            "%s=%s: %s".formatted(NativeBlas.PROPERTY, named, refused.getMessage()));
      }
    }
    List<String> absent = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (String name : names()) {
      SharedLibrary library;
      try {
        library = SharedLibrary.open(name);
      } catch (BackendRefusedException refused) {
        absent.add(name);
        continue;
      }
      try {
        return NativeBlas.load(library, "in the system as " + name, false);
      } catch (BackendRefusedException refused) {
        reasons.add(name + ": " + refused.getMessage());
      }
    }
    if (!absent.isEmpty()) {
      reasons.add("not in the system: " + String.join(", ", absent));
    }
    try {
      return bundled();
    } catch (BackendRefusedException refused) {
      reasons.add(BUNDLED + ": " + refused.getMessage());
    }
    throw new BackendRefusedException(
        "no fast BLAS was found, install OpenBLAS or name a library by -D%s (%s)"
            .formatted(NativeBlas.PROPERTY, String.join("; ", reasons)));
  }

  private static NativeBlas bundled() {
    try (BundledOpenBlas bundled = BundledOpenBlas.unpack()) {
      return NativeBlas.load(
          SharedLibrary.open(bundled.library().toString()),
          "on the class path, unpacked and removed again",
          false);
    }
  }

  private static List<String> names() {
    String system = System.getProperty("os.name");
    if (system.startsWith("Windows")) {
      return WINDOWS;
    }
    return system.equals("Mac OS X") ? MACOS : LINUX;
  }
}
