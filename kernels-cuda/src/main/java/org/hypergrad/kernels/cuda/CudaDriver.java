package org.hypergrad.kernels.cuda;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import jcuda.Pointer;
import jcuda.driver.CUDA_KERNEL_NODE_PARAMS;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUgraphNode;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;
import org.hypergrad.kernels.DeviceFailedException;
import org.jspecify.annotations.Nullable;

/**
 * The calls of NVIDIA's driver that are used, in the primary context of one device. Every result is
 * checked here, and what failed becomes a {@link CudaFailure}; {@link CudaLibrary#SYMBOLS} and
 * {@link CudaLibrary#GRAPH_SYMBOLS} have the names that these calls have in the driver. An error
 * that takes the context with it is kept, and {@link #enter} tells it from then on.
 *
 * <p>Thread-safe as the driver is; a thread calls {@link #enter} before the others.
 */
final class CudaDriver {

  /** Of a name that the driver writes. */
  private static final int NAME_BYTES = 256;

  private final int ordinal;
  private final CUdevice device;
  private final CUcontext context;
  private volatile @Nullable CudaFailure lost;

  private CudaDriver(int ordinal, CUdevice device, CUcontext context) {
    this.ordinal = ordinal;
    this.device = device;
    this.context = context;
  }

  /** Pinned host memory: as JCuda wants it, and as Java does. */
  record Pinned(Pointer pointer, MemorySegment memory) {}

  // what needs no context

  static int init() {
    return JCudaDriver.cuInit(0);
  }

  static int version() {
    int[] version = new int[1];
    require(JCudaDriver.cuDriverGetVersion(version), "cuDriverGetVersion");
    return version[0];
  }

  static int devices() {
    int[] count = new int[1];
    require(JCudaDriver.cuDeviceGetCount(count), "cuDeviceGetCount");
    return count[0];
  }

  static CUdevice device(int ordinal) {
    CUdevice device = new CUdevice();
    require(JCudaDriver.cuDeviceGet(device, ordinal), "cuDeviceGet of device " + ordinal);
    return device;
  }

  static String name(CUdevice device) {
    byte[] name = new byte[NAME_BYTES];
    require(JCudaDriver.cuDeviceGetName(name, name.length, device), "cuDeviceGetName");
    int length = 0;
    while (length < name.length && name[length] != 0) {
      length++;
    }
    return new String(name, 0, length, StandardCharsets.UTF_8).strip();
  }

  /**
   * One of a device's numbers.
   *
   * @param attribute of {@link CUdevice_attribute}
   */
  static int attribute(CUdevice device, int attribute) {
    int[] value = new int[1];
    require(
        JCudaDriver.cuDeviceGetAttribute(value, attribute, device),
        "cuDeviceGetAttribute " + CUdevice_attribute.stringFor(attribute));
    return value[0];
  }

  /** Compute capability as one number, such as 75 or 120. */
  static int capability(CUdevice device) {
    return 10 * attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
        + attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
  }

  /** Retains the primary context of a device. */
  static CudaDriver retain(int ordinal) {
    CUdevice device = device(ordinal);
    CUcontext context = new CUcontext();
    require(
        JCudaDriver.cuDevicePrimaryCtxRetain(context, device),
        "cuDevicePrimaryCtxRetain of device " + ordinal);
    return new CudaDriver(ordinal, device, context);
  }

  /** Gives the context back; with nobody else holding it, it and all that is in it are gone. */
  void release() {
    require(
        JCudaDriver.cuDevicePrimaryCtxRelease(device),
        "cuDevicePrimaryCtxRelease of device " + ordinal);
  }

  // the context

  /**
   * Makes the context that of the calling thread.
   *
   * @throws DeviceFailedException if an error has taken the context
   */
  void enter() {
    CudaFailure failure = lost;
    if (failure != null) {
      throw new DeviceFailedException(
          "device %d failed before, close what is open on it: %s"
              .formatted(ordinal, failure.getMessage()),
          failure);
    }
    check(JCudaDriver.cuCtxSetCurrent(context), "cuCtxSetCurrent");
  }

  /** Whether an error has taken the context, and what was in it. */
  boolean isLost() {
    return lost != null;
  }

  CUdevice device() {
    return device;
  }

  /** Free bytes of the device. */
  long freeBytes() {
    long[] free = new long[1];
    check(JCudaDriver.cuMemGetInfo(free, new long[1]), "cuMemGetInfo");
    return free[0];
  }

  // modules

