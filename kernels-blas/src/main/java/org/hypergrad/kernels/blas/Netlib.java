package org.hypergrad.kernels.blas;

import dev.ludovic.netlib.blas.NativeBLAS;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.hypergrad.kernels.BackendRefusedException;
import org.jspecify.annotations.Nullable;

/**
 * netlib, which calls the library. It loads one library in the life of the JVM, named by a system
 * property, when it is first touched; so it is touched here, when the library has been looked into,
 * and the property and its logger are left as they were.
 */
final class Netlib {

  private static final String PROPERTY = "dev.ludovic.netlib.blas.nativeLibPath";

  /** netlib's first class makes a logger of its name. */
  private static final String FIRST_CLASS = "dev.ludovic.netlib.blas.InstanceBuilder";

  private Netlib() {}

  /**
   * Loads a library.
   *
   * @throws BackendRefusedException if netlib cannot load it, or has loaded another before
   */
  static NativeBLAS load(String path) {
    String before = System.getProperty(PROPERTY);
    boolean touched = LogManager.getLogManager().getLogger(FIRST_CLASS) != null;
    if (touched && !path.equals(before)) {
      throw new BackendRefusedException(
          "other code has loaded netlib before, with a library that it does not tell: start Java"
              + " with -D%s=%s".formatted(PROPERTY, path));
    }
    Logger logger = Logger.getLogger("dev.ludovic.netlib");
    Level level = logger.getLevel();
    logger.setLevel(Level.WARNING);
    System.setProperty(PROPERTY, path);
    try {
      return NativeBLAS.getInstance();
    } catch (RuntimeException unsaid) { // it has no Java to fall back on here, nor a reason
      throw new BackendRefusedException(
          "netlib cannot load it: its own library must be allowed to run from java.io.tmpdir, "
              + System.getProperty("java.io.tmpdir"));
    } finally {
      restore(before);
      logger.setLevel(level);
    }
  }

  private static void restore(@Nullable String before) {
    if (before == null) {
      System.clearProperty(PROPERTY);
    } else {
      System.setProperty(PROPERTY, before);
    }
  }
}
