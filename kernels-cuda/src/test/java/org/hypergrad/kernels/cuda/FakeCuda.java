package org.hypergrad.kernels.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The driver whose device is the processor, where the tests run on it: it watches every access of
 * every thread of a kernel, and keeps what it finds wrong. On a real device these calls do nothing.
 */
final class FakeCuda {

  private static final Optional<SymbolLookup> LIBRARY = library();

  private FakeCuda() {}

  private static Optional<SymbolLookup> library() {
    try {
      SymbolLookup driver = SymbolLookup.libraryLookup("libcuda.so.1", Arena.global());
      return driver.find("fakecuda_diag_count").map(symbol -> driver);
    } catch (IllegalArgumentException noDriver) {
      return Optional.empty();
    }
  }

  /** Whether the driver of this JVM is the one of tests. */
  static boolean isHere() {
    return LIBRARY.isPresent();
  }

  /** Draws another order of threads, blocks and streams. */
  static void seed(long seed) {
    if (isHere()) {
      call("fakecuda_seed", FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG), seed);
    }
  }

  /** What it has found wrong so far. */
  static List<String> diagnoses() {
    if (!isHere()) {
      return List.of();
    }
    int count = (int) call("fakecuda_diag_count", FunctionDescriptor.of(ValueLayout.JAVA_INT));
    FunctionDescriptor text = FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    return IntStream.range(0, count)
        .mapToObj(k -> (MemorySegment) call("fakecuda_diag", text, k))
        .map(found -> found.reinterpret(Long.MAX_VALUE).getString(0))
        .toList();
  }

  /** Writes what has been executed so far, not what is queued, to the file of FAKECUDA_PROFILE. */
  static void writeProfile() {
    int failed = (int) call("fakecuda_profile_write", FunctionDescriptor.of(ValueLayout.JAVA_INT));
    if (failed != 0) {
      throw new IllegalStateException("no profile could be written");
    }
  }

  private static Object call(String symbol, FunctionDescriptor type, Object... arguments) {
    MethodHandle function =
        Linker.nativeLinker().downcallHandle(LIBRARY.orElseThrow().findOrThrow(symbol), type);
    try {
      return function.invokeWithArguments(arguments);
    } catch (Throwable thrown) { // a native call throws nothing of its own
      throw new IllegalStateException(thrown);
    }
  }
}
