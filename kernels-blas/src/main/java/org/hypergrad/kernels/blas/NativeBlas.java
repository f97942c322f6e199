package org.hypergrad.kernels.blas;

import dev.ludovic.netlib.blas.BLAS;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hypergrad.kernels.BackendRefusedException;
import org.jspecify.annotations.Nullable;

/**
 * A native BLAS that has been found, looked into, set to one thread and tried out. A JVM has one,
 * looked for when it is first asked for; what came of it stays.
 *
 * <p>Threads of the library's own are not used: they are one setting for the whole process, which a
 * dataset opened with so many threads must not change for others, and one handle's threads call the
 * library each for themselves.
 */
public final class NativeBlas {

  /** System property that names a library: a path, a name, or {@code bundled}. */
  public static final String PROPERTY = "hypergrad.blas.library";

  /** Environment variable that names a library, if the property is not set. */
  public static final String VARIABLE = "HYPERGRAD_BLAS_LIBRARY";

  /** netlib calls what it has not found, too, which ends the JVM. */
  private static final List<String> ROUTINES = List.of("ddot_", "daxpy_", "dgemv_", "dgemm_");

  private static final String ONE_THREAD = "1 for every thread that calls";

  private static @Nullable NativeBlas found;
  private static @Nullable String refusal;

  private final BLAS calls;
  private final Map<String, String> facts;

  private NativeBlas(BLAS calls, Map<String, String> facts) {
    this.calls = calls;
    this.facts = facts;
  }

  /**
   * The library of this JVM.
   *
   * @throws BackendRefusedException if there is none, with the reason of every try
   */
  public static synchronized NativeBlas get() {
    if (found == null && refusal == null) {
      try {
        found = LibrarySearch.search(named());
      } catch (BackendRefusedException refused) {
        refusal = refused.getMessage();
      }
    }
    if (found == null) {
      throw new BackendRefusedException(String.valueOf(refusal));
    }
    return found;
  }

  private static @Nullable String named() {
    for (String value : Arrays.asList(System.getProperty(PROPERTY), System.getenv(VARIABLE))) {
      if (value != null && !value.isBlank()) {
        return value.strip();
      }
    }
    return null;
  }

  /** Calls into it, from as many threads as there are. */
  public BLAS calls() {
    return calls;
  }

  /** What it is, in order: its file, version, core type and threads. */
  public Map<String, String> facts() {
    return facts;
  }

  /**
   * Looks into a library, and lets netlib load it only then.
   *
   * @param how it was found, for people
   * @param named whether the user asked for this one, whatever it is
   * @throws BackendRefusedException if it will not do, with the reason
   */
  static NativeBlas load(SharedLibrary library, String how, boolean named) {
    for (String routine : ROUTINES) {
      if (!library.has(routine)) {
        throw new BackendRefusedException("it is no BLAS: it has no " + routine);
      }
    }
    Map<String, String> facts = new LinkedHashMap<>();
    String file = library.fileOf("dgemm_");
    facts.put("library", file);
    facts.put("found", how);
    if (library.has("openblas_get_config") && library.has("openblas_set_num_threads")) {
      useOpenBlas(library, facts);
    } else if (library.has("MKL_Get_Version") && library.has("MKL_Set_Num_Threads")) {
      facts.put("version", "Intel MKL");
      library.call("MKL_Set_Num_Threads", 1);
      facts.put("threads", ONE_THREAD);
    } else if (named) {
      facts.put("version", "neither OpenBLAS nor MKL");
      facts.put("threads", "as the library likes");
    } else {
      throw new BackendRefusedException(
          "neither OpenBLAS nor MKL, so taken for the slow reference BLAS");
    }
    BLAS calls = Netlib.load(file);
    tryOut(new BlasProducts(calls));
    return new NativeBlas(calls, Collections.unmodifiableMap(facts));
  }

  private static void useOpenBlas(SharedLibrary library, Map<String, String> facts) {
    String configuration = library.text("openblas_get_config");
    if (configuration.contains("USE64BITINT")) {
      throw new BackendRefusedException("its integers have 64 bits, 32 are needed");
    }
    if (library.number("openblas_get_parallel") == 0) {
      throw new BackendRefusedException(
          "it is built without threads, and so without the locks that several callers need");
    }
    facts.put("version", configuration);
    facts.put("core type", library.text("openblas_get_corename"));
    library.call("openblas_set_num_threads", 1);
    facts.put("threads", ONE_THREAD);
  }

  /** Small whole numbers, exact in any order; outputs full of NaN must be overwritten. */
  private static void tryOut(BlasProducts products) {
    double[] rows = {1, 2, 3, 4, 5, 6};
    double[] one = {Double.NaN, Double.NaN, Double.NaN};
    products.margins(rows, 0, 2, 3, new double[] {1, -1}, 1, one);
    double[] two = new double[6];
    Arrays.fill(two, Double.NaN);
    products.margins(rows, 0, 2, 3, new double[] {1, 2, 3, -1}, 2, two);
    double[] sum = {1, 1, 1, 1};
    products.accumulate(rows, 0, 2, 3, two, 2, sum);
    if (!Arrays.equals(one, new double[] {-1, -1, -1})
        || !Arrays.equals(two, new double[] {5, 1, 11, 5, 17, 9})
        || !Arrays.equals(sum, new double[] {124, 157, 62, 77})) {
      throw new BackendRefusedException("it multiplies wrongly");
    }
  }
}
