package org.hypergrad.bench.peers;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.hypergrad.kernels.BackendRefusedException;
import org.hypergrad.kernels.Dataset;
import org.jspecify.annotations.Nullable;

/**
 * Intel's MKL, one thread: {@code mkl_sparse_d_mv} on compressed rows, told beforehand that it will
 * multiply often both ways. Its numbers for operations and kinds are those of {@code mkl_spblas.h}.
 */
final class Mkl extends ProductPasses {

  /** Names the folder with libmkl_rt.so.2 and what belongs to it. */
  static final String VARIABLE = "HYPERGRAD_BENCH_MKL";

  private static final int PLAIN = 10;
  private static final int TRANSPOSED = 11;
  private static final int GENERAL = 20;
  private static final int GNU_THREADS = 3;
  private static final int EXPECTED_CALLS = 1_000;

  private static final StructLayout KIND = MemoryLayout.structLayout(JAVA_INT, JAVA_INT, JAVA_INT);

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment kind = arena.allocate(KIND);
  private final MemorySegment matrix;
  private final MethodHandle multiply;
  private final MethodHandle destroy;

  Mkl(Dataset data) {
    super(data);
    SymbolLookup library = library();
    call(function(library, "MKL_Set_Threading_Layer", false, JAVA_INT), GNU_THREADS);
    call(function(library, "MKL_Set_Num_Threads", false, JAVA_INT), 1);
    CompressedRows rows = CompressedRows.of(data);
    MemorySegment starts = arena.allocateFrom(JAVA_INT, rows.starts());
    MemorySegment handle = arena.allocate(ADDRESS);
    check(
        "mkl_sparse_d_create_csr",
        call(
            function(
                library,
                "mkl_sparse_d_create_csr",
                false,
                ADDRESS,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                ADDRESS,
                ADDRESS,
                ADDRESS,
                ADDRESS),
            handle,
            0,
            rows.rows(),
            rows.width(),
            starts,
            starts.asSlice(JAVA_INT.byteSize()),
            arena.allocateFrom(JAVA_INT, rows.columns()),
            arena.allocateFrom(JAVA_DOUBLE, rows.values())));
    matrix = handle.get(ADDRESS, 0);
    kind.set(JAVA_INT, 0, GENERAL);
    MethodHandle hint =
        function(library, "mkl_sparse_set_mv_hint", false, ADDRESS, JAVA_INT, KIND, JAVA_INT);
    check("mkl_sparse_set_mv_hint", call(hint, matrix, PLAIN, kind, EXPECTED_CALLS));
    check("mkl_sparse_set_mv_hint", call(hint, matrix, TRANSPOSED, kind, EXPECTED_CALLS));
    check(
        "mkl_sparse_optimize",
        call(function(library, "mkl_sparse_optimize", false, ADDRESS), matrix));
    multiply =
        function(
            library,
            "mkl_sparse_d_mv",
            true,
            JAVA_INT,
            JAVA_DOUBLE,
            ADDRESS,
            KIND,
            ADDRESS,
            JAVA_DOUBLE,
            ADDRESS);
    destroy = function(library, "mkl_sparse_destroy", false, ADDRESS);
  }

  /** Where the library is, or null if nobody says. */
  static @Nullable String folder() {
    String folder = System.getenv(VARIABLE);
    return folder == null || folder.isBlank() ? null : folder;
  }

  @SuppressWarnings("restricted") // the launcher allows native access
  private static SymbolLookup library() {
    String folder = folder();
    if (folder == null) {
      throw new BackendRefusedException(VARIABLE + " does not name the folder of libmkl_rt.so.2");
    }
    try {
      return SymbolLookup.libraryLookup(Path.of(folder, "libmkl_rt.so.2"), Arena.global());
    } catch (IllegalArgumentException absent) {
      throw new BackendRefusedException(
          "%s, which %s names, has no libmkl_rt.so.2 that can be loaded"
              .formatted(folder, VARIABLE));
    }
  }

  @SuppressWarnings("restricted") // the launcher allows native access
  private static MethodHandle function(
      SymbolLookup library, String name, boolean onJavaArrays, MemoryLayout... arguments) {
    FunctionDescriptor type = FunctionDescriptor.of(JAVA_INT, arguments);
    MemorySegment address =
        library
            .find(name)
            .orElseThrow(() -> new BackendRefusedException("this MKL has no " + name));
    return onJavaArrays
        ? Linker.nativeLinker().downcallHandle(address, type, Linker.Option.critical(true))
        : Linker.nativeLinker().downcallHandle(address, type);
  }

  private static int call(MethodHandle function, Object... arguments) {
    try {
      return (int) function.invokeWithArguments(arguments);
    } catch (Throwable failure) {
      throw new IllegalStateException("a call of MKL: " + failure, failure);
    }
  }

  private static void check(String name, int status) {
    if (status != 0) {
      throw new IllegalStateException("%s: status %d".formatted(name, status));
    }
  }

  private void multiply(int operation, double[] in, double[] out) {
    MemorySegment from = MemorySegment.ofArray(in);
    MemorySegment to = MemorySegment.ofArray(out);
    int status;
    try {
      status = (int) multiply.invokeExact(operation, 1.0, matrix, kind, from, 0.0, to);
    } catch (Throwable failure) {
      throw new IllegalStateException("a call of MKL: " + failure, failure);
    }
    check("mkl_sparse_d_mv", status);
  }

  @Override
  void times(double[] z, double[] out) {
    multiply(PLAIN, z, out);
  }

  @Override
  void transposedTimes(double[] coefficients, double[] out) {
    multiply(TRANSPOSED, coefficients, out);
  }

  @Override
  public void close() {
    call(destroy, matrix);
    arena.close();
  }
}
