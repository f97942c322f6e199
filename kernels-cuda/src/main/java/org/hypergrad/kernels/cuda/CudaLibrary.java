package org.hypergrad.kernels.cuda;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jcuda.driver.CUresult;
import org.hypergrad.kernels.BackendRefusedException;
import org.jspecify.annotations.Nullable;

/**
 * NVIDIA's driver and what JCuda needs to call it, looked for in a Java once, when it is first
 * asked for; what came of it stays. JCuda finds the driver's functions when it first calls them and
 * ends the process where one is missing, so they are looked up by name before.
 */
final class CudaLibrary {

  /** The driver's library, as the system's loader knows it. */
  private static final String DRIVER = "libcuda.so.1";

  /**
   * The oldest driver whose PTX is that of ours, 7.0: CUDA 11.0, which drivers from 450 on have.
   */
  static final int OLDEST_VERSION = 11_000;

  /** What {@link CudaDriver} calls, by the names in the library. */
  static final List<String> SYMBOLS =
      List.of(
          "cuInit",
          "cuDriverGetVersion",
          "cuDeviceGetCount",
          "cuDeviceGet",
          "cuDeviceGetName",
          "cuDeviceGetAttribute",
          "cuDevicePrimaryCtxRetain",
          "cuDevicePrimaryCtxRelease_v2",
          "cuCtxSetCurrent",
          "cuMemGetInfo_v2",
          "cuModuleLoadData",
          "cuModuleUnload",
          "cuModuleGetFunction",
          "cuFuncSetAttribute",
          "cuLaunchKernel",
          "cuMemAlloc_v2",
          "cuMemFree_v2",
          "cuMemHostAlloc",
          "cuMemFreeHost",
          "cuMemcpyHtoDAsync_v2",
          "cuMemcpyDtoHAsync_v2",
          "cuMemcpyDtoDAsync_v2",
          "cuMemsetD8Async",
          "cuStreamCreate",
          "cuStreamDestroy_v2",
          "cuStreamSynchronize",
          "cuStreamWaitEvent",
          "cuEventCreate",
          "cuEventDestroy_v2",
          "cuEventRecord",
          "cuEventSynchronize");

  /** What {@link CudaDriver} calls where {@link #hasGraphs}. */
  static final List<String> GRAPH_SYMBOLS =
      List.of(
          "cuGraphCreate",
          "cuGraphAddKernelNode_v2",
          "cuGraphInstantiateWithFlags",
          "cuGraphExecKernelNodeSetParams_v2",
          "cuGraphLaunch",
          "cuGraphExecDestroy",
          "cuGraphDestroy");

  /** The oldest driver with graphs as JCuda knows them. */
  private static final int OLDEST_GRAPHS = 12_000;

  /** A name that no driver of NVIDIA's has, and the one of this project's tests does. */
  private static final String EMULATED = "fakecuda_diag_count";

  private static final Path MODULE_VERSION = Path.of("/proc/driver/nvidia/version");
  private static final Pattern VERSION = Pattern.compile("\\b[0-9]{3}\\.[0-9]+(\\.[0-9]+)?\\b");

  private static @Nullable CudaLibrary found;
  private static @Nullable String refusal;

  private final int version;
  private final boolean hasGraphs;
  private final boolean emulated;

  private CudaLibrary(int version, boolean hasGraphs, boolean emulated) {
    this.version = version;
    this.hasGraphs = hasGraphs;
    this.emulated = emulated;
  }

  /**
   * The library of this Java, ready to be called.
   *
   * @throws BackendRefusedException if it cannot be called, with the reason
   */
  static synchronized CudaLibrary get() {
    if (found == null && refusal == null) {
      try {
        found = load();
      } catch (BackendRefusedException refused) {
        refusal = refused.getMessage();
      }
    }
    if (found == null) {
      throw new BackendRefusedException(String.valueOf(refusal));
    }
    return found;
  }

  /** The CUDA version of the driver, such as 12060 for 12.6. */
  int version() {
    return version;
  }

  /** Whether launches can be started as a graph. */
  boolean hasGraphs() {
    return hasGraphs;
  }

  /** The driver for people: its own version, where the system tells that, and CUDA's. */
  String describe() {
    String cuda = "for CUDA " + describe(version);
    try {
      return moduleVersion(Files.readString(MODULE_VERSION)).map(own -> own + ", ").orElse("")
          + cuda;
    } catch (IOException untold) { // no such file where devices are handed into a container
      return cuda;
    }
  }

  /** The version in what the driver's kernel module says of itself. */
  static Optional<String> moduleVersion(String text) {
    Matcher matcher = VERSION.matcher(text);
    return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
  }

  /** Whether the devices are a processor in disguise, which must never be taken unasked. */
  boolean emulated() {
    return emulated;
  }

  private static CudaLibrary load() {
    String system = System.getProperty("os.name");
    String processor = System.getProperty("os.arch");
    if (!system.equals("Linux") || !processor.equals("amd64")) {
      throw new BackendRefusedException(
          "it runs on Linux x86-64 only, and this Java is for %s %s".formatted(system, processor));
    }
    if (!CudaLibrary.class.getModule().isNativeAccessEnabled()) {
      throw new BackendRefusedException(
          "Java may not call native code: start it with --enable-native-access=ALL-UNNAMED");
    }
    SymbolLookup driver;
    try {
      driver = SymbolLookup.libraryLookup(DRIVER, Arena.global());
    } catch (IllegalArgumentException absent) {
      throw new BackendRefusedException(
          "the system's loader does not find %s: install NVIDIA's driver, 450 or newer"
              .formatted(DRIVER));
    }
    for (String symbol : SYMBOLS) {
      if (driver.find(symbol).isEmpty()) {
        throw new BackendRefusedException(
            "NVIDIA's driver is too old, it has no %s: install 450 or newer".formatted(symbol));
      }
    }
    JcudaNatives.load("JCudaDriver", "jcuda.driver.JCudaDriver");
    int version = CudaDriver.version();
    if (version < OLDEST_VERSION) {
      throw new BackendRefusedException(
          "NVIDIA's driver is too old, it is for CUDA %s: install 450 or newer, for CUDA 11.0"
              .formatted(describe(version)));
    }
    int result = CudaDriver.init();
    if (result == CUresult.CUDA_ERROR_NO_DEVICE) {
      throw new BackendRefusedException(
          "the driver finds no device: see nvidia-smi, and CUDA_VISIBLE_DEVICES if it is set");
    }
    if (result != CUresult.CUDA_SUCCESS) {
      throw new BackendRefusedException(
          "the driver does not start, %s (%d): see nvidia-smi; after an update of the driver restart"
                  .formatted(CUresult.stringFor(result), result)
              + " the machine");
    }
    boolean hasGraphs =
        version >= OLDEST_GRAPHS
            && GRAPH_SYMBOLS.stream().allMatch(symbol -> driver.find(symbol).isPresent());
    return new CudaLibrary(version, hasGraphs, driver.find(EMULATED).isPresent());
  }

  /** A CUDA version for people. */
  static String describe(int version) {
    return version / 1000 + "." + version % 1000 / 10;
  }
}
