package org.hypergrad.kernels.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ludovic.netlib.blas.NativeBLAS;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Optional;
import org.hypergrad.kernels.BackendRefusedException;
import org.junit.jupiter.api.Test;

/** What is found here, and which libraries will not do whatever their file is. */
class NativeBlasTest {

  @Test
  void namesItsLibraryAndNeverFallsBackOnJava() {
    BlasHere.assumeAvailable();
    NativeBlas blas = NativeBlas.get();
    assertThat(blas).isSameAs(NativeBlas.get());
    assertThat(blas.calls())
        .isInstanceOf(NativeBLAS.class)
        .hasToString(NativeBLAS.getInstance().toString());
    assertThat(blas.facts()).containsKeys("library", "found", "version", "threads");
    assertThat(System.getProperty("dev.ludovic.netlib.blas.nativeLibPath")).isNull();
    if (blas.facts().get("version").startsWith("OpenBLAS ")) {
      assertThat(blas.facts())
          .containsOnlyKeys("library", "found", "version", "core type", "threads");
      assertThat(
              SharedLibrary.open(BlasHere.library().toString()).number("openblas_get_num_threads"))
          .isEqualTo(1);
    }
  }

  /** A library that has these symbols and no other. */
  private static SharedLibrary having(List<String> symbols) {
    SymbolLookup lookup =
        name ->
            symbols.contains(name) ? Optional.of(MemorySegment.ofAddress(16)) : Optional.empty();
    return new SharedLibrary("libfake.so", lookup);
  }

  private static void assertRefused(List<String> symbols, String reason) {
    assertThatExceptionOfType(BackendRefusedException.class)
        .isThrownBy(() -> NativeBlas.load(having(symbols), "made up", false))
        .withMessage(reason);
  }

  @Test
  void aLibraryWithoutARoutineIsNoBlas() {
    assertRefused(List.of(), "it is no BLAS: it has no ddot_");
    assertRefused(
        List.of("ddot_", "daxpy_", "dgemv_", "openblas_get_config"),
        "it is no BLAS: it has no dgemm_");
  }

  @Test
  void theReferenceBlasIsRefusedUnlessNamed() {
    assertRefused(
        List.of("ddot_", "daxpy_", "dgemv_", "dgemm_"),
        "neither OpenBLAS nor MKL, so taken for the slow reference BLAS");
  }
}
