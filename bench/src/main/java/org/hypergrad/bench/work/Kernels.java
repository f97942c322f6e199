package org.hypergrad.bench.work;

import java.util.ServiceLoader;
import org.hypergrad.kernels.Backend;
import org.hypergrad.kernels.Backends;
import org.hypergrad.kernels.OpenOptions;
import org.hypergrad.kernels.Selection;
import org.hypergrad.kernels.Shape;

/**
 * A backend as benchmarks name it: {@code simd}, or {@code simd/2} for two threads. One strict
 * name: nothing else steps in where it cannot run.
 *
 * @param selection of that backend alone
 */
public record Kernels(Selection selection, OpenOptions options) {

  /** What every result is compared with. */
  public static final String REFERENCE = "scalar";

  /** The backend that is measured where it has a real device. */
  public static final String DEVICE = "cuda";

  /**
   * Whether there is a device, one that {@code auto} would take for something: of one that is only
   * emulated times say nothing.
   */
  public static boolean isThereADevice() {
    Shape large = new Shape(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE, true, 2);
    for (Backend backend : ServiceLoader.load(Backend.class)) {
      if (backend.name().equals(DEVICE)) {
        return backend.probe().available() && backend.rank(large) >= 0;
      }
    }
    return false;
  }

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
