package org.hypergrad.bench.work;

import org.hypergrad.kernels.Backends;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Selection;

/**
 * A backend as benchmarks name it: {@code simd}, or {@code simd/2} for two threads. One strict
 * name: nothing else steps in where it cannot run.
 *
 * @param selection of that backend alone
 */
public record Kernels(Selection selection, OpenOptions options) {

  /** What every result is compared with. */
  public static final String REFERENCE = "scalar";

  /**
   * The backend of a name.
   *
   * @throws org.hypergrad.kernels.BackendRefusedException if it cannot run here
   */
  public static Kernels of(String name) {
    int slash = name.indexOf('/');
    String backend = slash < 0 ? name : name.substring(0, slash);
    if (backend.contains(",") || backend.equals("auto")) {
      throw new IllegalArgumentException("one backend is measured at a time, not " + name);
    }
    int threads = slash < 0 ? 1 : Integer.parseInt(name.substring(slash + 1));
    return new Kernels(Backends.select(backend), new OpenOptions(threads));
  }
}
