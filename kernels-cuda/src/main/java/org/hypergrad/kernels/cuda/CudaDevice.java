package org.hypergrad.kernels.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUmodule;
import org.hypergrad.kernels.BackendRefusedException;
import org.jspecify.annotations.Nullable;

/**
 * A device whose primary context is held as long as somebody has use of it, with the modules that
 * were loaded there. All sessions of a device share it. Thread-safe.
 */
final class CudaDevice {

  /** The oldest compute capability: that of the PTX. */
  static final int OLDEST_CAPABILITY = 75;

  /** The context of a device is one for the process: so are those who hold it. */
  private static final Map<Integer, CudaDevice> HELD = new HashMap<>();

  private final int ordinal;
  private final CudaDriver driver;
  private final Map<String, CUmodule> modules = new LinkedHashMap<>();
  private final Map<String, CudaFunction> functions = new HashMap<>();
  private int holders;

  private CudaDevice(int ordinal) {
    this.ordinal = ordinal;
    driver = CudaDriver.retain(ordinal);
  }

  /**
   * Holds a device, whose context becomes that of the calling thread; {@link #release} gives it
   * back.
   *
   * @throws BackendRefusedException if there is no such device, or it is too old
   * @throws IllegalStateException if it has failed and is still held by others
   */
  static CudaDevice hold(int ordinal) {
    CudaLibrary.get();
    int count = CudaDriver.devices();
    if (ordinal >= count) {
      throw new BackendRefusedException(
          count == 0
              ? "the driver finds no device: see nvidia-smi, and CUDA_VISIBLE_DEVICES if it is set"
              : "there is no device %d, they are numbered from 0 to %d"
                  .formatted(ordinal, count - 1));
    }
    CUdevice device = CudaDriver.device(ordinal);
    int capability = CudaDriver.capability(device);
    if (capability < OLDEST_CAPABILITY) {
      throw new BackendRefusedException(
          "%s has compute capability %s, %s is needed: choose another device, such as cuda:1"
              .formatted(
                  CudaDriver.name(device), describe(capability), describe(OLDEST_CAPABILITY)));
    }
    synchronized (HELD) {
      CudaDevice held = HELD.get(ordinal);
      if (held == null) {
        held = new CudaDevice(ordinal);
        HELD.put(ordinal, held);
      }
      held.holders++;
      try {
        held.driver.enter();
      } catch (IllegalStateException failure) {
        held.release();
        throw failure;
      }
      return held;
    }
  }

  /** Gives the device back; the last one takes its modules and its context along. */
  void release() {
    synchronized (HELD) {
      if (--holders > 0) {
        return;
      }
      HELD.remove(ordinal);
      if (!driver.isLost()) {
        driver.enter();
        modules.values().forEach(driver::unload);
      }
      driver.release();
    }
  }

  /** A compute capability for people. */
  private static String describe(int capability) {
    return capability / 10 + "." + capability % 10;
  }

  int ordinal() {
    return ordinal;
  }

  CudaDriver driver() {
    return driver;
  }

  /** Its processors, each of which runs some blocks at a time. */
  int multiprocessors() {
    return CudaDriver.attribute(
        driver.device(), CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
  }

  /** Shared memory that a block can have, where it is asked for by the function's attribute. */
  int sharedBytesABlock() {
    return CudaDriver.attribute(
        driver.device(), CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN);
  }

  /**
   * A kernel, its module loaded when the first of it is asked for.
   *
   * @param module name of its source without ending
   */
  CudaFunction function(String module, String name) {
    synchronized (HELD) {
      return functions.computeIfAbsent(
          module + "." + name,
          key -> {
            CUmodule loaded = modules.get(module);
            if (loaded == null) {
              loaded = driver.load(module, ptx(module));
              modules.put(module, loaded);
            }
            return driver.function(loaded, name);
          });
    }
  }

  private static byte[] ptx(String module) {
    try (@Nullable InputStream content = CudaDevice.class.getResourceAsStream(module + ".ptx")) {
      if (content == null) {
        throw new IllegalStateException("no PTX of that name: " + module);
      }
      return content.readAllBytes();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** What it is, in order, for reports. */
  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("device", "%d, %s".formatted(ordinal, CudaDriver.name(driver.device())));
    facts.put("compute capability", describe(CudaDriver.capability(driver.device())));
    facts.put("free memory", Sizes.describe(driver.freeBytes()));
    facts.put("driver", CudaLibrary.get().describe());
    return facts;
  }

  @Override
  public String toString() {
    return "cuda:" + ordinal;
  }
}