  CUmodule load(String name, byte[] ptx) {
    CUmodule module = new CUmodule();
    byte[] text = Arrays.copyOf(ptx, ptx.length + 1); // the driver reads up to a zero
    check(JCudaDriver.cuModuleLoadData(module, text), "cuModuleLoadData of " + name);
    return module;
  }

  void unload(CUmodule module) {
    check(JCudaDriver.cuModuleUnload(module), "cuModuleUnload");
  }

  CudaFunction function(CUmodule module, String name) {
    CUfunction function = new CUfunction();
    check(
        JCudaDriver.cuModuleGetFunction(function, module, name), "cuModuleGetFunction of " + name);
    return new CudaFunction(name, function);
  }

  /** Lets launches of a function ask for so much shared memory: beyond 48 KiB it must be said. */
  void allowSharedBytes(CudaFunction function, int bytes) {
    check(
        JCudaDriver.cuFuncSetAttribute(
            function.handle(),
            CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES,
            bytes),
        "cuFuncSetAttribute of shared bytes, %d",
        bytes);
  }

  /** Starts a kernel. */
  void launch(CudaFunction function, Grid grid, CUstream stream, Arguments arguments) {
    int result =
        JCudaDriver.cuLaunchKernel(
            function.handle(),
            grid.blocksX(),
            grid.blocksY(),
            1,
            grid.threads(),
            1,
            1,
            grid.sharedBytes(),
            stream,
            arguments.addresses(),
            null);
    if (result != CUresult.CUDA_SUCCESS) { // the name is made only where it is needed
      check(result, "cuLaunchKernel of %s, %s".formatted(function.name(), grid));
    }
  }

  // graphs of launches: to be called where CudaLibrary has graphs

  CUgraph createGraph() {
    CUgraph graph = new CUgraph();
    check(JCudaDriver.cuGraphCreate(graph, 0), "cuGraphCreate");
    return graph;
  }

  /**
   * Adds the start of a kernel, its arguments as they are now.
   *
   * @param after what it waits for
   */
  CUgraphNode add(
      CUgraph graph,
      @Nullable CUgraphNode after,
      CudaFunction function,
      Grid grid,
      Arguments arguments) {
    CUgraphNode node = new CUgraphNode();
    CUgraphNode[] before = after == null ? new CUgraphNode[0] : new CUgraphNode[] {after};
    check(
        JCudaDriver.cuGraphAddKernelNode(
            node, graph, before, before.length, parameters(function, grid, arguments)),
        "cuGraphAddKernelNode");
    return node;
  }

  private static CUDA_KERNEL_NODE_PARAMS parameters(
      CudaFunction function, Grid grid, Arguments arguments) {
    CUDA_KERNEL_NODE_PARAMS parameters = new CUDA_KERNEL_NODE_PARAMS();
    parameters.func = function.handle();
    parameters.gridDimX = grid.blocksX();
    parameters.gridDimY = grid.blocksY();
    parameters.gridDimZ = 1;
    parameters.blockDimX = grid.threads();
    parameters.blockDimY = 1;
    parameters.blockDimZ = 1;
    parameters.sharedMemBytes = grid.sharedBytes();
    parameters.kernelParams = arguments.addresses();
    return parameters;
  }

  CUgraphExec instantiate(CUgraph graph) {
    CUgraphExec executable = new CUgraphExec();
    check(JCudaDriver.cuGraphInstantiate(executable, graph, 0), "cuGraphInstantiate");
    return executable;
  }

  /**
   * Gives a kernel's start other arguments and another grid, for starts to come.
   *
   * @return false if the driver declines, which leaves the graph of no use
   */
  boolean change(
      CUgraphExec executable,
      CUgraphNode node,
      CudaFunction function,
      Grid grid,
      Arguments arguments) {
    int result =
        JCudaDriver.cuGraphExecKernelNodeSetParams(
            executable, node, parameters(function, grid, arguments));
    if (result == CUresult.CUDA_ERROR_INVALID_VALUE
        || result == CUresult.CUDA_ERROR_GRAPH_EXEC_UPDATE_FAILURE) {
      return false;
    }
    check(result, "cuGraphExecKernelNodeSetParams");
    return true;
  }

  void start(CUgraphExec executable, CUstream stream) {
    check(JCudaDriver.cuGraphLaunch(executable, stream), "cuGraphLaunch");
  }

  void destroy(CUgraphExec executable) {
    check(JCudaDriver.cuGraphExecDestroy(executable), "cuGraphExecDestroy");
  }

