package org.hypergrad.bench.peers;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hypergrad.kernels.BackendRefusedException;
import org.hypergrad.kernels.blas.NativeBlas;
import org.jspecify.annotations.Nullable;

/**
 * netlib's two kinds of BLAS: its own in Java, and the native library that the backend {@code blas}
 * calls, on one thread.
 */
final class Netlib {

  private static final String ALLOW_NATIVE = "dev.ludovic.netlib.blas.allowNative";

  /** Kept, since a logger that nobody holds forgets its level. */
  private static final Logger LOGGER = Logger.getLogger("dev.ludovic.netlib");

  private Netlib() {}

  /** The library's file, or null where there is none. */
  static @Nullable String library() {
    try {
      return NativeBlas.get().facts().get("library");
    } catch (BackendRefusedException none) {
      return null;
    }
  }

  /** BLAS in Java. */
  static BLAS inJava() {
    if (library() == null) { // or netlib would load whatever it finds, and say so
      System.setProperty(ALLOW_NATIVE, "false");
      LOGGER.setLevel(Level.WARNING);
    }
    return JavaBLAS.getInstance();
  }

  /**
   * Calls into the library.
   *
   * @throws BackendRefusedException if there is none
   */
  static BLAS calls() {
    return NativeBlas.get().calls();
  }
}
