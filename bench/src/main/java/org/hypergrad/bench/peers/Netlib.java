package org.hypergrad.bench.peers;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * netlib's two kinds of BLAS: its own in Java, and OpenBLAS on one thread where there is one. Its
 * default library, libblas.so.3, may be the slow reference BLAS, and one that lacks a routine ends
 * the JVM: so libraries are looked into first.
 */
final class Netlib {

  private static final List<String> LIBRARIES =
      List.of("libopenblas.so.0", "libopenblas.so", "libopenblas.dylib", "libopenblas.dll");
  private static final List<String> ROUTINES = List.of("ddot_", "daxpy_", "dgemv_", "dgemm_");
  private static final String PROPERTY = "dev.ludovic.netlib.blas.nativeLib";

  /** Kept, since a logger that nobody holds forgets its level. */
  private static final Logger LOGGER = Logger.getLogger("dev.ludovic.netlib");

  private Netlib() {}

  /** The library's name, or null where there is none. */
  static @Nullable String library() {
    for (String name : LIBRARIES) {
      try (Arena arena = Arena.ofConfined()) {
        SymbolLookup lookup = SymbolLookup.libraryLookup(name, arena);
        if (ROUTINES.stream().allMatch(routine -> lookup.find(routine).isPresent())) {
          return name;
        }
      } catch (IllegalArgumentException absent) {
        // the next name
      }
    }
    return null;
  }

  /** BLAS in Java. */
  static BLAS inJava() {
    prepare(library());
    return JavaBLAS.getInstance();
  }

  /**
   * Calls into the library.
   *
   * @throws IllegalStateException if there is none
   */
  static BLAS calls() {
    String library = library();
    if (library == null) {
      throw new IllegalStateException("no OpenBLAS was found among " + LIBRARIES);
    }
    prepare(library);
    return NativeBLAS.getInstance();
  }

  /**
   * Before anything of netlib is touched: it loads its library, and logs, when it is first asked.
   */
  private static void prepare(@Nullable String library) {
    LOGGER.setLevel(Level.WARNING);
    if (library != null) {
      useOneThread(library);
      System.setProperty(PROPERTY, library);
    }
  }

  /** It would take every core; it stays loaded, or it would forget. */
  private static void useOneThread(String library) {
    SymbolLookup.libraryLookup(library, Arena.global())
        .find("openblas_set_num_threads")
        .ifPresent(address -> {
          MethodHandle call =
              Linker.nativeLinker()
                  .downcallHandle(address, FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
          try {
            call.invokeExact(1);
          } catch (Throwable thrown) { // a native call of this kind throws nothing
            throw new IllegalStateException(thrown);
          }
        });
  }
}