  void destroy(CUgraph graph) {
    check(JCudaDriver.cuGraphDestroy(graph), "cuGraphDestroy");
  }

  // memory

  /** New device memory, its contents undefined; no bytes have the address 0. */
  long allocate(long bytes) {
    if (bytes == 0) {
      return 0;
    }
    DevicePointer pointer = new DevicePointer();
    check(JCudaDriver.cuMemAlloc(pointer, bytes), "cuMemAlloc of %d bytes", bytes);
    return pointer.address();
  }

  /** Gives memory back when nothing on the device uses it any more. */
  void free(long address) {
    if (address != 0) {
      check(JCudaDriver.cuMemFree(DevicePointer.at(address)), "cuMemFree");
    }
  }

  Pinned allocatePinned(long bytes) {
    Pointer pointer = new Pointer();
    check(JCudaDriver.cuMemHostAlloc(pointer, bytes, 0), "cuMemHostAlloc of %d bytes", bytes);
    return new Pinned(pointer, MemorySegment.ofBuffer(pointer.getByteBuffer(0, bytes)));
  }

  void free(Pinned memory) {
    check(JCudaDriver.cuMemFreeHost(memory.pointer()), "cuMemFreeHost");
  }

  void upload(Pinned from, long offset, long bytes, long to, CUstream stream) {
    check(
        JCudaDriver.cuMemcpyHtoDAsync(
            DevicePointer.at(to), from.pointer().withByteOffset(offset), bytes, stream),
        "cuMemcpyHtoDAsync of %d bytes",
        bytes);
  }

  void download(long from, Pinned to, long offset, long bytes, CUstream stream) {
    check(
        JCudaDriver.cuMemcpyDtoHAsync(
            to.pointer().withByteOffset(offset), DevicePointer.at(from), bytes, stream),
        "cuMemcpyDtoHAsync of %d bytes",
        bytes);
  }

  void copy(long from, long to, long bytes, CUstream stream) {
    check(
        JCudaDriver.cuMemcpyDtoDAsync(DevicePointer.at(to), DevicePointer.at(from), bytes, stream),
        "cuMemcpyDtoDAsync of %d bytes",
        bytes);
  }

  void zero(long address, long bytes, CUstream stream) {
    check(
        JCudaDriver.cuMemsetD8Async(DevicePointer.at(address), (byte) 0, bytes, stream),
        "cuMemsetD8Async of %d bytes",
        bytes);
  }

  // streams and events

  /** A stream that waits for no other unless told to. */
  CUstream createStream() {
    CUstream stream = new CUstream();
    check(
        JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING),
        "cuStreamCreate");
    return stream;
  }

  void destroy(CUstream stream) {
    check(JCudaDriver.cuStreamDestroy(stream), "cuStreamDestroy");
  }

  void synchronize(CUstream stream) {
    check(JCudaDriver.cuStreamSynchronize(stream), "cuStreamSynchronize");
  }

  CUevent createEvent() {
    CUevent event = new CUevent();
    check(JCudaDriver.cuEventCreate(event, CUevent_flags.CU_EVENT_DISABLE_TIMING), "cuEventCreate");
    return event;
  }

  void destroy(CUevent event) {
    check(JCudaDriver.cuEventDestroy(event), "cuEventDestroy");
  }

  void record(CUevent event, CUstream stream) {
    check(JCudaDriver.cuEventRecord(event, stream), "cuEventRecord");
  }

  /** What a stream is given from now on waits for an event as last recorded. */
  void await(CUevent event, CUstream stream) {
    check(JCudaDriver.cuStreamWaitEvent(stream, event, 0), "cuStreamWaitEvent");
  }

  /** The calling thread waits for an event as last recorded; never recorded is done. */
  void await(CUevent event) {
    check(JCudaDriver.cuEventSynchronize(event), "cuEventSynchronize");
  }

  // results

  private void check(int result, String operation, long size) {
    if (result != CUresult.CUDA_SUCCESS) {
      check(result, operation.formatted(size));
    }
  }

  private void check(int result, String operation) {
    try {
      require(result, operation);
    } catch (CudaFailure failure) {
      if (failure.losesContext() && lost == null) {
        lost = failure;
      }
      throw failure;
    }
  }

  private static void require(int result, String operation) {
    if (result != CUresult.CUDA_SUCCESS) {
      throw new CudaFailure(result, CUresult.stringFor(result), operation);
    }
  }
}
