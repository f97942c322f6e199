package org.hypergrad.kernels.blas;

import java.io.File;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.hypergrad.kernels.BackendRefusedException;

/**
 * A shared library, opened to be looked into. It stays open, as the threads that it may have do.
 */
final class SharedLibrary {

  /** Of what {@code dladdr} fills: file, base, symbol, address. */
  private static final long FOUND_BYTES = 4 * ValueLayout.ADDRESS.byteSize();

  private static final AddressLayout TEXT =
      ValueLayout.ADDRESS.withTargetLayout(
          MemoryLayout.sequenceLayout(4096, ValueLayout.JAVA_BYTE));

  private final String name;
  private final SymbolLookup symbols;

  /** What has been opened under a name, which may be a path. */
  SharedLibrary(String name, SymbolLookup symbols) {
    this.name = name;
    this.symbols = symbols;
  }

  /**
   * Opens a library.
   *
   * @param name a path, or a name without folders that the system's loader looks for
   * @throws BackendRefusedException if it cannot be opened, with the reason
   */
  static SharedLibrary open(String name) {
    if (!name.contains("/") && !name.contains(File.separator)) {
      try {
        return new SharedLibrary(name, SymbolLookup.libraryLookup(name, Arena.global()));
      } catch (IllegalArgumentException absent) {
        throw new BackendRefusedException("the system's loader does not find it");
      }
    }
    Path path;
    try {
      path = Path.of(name).toAbsolutePath();
    } catch (InvalidPathException invalid) {
      throw new BackendRefusedException("it is no path: " + invalid.getReason());
    }
    LibraryFile.check(path);
    try {
      return new SharedLibrary(path.toString(), SymbolLookup.libraryLookup(path, Arena.global()));
    } catch (IllegalArgumentException unsaid) {
      throw new BackendRefusedException(whyNot(path));
    }
  }

  /** The loader's own words, which only the older way of loading passes on. */
  private static String whyNot(Path path) {
    try {
      System.load(path.toString());
      return "it cannot be opened";
    } catch (UnsatisfiedLinkError refused) {
      String words = String.valueOf(refused.getMessage()).replace(path + ": ", "");
      return "it cannot be opened: " + words;
    }
  }

  boolean has(String symbol) {
    return symbols.find(symbol).isPresent();
  }

  /** The file that holds a symbol, by its real path; the library's name if no loader says. */
  String fileOf(String symbol) {
    MemorySegment whose = symbols.findOrThrow(symbol);
    return Linker.nativeLinker()
        .defaultLookup()
        .find("dladdr")
        .map(address -> {
          FunctionDescriptor type =
              FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
          try (Arena arena = Arena.ofConfined()) {
            MemorySegment found = arena.allocate(FOUND_BYTES, ValueLayout.ADDRESS.byteSize());
            int known = (int) function(address, type).invokeExact(whose, found);
            return known == 0
                ? name
                : Path.of(found.get(TEXT, 0).getString(0)).toRealPath().toString();
          } catch (Throwable thrown) {
            throw new IllegalStateException(thrown);
          }
        })
        .orElse(name);
  }

  /** What a function without arguments returns, as text. */
  String text(String symbol) {
    try {
      MemorySegment text =
          (MemorySegment)
              function(symbols.findOrThrow(symbol), FunctionDescriptor.of(TEXT)).invokeExact();
      return text.equals(MemorySegment.NULL) ? "unknown" : text.getString(0).strip();
    } catch (Throwable thrown) {
      throw new IllegalStateException(thrown);
    }
  }

  /** What a function without arguments returns, as a number. */
  int number(String symbol) {
    FunctionDescriptor type = FunctionDescriptor.of(ValueLayout.JAVA_INT);
    try {
      return (int) function(symbols.findOrThrow(symbol), type).invokeExact();
    } catch (Throwable thrown) {
      throw new IllegalStateException(thrown);
    }
  }

  /** Calls a function of one number. */
  void call(String symbol, int argument) {
    FunctionDescriptor type = FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT);
    try {
      function(symbols.findOrThrow(symbol), type).invokeExact(argument);
    } catch (Throwable thrown) { // a native call throws nothing of its own
      throw new IllegalStateException(thrown);
    }
  }

  private static MethodHandle function(MemorySegment address, FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(address, type);
  }
}
